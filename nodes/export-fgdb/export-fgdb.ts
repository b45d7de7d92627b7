import type { Node, NodeInitializer } from 'node-red';
import { exportLayerGeodatabase } from '../../lib/copy/geodatabases/export-layer-geodatabase.js';
import { runs } from '../../lib/copy/run/runs.js';
import { checkSource } from '../shared/check-source.js';
import { handleInput } from '../shared/handle-input.js';
import { demandItemMessage, sourceIdOf } from '../shared/item-message.js';
import { ItemProgress } from '../shared/item-progress.js';
import { PortalLinks } from '../shared/portal-links.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import { textValue } from '../shared/typed-value.js';
import type { ExportFgdbDef } from './contract.js';
import { noteExport } from './note-export.js';
import { readCopying } from './read-copying.js';
import { timeLimitOf } from './time-limit.js';

const init: NodeInitializer = (red) => {
  function ExportFgdb(this: Node, config: ExportFgdbDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const chosen = { source: config.source, ...(config.target && { target: config.target }) };
    const links = new PortalLinks(red, this, chosen);
    if (!links.complete) status.show(STATUS.noPortal);

    handleInput(this, {
      progress: new ItemProgress(status),
      work: async (msg, { send, signal, started }) => {
        const arcgis = demandItemMessage(msg);
        const run = runs.join(arcgis);
        const source = links.portal('source');
        checkSource(arcgis, source);
        if (arcgis.source.item.type === 'Feature Service') {
          const field = { label: 'folder', value: config.folder, type: config.folderType };
          const folder = await textValue(red, this, msg, field);
          const timeLimit = timeLimitOf(config.timeLimit);
          const copying = await readCopying(red, this, msg, config, links);
          const say = (what: string): void => this.log(what);
          const context = { run, source, copying, folder, timeLimit, signal, say };
          const exported = await exportLayerGeodatabase(context, sourceIdOf(arcgis));
          noteExport(msg, arcgis, exported, { node: this.id, started, run });
        }
        send(msg);
      },
      onClose: () => {
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('export-fgdb', ExportFgdb);
};

export = init;
