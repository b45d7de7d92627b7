import { ArcGISError } from '../../portal/arcgis-error.js';
import type { WritablePortal } from '../../portal/portal.js';
import { changeDefinition } from '../change-definition.js';
import { asArray, isTable, type Json, type LayerDefinition, type Relationship } from '../definition.js';
import { type LayerService, readLayerService } from '../layer-service.js';
import { serviceNameFor } from '../service-name.js';
import { trackingFields } from '../tracking-fields.js';

/**
 * Gives published layers and tables the names of their source: a geodatabase knows them by names of its own, without blanks and accents.
 * Counterparts are found by name and shape, then by shape and fields, where only one fits. Says as well which fields record who made and
 * changed a row: otherwise the portal would add fields of its own when tracking is switched on.
 */
export async function alignPublished(
  target: WritablePortal,
  source: LayerService,
  url: string,
  signal?: AbortSignal,
): Promise<void> {
  const built = await readLayerService(target, url, signal);
  const pairs = counterparts(source.layers, built.layers);
  await dropOtherRelationships(target, url, pairs, signal);
  for (const [layer, published] of pairs) {
    const change = (definition: Json) =>
      changeDefinition(target, `${url}/${published.id}`, 'updateDefinition', definition, signal);
    if (layer.name !== published.name) await change({ name: layer.name });
    const editFieldsInfo = trackingFields(layer, published);
    // A portal that keeps to its own fields is warned about when all is loaded.
    if (editFieldsInfo) await change({ editFieldsInfo }).catch(unlessUnexpected);
  }
}

/**
 * Removes relationships that publishing has numbered otherwise than the source, or for which the file could not tell the table between the two ends, so
 * that they can be added as they have to be. A portal that does not remove them keeps its own, which the checks then show.
 */
async function dropOtherRelationships(
  target: WritablePortal,
  url: string,
  pairs: ReadonlyMap<LayerDefinition, LayerDefinition>,
  signal?: AbortSignal,
): Promise<void> {
  const isOther = [...pairs].some(([layer, published]) => {
    const wanted = asArray<Relationship>(layer.relationships).map(relationshipKey);
    return asArray<Relationship>(published.relationships).some(
      (end) => !wanted.includes(relationshipKey(end)),
    );
  });
  if (!isOther) return;
  for (const published of pairs.values()) {
    const relationships = asArray<Relationship>(published.relationships)
      .filter(({ role }) => /Origin$/.test(role))
      .map(({ id }) => ({ id }));
    if (relationships.length === 0) continue;
    await changeDefinition(
      target,
      `${url}/${published.id}`,
      'deleteFromDefinition',
      { relationships },
      signal,
    ).catch(unlessUnexpected);
  }
}

function relationshipKey({ id, name, role, relationshipTableId }: Relationship): string {
  return JSON.stringify([id, name, role, relationshipTableId != null]);
}

function unlessUnexpected(error: unknown): void {
  if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_UNEXPECTED') throw error;
}

type Alike = (source: LayerDefinition, published: LayerDefinition) => boolean;

/** By name first, the exact one before the adapted one, then by what only one of them has. */
function counterparts(
  source: LayerDefinition[],
  published: LayerDefinition[],
): Map<LayerDefinition, LayerDefinition> {
  const pairs = new Map<LayerDefinition, LayerDefinition>();
  const rules: Alike[] = [
    (a, b) => a.name === b.name,
    (a, b) => plain(a.name) === plain(b.name),
    (a, b) => fieldNames(a) === fieldNames(b),
  ];
  for (const alike of rules) {
    const open = source.filter((layer) => !pairs.has(layer));
    const free = published.filter((layer) => ![...pairs.values()].includes(layer));
    for (const layer of open) {
      const fits = free.filter((other) => sameShape(layer, other) && alike(layer, other));
      const rivals = open.filter((other) => fits[0] && sameShape(other, fits[0]) && alike(other, fits[0]));
      if (fits.length === 1 && rivals.length === 1 && fits[0]) pairs.set(layer, fits[0]);
    }
  }
  return pairs;
}

function sameShape(a: LayerDefinition, b: LayerDefinition): boolean {
  return isTable(a) === isTable(b) && (a.geometryType ?? null) === (b.geometryType ?? null);
}

function plain(name: string): string {
  return serviceNameFor(name).toLowerCase();
}

/** Regardless of case and of what each portal adds. */
function fieldNames(layer: LayerDefinition): string {
  return layer.fields
    .filter(({ type }) => !/OID|GlobalID|Geometry/.test(type))
    .map(({ name }) => name.toLowerCase())
    .filter((name) => !/^shape/.test(name))
    .sort()
    .join();
}
