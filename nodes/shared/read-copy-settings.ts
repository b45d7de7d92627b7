import type { Node } from 'node-red';
import type { CopySettings } from '../../lib/copy/copy-settings.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { FlowMessage, Red } from './node-red.js';
import { type PairFields, readPairFields } from './read-pair-fields.js';
import { textValue } from './typed-value.js';

/** What the dialogs of the nodes that make copies have in common. */
export interface CopyFields extends PairFields {
  owner: string;
  ownerType: string;
  folder: 'same' | 'root' | 'named';
  folderName: string;
  folderNameType: string;
  /** How a copy is recognised that the target has already. */
  match: 'source-id' | 'title';
  whenExists: 'update' | 'skip' | 'replace' | 'new';
  whenEdited: 'keep' | 'overwrite';
  verifyRows: 'all' | 'counts';
  copyDependencies: boolean;
}

/**
 * The choices of the dialog, for this message. Throws ARCGIS_INPUT for a field whose value cannot be had, ARCGIS_CONFIG for a table of pairs
 * that is none and for a blank folder title.
 */
export async function readCopySettings(
  red: Red,
  node: Node,
  config: CopyFields,
  msg: FlowMessage,
): Promise<CopySettings> {
  const owner = await textValue(red, node, msg, {
    label: 'owner',
    value: config.owner,
    type: config.ownerType,
  });
  return {
    owner,
    folder: await readFolder(red, node, config, msg),
    match: config.match ?? 'source-id',
    pairs: await readPairFields(red, node, msg, config, 'copy'),
    whenExists: config.whenExists ?? 'update',
    whenEdited: config.whenEdited ?? 'keep',
    verifyRows: config.verifyRows ?? 'all',
    copyDependencies: config.copyDependencies !== false,
  };
}

async function readFolder(
  red: Red,
  node: Node,
  config: CopyFields,
  msg: FlowMessage,
): Promise<CopySettings['folder']> {
  if (config.folder === 'root') return { kind: 'root' };
  if (config.folder !== 'named') return { kind: 'same' };
  const field = { label: 'folder', value: config.folderName, type: config.folderNameType };
  const title = await textValue(red, node, msg, field);
  if (title !== '') return { kind: 'named', title };
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    'The copies are to go into one folder, but its title is blank. Enter it in the node.',
  );
}
