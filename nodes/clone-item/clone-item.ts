import type { Node, NodeInitializer } from 'node-red';
import { copyItem } from '../../lib/copy/copy-item.js';
import { runs } from '../../lib/copy/run/runs.js';
import { checkSource } from '../shared/check-source.js';
import { formerFolder } from '../shared/former-folder.js';
import { handleInput } from '../shared/handle-input.js';
import { demandItemMessage, sourceIdOf } from '../shared/item-message.js';
import { ItemProgress } from '../shared/item-progress.js';
import { noteCopy } from '../shared/note-copy.js';
import { PortalLinks } from '../shared/portal-links.js';
import { readCopySettings } from '../shared/read-copy-settings.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import type { CloneItemDef } from './contract.js';

const init: NodeInitializer = (red) => {
  function CloneItem(this: Node, config: CloneItemDef): void {
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
        run.formerFolder ??= formerFolder(red);
        const settings = await readCopySettings(red, this, config, msg);
        const result = await copyItem({ run, source, target, settings, signal }, sourceIdOf(arcgis));
        noteCopy(msg, arcgis, result, { node: this.id, started, run, targetUrl: target.url });
        send(msg);
      },
      onClose: () => {
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('clone-item', CloneItem);
};

export = init;
