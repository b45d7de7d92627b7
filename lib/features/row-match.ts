import type { Warning } from '../items/findings.js';
import type { LayerSide } from './compare-rows.js';
import { globalIdField, layerLabel, objectIdField } from './definition.js';
import { fieldRole } from './field-roles.js';
import type { LayerService } from './layer-service.js';
import { readRows } from './read-rows.js';
import { comparableValue } from './row-values.js';
import { keepsGlobalIds, type LayerPair } from './service-mapping.js';

/** By which field a row of the copy is recognised as one of the source. */
export interface RowMatch {
  source: string;
  target: string;
  /** Type of the field in the source. */
  type: string;
  /** It is the GlobalID, which the copy has taken over. */
  isGlobalId: boolean;
}

/**
 * How the rows of each layer are recognised: by the first of the user's key fields that the layer has, else by the GlobalID where the copy keeps it,
 * else not at all (null). A key that is empty in a row of the source, or that two of them share, cannot be used: a warning says so.
 */
export async function matchRows(
  source: LayerSide['portal'],
  from: LayerService,
  built: LayerService,
  pairs: readonly LayerPair[],
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<{ matches: Map<LayerPair, RowMatch | null>; warnings: Warning[] }> {
  const matches = new Map<LayerPair, RowMatch | null>();
  const warnings: Warning[] = [];
  for (const pair of pairs) {
    const key = keyOf(pair, keys);
    const trouble = key && (await keyTrouble(source, `${from.url}/${pair.source.id}`, pair, key, signal));
    if (trouble) warnings.push(unusable(pair, key.source, trouble));
    matches.set(pair, key && !trouble ? key : byGlobalId(pair, built));
  }
  return { matches, warnings };
}

/** A key as it is looked up. Null and '' are none. */
export function matchKey(value: unknown, { type, isGlobalId }: RowMatch): string | null {
  const comparable = comparableValue(value, isGlobalId ? 'esriFieldTypeGlobalID' : type);
  return comparable === null || comparable === '' ? null : String(comparable);
}

function keyOf(pair: LayerPair, keys: readonly string[]): RowMatch | null {
  for (const key of keys) {
    const field = pair.source.fields.find(({ name }) => name.toLowerCase() === key.toLowerCase());
    const target = field && pair.fields.get(field.name);
    if (field && target && fieldRole(pair.source, field) === 'plain') {
      return { source: field.name, target, type: field.type, isGlobalId: false };
    }
  }
  return null;
}

function byGlobalId(pair: LayerPair, built: LayerService): RowMatch | null {
  const [source, target] = [globalIdField(pair.source), globalIdField(pair.target)];
  if (source === null || target === null || !keepsGlobalIds(pair, built)) return null;
  return { source, target, type: 'esriFieldTypeGlobalID', isGlobalId: true };
}

/** Why a key does not tell the rows of the source apart, null if it does. Reads the key of every row. */
async function keyTrouble(
  portal: LayerSide['portal'],
  url: string,
  pair: LayerPair,
  match: RowMatch,
  signal?: AbortSignal,
): Promise<string | null> {
  const oid = objectIdField(pair.source);
  const seen = new Set<string>();
  const query = { url, layer: pair.source, fields: [oid, match.source], geometry: false };
  for await (const page of readRows(portal, query, signal)) {
    for (const { attributes } of page) {
      const key = matchKey(attributes[match.source], match);
      if (key === null) return `row ${attributes[oid]} has none`;
      if (seen.has(key)) return `row ${attributes[oid]} is not the first one with ${JSON.stringify(key)}`;
      seen.add(key);
    }
  }
  return null;
}

function unusable(pair: LayerPair, key: string, trouble: string): Warning {
  return {
    code: 'KEY_UNUSABLE',
    message: `The rows of layer ${layerLabel(pair.source)} cannot be recognised by ${key}: ${trouble}. They were brought in line as without a key field.`,
    path: `layers[${pair.source.id}]`,
  };
}
