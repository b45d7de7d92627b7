import type { Node } from 'node-red';
import type { CopySettings, DependencyChoice } from '../../lib/copy/copy-settings.js';
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
  /** What happens if an item in the recycle bin holds the name that a new copy is to have. */
  whenRecycled: 'fail' | 'rename' | 'purge';
  /** What becomes of the copies that a run makes if anything in it fails. */
  whenFailed: 'keep' | 'take-back';
  /** How the rows of a copy that is there are brought in line. */
  rowUpdate: 'changes' | 'reload';
  /** Field by which rows are recognised, or several with commas; blank for the GlobalID. */
  rowKey: string;
  /** Percent of a layer's rows that may be missing in the source; more stops the update. */
  maxDrop: string;
  verify: 'full' | 'sample' | 'counts';
  /** What is done with what an item needs: with maps and apps, with layers and other services, with files. */
  needsDocuments: DependencyChoice;
  needsLayers: DependencyChoice;
  needsFiles: DependencyChoice;
  /** What becomes of a view whose layer is neither copied nor in the target; in clone-item only. */
  viewAlone?: 'fail' | 'layer';
}

/**
 * The choices of the dialog, for this message. Throws ARCGIS_INPUT for a field whose value cannot be had, ARCGIS_CONFIG for a table of pairs
 * that is none, for a blank folder title and for what is no percentage.
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
    whenRecycled: config.whenRecycled ?? 'fail',
    whenFailed: config.whenFailed ?? 'keep',
    rowUpdate: config.rowUpdate ?? 'changes',
    rowKeys: fieldNames(config.rowKey),
    maxDrop: maxDropOf(config.maxDrop),
    verify: config.verify ?? 'full',
    viewAlone: config.viewAlone ?? 'fail',
    dependencies: {
      documents: config.needsDocuments ?? 'update',
      layers: config.needsLayers ?? 'reuse',
      files: config.needsFiles ?? 'reuse',
    },
  };
}

function fieldNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

const DEFAULT_MAX_DROP = '20';

/** The share of rows, 0 to 1. Throws ARCGIS_CONFIG for what is no number of percent. */
function maxDropOf(percent: string | undefined): number {
  const text = String(percent ?? '').trim() || DEFAULT_MAX_DROP;
  const value = Number(text.replace(/\s*%$/, ''));
  if (value >= 0 && value <= 100) return value / 100;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `"${text}" is no share of rows: enter the percent that a layer may lose before its update is stopped, 0 to 100 (100 never stops).`,
  );
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
