import type { Node } from 'node-red';
import type { ExportContext } from '../../lib/copy/geodatabases/export-layer-geodatabase.js';
import type { FlowMessage, Red } from '../shared/node-red.js';
import type { PortalLinks } from '../shared/portal-links.js';
import { readPairFields } from '../shared/read-pair-fields.js';
import type { ExportFgdbDef } from './contract.js';

/** Where the layer will be copied to and by which choices, as far as the dialog tells; null without a target. Throws as `readPairFields`. */
export async function readCopying(
  red: Red,
  node: Node,
  msg: FlowMessage,
  config: ExportFgdbDef,
  links: PortalLinks,
): Promise<ExportContext['copying']> {
  if (!config.target) return null;
  const { table = '', pairs = '', pairsType = 'str' } = config;
  return {
    target: links.portal('target'),
    keep: config.keepFile === true,
    settings: {
      owner: '',
      folder: { kind: 'same' },
      match: config.match ?? 'source-id',
      whenExists: config.whenExists ?? 'update',
      whenEdited: 'keep',
      pairs: await readPairFields(red, node, msg, { table, pairs, pairsType }, 'copy'),
      verify: 'full',
    },
  };
}
