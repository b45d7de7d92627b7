import type { WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { changeDefinition } from './change-definition.js';
import { asArray, isTable, type Json, type Relationship } from './definition.js';
import { relationshipInTarget } from './relationship-in-target.js';
import type { LayerPair } from './service-mapping.js';

/**
 * Adds the relationships that the copy lacks, all in one call and in the order of the layers (otherwise Enterprise numbers
 * them anew), with layer ids and key fields as they are in the copy.
 */
export async function addRelationships(
  portal: WritablePortal,
  url: string,
  pairs: LayerPair[],
  mapping: ServiceMapping,
  signal?: AbortSignal,
): Promise<void> {
  const entries = pairs.map((pair) => ({
    table: isTable(pair.source),
    entry: { id: Number(pair.target.id), relationships: missing(pair, mapping) },
  }));
  if (entries.every(({ entry }) => entry.relationships.length === 0)) return;
  const definition = {
    layers: entries.filter(({ table }) => !table).map(({ entry }) => entry),
    tables: entries.filter(({ table }) => table).map(({ entry }) => entry),
  };
  await changeDefinition(portal, url, 'addToDefinition', definition, signal);
}

function missing(pair: LayerPair, mapping: ServiceMapping): Json[] {
  const there = asArray<Relationship>(pair.target.relationships).map(sideKey);
  return asArray<Relationship>(pair.source.relationships)
    .filter((one) => one.relatedTableId in mapping.layers)
    .map((one) => relationshipInTarget(one, pair.fields, mapping))
    .filter((one) => !there.includes(sideKey(one)));
}

/** Relationships with different layers may have the same name. */
function sideKey({ name, role, relatedTableId }: Relationship): string {
  return JSON.stringify([name, role, Number(relatedTableId)]);
}
