import { PortalError } from '../../http/answers.js';
import {
  type AttachmentEdits,
  type AttachmentResults,
  applyAttachmentEdits,
} from '../attachments/attachment-edits.js';
import { attachmentsOf, deleteAttachmentRow } from '../attachments/attachments.js';
import { takesGlobalIds } from '../layer-features.js';
import { columnOf } from '../layer-fields.js';
import { rootOf, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted, type SqlValue } from '../sql/sql-fragment.js';
import { demandTaken, failed, type RowResult, rolledBack, succeeded } from './row-results.js';
import { RowWriter, type SentFeature, type WriteOptions } from './row-writer.js';

/** Edits of one layer. `deletes` are ObjectIDs, or GlobalIDs with useGlobalIds. */
export interface LayerEdits {
  layer: Layer;
  adds: SentFeature[];
  updates: SentFeature[];
  deletes: unknown[];
  attachments: AttachmentEdits | null;
}

export interface LayerEditResults {
  addResults: RowResult[];
  updateResults: RowResult[];
  deleteResults: RowResult[];
  attachments?: AttachmentResults;
}

export interface EditOptions extends WriteOptions {
  /** One failing row takes everything back. */
  rollbackOnFailure: boolean;
}

/** Ends the transaction of edits that are to be taken back. */
class RollBack extends Error {}

/**
 * Applies edits of one or more layers as one transaction. Rows that fail are told in their results; with rollbackOnFailure one
 * of them undoes all. Throws PortalError if useGlobalIds is asked of a layer that does not take it.
 */
export function applyEdits(
  context: ServicesContext,
  edits: LayerEdits[],
  options: EditOptions,
): LayerEditResults[] {
  if (options.useGlobalIds && edits.some(({ layer }) => !takesGlobalIds(context, rootOf(layer)))) {
    throw new PortalError(405, "'useGlobalIds' parameter is invalid", {
      details: ["'useGlobalIds' parameter is invalid"],
    });
  }
  const unused: string[] = [];
  const created: string[] = [];
  let results: LayerEditResults[] = [];
  try {
    context.store.database.transaction(() => {
      results = edits.map((one) => editLayer(context, one, options, unused, created));
      if (options.rollbackOnFailure && results.some(hasFailure)) throw new RollBack();
      for (const { layer, ...one } of edits) if (touches(one)) context.store.noteEdit(rootOf(layer));
    });
  } catch (error) {
    context.files.remove(created);
    if (!(error instanceof RollBack)) throw error;
    return results.map(allRolledBack);
  }
  context.files.remove(unused);
  for (const service of new Set(edits.map(({ layer }) => rootOf(layer).service)))
    context.gate.touched(service.itemId);
  return results;
}

function editLayer(
  context: ServicesContext,
  edits: LayerEdits,
  options: EditOptions,
  unused: string[],
  created: string[],
): LayerEditResults {
  const { layer } = edits;
  const writer = new RowWriter(context, layer, options);
  const attempt = (work: () => RowResult, objectId?: number): RowResult => {
    try {
      demandTaken();
      return work();
    } catch (error) {
      return failed(error, context.kind, objectId);
    }
  };
  const results: LayerEditResults = {
    addResults: edits.adds.map((feature) => attempt(() => succeeded(writer.add(feature)))),
    updateResults: edits.updates.map((feature) =>
      attempt(() => succeeded(writer.update(feature)), objectIdIn(layer, feature)),
    ),
    deleteResults: edits.deletes.map((id) =>
      attempt(
        () => {
          unused.push(...deleteParts(context, layer, writer.find(id).objectId));
          return succeeded(writer.delete(id));
        },
        typeof id === 'number' ? id : -1,
      ),
    ),
  };
  if (edits.attachments) {
    results.attachments = applyAttachmentEdits(context, layer, writer, edits.attachments, unused, created);
  }
  return results;
}

/** Removes what belongs to a row: its attachments, and the rows that are parts of it by a composite relationship. Returns the files that are free. */
function deleteParts(context: ServicesContext, layer: Layer, objectId: number): string[] {
  const files: string[] = [];
  for (const attachment of attachmentsOf(context, layer, objectId)) {
    deleteAttachmentRow(context, attachment.id);
    files.push(attachment.file);
  }
  const root = rootOf(layer);
  for (const relationship of root.definition.relationships) {
    if (!relationship.composite || relationship.role !== 'esriRelRoleOrigin') continue;
    const parts = root.service.layers.find((one) => one.definition.id === relationship.relatedTableId);
    const key = parts?.definition.relationships.find(
      (one) => one.id === relationship.id && one.role === 'esriRelRoleDestination',
    )?.keyField;
    if (!parts || key === undefined) continue;
    const partId = quoted(columnOf(parts, parts.definition.objectIdField));
    const [row] = context.store.database.all<{ value: SqlValue }>(
      `SELECT ${quoted(columnOf(root, relationship.keyField))} AS value FROM ${tableOf(root)}
       WHERE ${quoted(root.definition.objectIdField)} = ?`,
      [objectId],
    );
    const rows = context.store.database.all<{ id: number }>(
      `SELECT ${partId} AS id FROM ${tableOf(parts)} WHERE ${quoted(columnOf(parts, key))} = ?`,
      [row?.value ?? null],
    );
    for (const { id } of rows) {
      files.push(...deleteParts(context, parts, id));
      context.store.database.run(`DELETE FROM ${tableOf(parts)} WHERE ${partId} = ?`, [id]);
    }
    if (rows.length > 0) context.store.noteEdit(parts);
  }
  return files;
}

function objectIdIn(layer: Layer, feature: SentFeature): number {
  const name = layer.definition.objectIdField.toLowerCase();
  const value = Object.entries(feature.attributes ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'number' ? value : -1;
}

function touches(edits: Omit<LayerEdits, 'layer'>): boolean {
  return edits.adds.length + edits.updates.length + edits.deletes.length > 0 || edits.attachments !== null;
}

function every(results: LayerEditResults): RowResult[] {
  const { addResults, updateResults, deleteResults, attachments } = results;
  const files = attachments
    ? [...attachments.addResults, ...attachments.updateResults, ...attachments.deleteResults]
    : [];
  return [...addResults, ...updateResults, ...deleteResults, ...files];
}

function hasFailure(results: LayerEditResults): boolean {
  return every(results).some((result) => !result.success);
}

function allRolledBack(results: LayerEditResults): LayerEditResults {
  const { attachments } = results;
  return {
    addResults: results.addResults.map(rolledBack),
    updateResults: results.updateResults.map(rolledBack),
    deleteResults: results.deleteResults.map(rolledBack),
    ...(attachments
      ? {
          attachments: {
            addResults: attachments.addResults.map(rolledBack),
            updateResults: attachments.updateResults.map(rolledBack),
            deleteResults: attachments.deleteResults.map(rolledBack),
          },
        }
      : {}),
  };
}
