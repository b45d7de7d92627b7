import type { Node, NodeInitializer } from 'node-red';
import { copyItem } from '../../lib/copy/copy-item.js';
import { removeGeodatabase } from '../../lib/copy/geodatabases/geodatabase-folders.js';
import { geodatabaseHere } from '../../lib/copy/geodatabases/geodatabase-here.js';
import { isHostedLayer } from '../../lib/copy/geodatabases/published-kind.js';
import { runs } from '../../lib/copy/run/runs.js';
import { checkSource } from '../shared/check-source.js';
import { handleInput } from '../shared/handle-input.js';
import { demandItemMessage, sourceIdOf } from '../shared/item-message.js';
import { ItemProgress } from '../shared/item-progress.js';
import { noteCopy } from '../shared/note-copy.js';
import { PortalLinks } from '../shared/portal-links.js';
import { readCopySettings } from '../shared/read-copy-settings.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import type { AddAndPublishDef } from './contract.js';

const init: NodeInitializer = (red) => {
  function AddAndPublish(this: Node, config: AddAndPublishDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const links = new PortalLinks(red, this, { source: config.source, target: config.target });
    if (!links.complete) status.show(STATUS.noPortal);

    handleInput(this, {
      progress: new ItemProgress(status),
      work: async (msg, { send, signal, started }) => {
        const arcgis = demandItemMessage(msg);
        const run = runs.join(arcgis);
        const source = links.portal('source');
        const target = links.portal('target');
        checkSource(arcgis, source);
        const id = sourceIdOf(arcgis);
        if (!(await isHostedLayer(run, source, arcgis.source.item))) return send(msg);

        const settings = await readCopySettings(red, this, config, msg);
        const { geodatabase, warnings } = await geodatabaseHere(arcgis, config.keepFile === true);
        const context = { run, source, target, settings, signal, ...(geodatabase && { geodatabase }) };
        const result = await copyItem(context, id);
        // A failed item may be tried again, and needs its file then.
        const { file, ...rest } = arcgis;
        const noted = { ...result, warnings: [...warnings, ...result.warnings] };
        const work = { node: this.id, started, run, targetUrl: target.url };
        noteCopy(msg, result.error ? arcgis : rest, noted, work);
        if (file) await removeGeodatabase(file.path);
        send(msg);
      },
      onClose: () => {
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('add-and-publish', AddAndPublish);
};

export = init;
