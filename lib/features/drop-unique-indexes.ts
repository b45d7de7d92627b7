import { ArcGISError } from '../portal/arcgis-error.js';
import { changeDefinition } from './change-definition.js';
import { indexFields } from './comparable-definition.js';
import { asArray, type Json } from './definition.js';
import type { LayerWork } from './layer-work.js';

/**
 * Takes from the copy of a layer the unique indexes that the source has as well: while rows are brought in line a value may be on two of them, such as on
 * a new row and on the one that is to go. `endLoading` makes them again.
 *
 * @returns whether there were any, and the portal took them away
 */
export async function dropUniqueIndexes({ target, toUrl, pair, signal }: LayerWork): Promise<boolean> {
  const unique = asArray<Json>(pair.source.indexes).filter(({ isUnique }) => isUnique === true);
  const covered = unique.map((index) =>
    covers(indexFields(index).map((name) => pair.fields.get(name) ?? name)),
  );
  const system = [pair.target.objectIdField, pair.target.globalIdField].map((name) => covers([name ?? '']));
  const indexes = asArray<Json>(pair.target.indexes)
    .filter((index) => index.isUnique === true && covered.includes(covers(indexFields(index))))
    .filter((index) => !system.includes(covers(indexFields(index))))
    .map(({ name }) => ({ name }));
  if (indexes.length === 0) return false;
  try {
    await changeDefinition(target, toUrl, 'deleteFromDefinition', { indexes }, signal);
    return true;
  } catch (error) {
    if (error instanceof ArcGISError && error.code === 'ARCGIS_UNEXPECTED') return false;
    throw error;
  }
}

function covers(fields: string[]): string {
  return fields.join(',').toLowerCase();
}
