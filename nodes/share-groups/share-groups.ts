import type { Node, NodeInitializer } from 'node-red';
import { runs } from '../../lib/copy/run/runs.js';
import { checkSource } from '../shared/check-source.js';
import { handleInput } from '../shared/handle-input.js';
import { demandItemMessage } from '../shared/item-message.js';
import { ItemProgress } from '../shared/item-progress.js';
import { PortalLinks } from '../shared/portal-links.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import { listValue } from '../shared/typed-value.js';
import type { ShareGroupsDef } from './contract.js';
import { shareCopy } from './share-copy.js';
import { shareDependencies } from './share-dependencies.js';

const init: NodeInitializer = (red) => {
  function ShareGroups(this: Node, config: ShareGroupsDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const links = new PortalLinks(red, this, { source: config.source, target: config.target });
    if (!links.complete) status.show(STATUS.noPortal);

    handleInput(this, {
      progress: new ItemProgress(status),
      work: async (msg, { send, signal, started }) => {
        const arcgis = demandItemMessage(msg);
        const source = links.portal('source');
        const target = links.portal('target');
        checkSource(arcgis, source);
        const titles = await listValue(red, this, msg, {
          label: 'groups',
          value: config.titles,
          type: config.titlesType,
        });
        const context = {
          self: { id: this.id, name: this.name || this.type },
          run: runs.join(arcgis),
          source,
          target,
          sharing: {
            access: config.access ?? 'as-source',
            groups: config.groups === 'titles' ? { titles } : (config.groups ?? 'as-source'),
            createMissing: config.createMissing === true,
          },
          signal,
        };
        const dependencies = await shareDependencies(context, arcgis);
        msg.arcgis = await shareCopy(context, arcgis, started, dependencies);
        send(msg);
      },
      onClose: () => {
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('share-groups', ShareGroups);
};

export = init;
