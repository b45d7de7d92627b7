import type { Node } from 'node-red';
import type { OldCopyRules } from '../../lib/copy/deletion/find-old-copies.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { FlowMessage, Red } from '../shared/node-red.js';
import { textValue } from '../shared/typed-value.js';
import type { DeleteExistingDef } from './contract.js';

/** What counts as an older copy, for this message. Throws ARCGIS_INPUT for a field whose value cannot be had. */
export async function readRules(
  red: Red,
  node: Node,
  config: DeleteExistingDef,
  msg: FlowMessage,
): Promise<OldCopyRules> {
  const text = (label: string, value: string, type: string): Promise<string> =>
    textValue(red, node, msg, { label, value, type });
  const owner = await text('owner', config.owner, config.ownerType);
  const match = config.match ?? 'source-id';
  if (config.folder === 'root') return { match, owner, folder: { kind: 'root' } };
  if (config.folder !== 'named') return { match, owner, folder: { kind: 'any' } };
  const title = await text('folder', config.folderName, config.folderNameType);
  if (title !== '') return { match, owner, folder: { kind: 'named', title } };
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    'Only what is in one folder is to be deleted, but its title is blank. Enter it in delete-existing.',
  );
}
