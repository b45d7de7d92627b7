import { ArcGISError } from '../../portal/arcgis-error.js';
import { isItemId } from '../../references/item-id.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { CopyPair } from '../copy-settings.js';

/** One side of a pair: an item, or a service and perhaps one of its layers. */
type PairSide =
  | { kind: 'item'; id: string }
  | { kind: 'service'; root: string; type: string; layer: string | null };

/** A pair as both sides are meant. */
export type ParsedPair =
  | { kind: 'item'; source: string; target: string; use: 'update' | 'reference' }
  | { kind: 'service'; source: PairSide & { kind: 'service' }; target: PairSide & { kind: 'service' } };

/**
 * A line of the table of pairs: two ids of items or of groups (or addresses of item pages), two service URLs, or two layer URLs of services of the same
 * type. Throws ARCGIS_CONFIG for anything else.
 */
export function parsePair(pair: CopyPair): ParsedPair {
  const source = sideOf(pair.source);
  const target = sideOf(pair.target);
  if (source?.kind === 'item' && target?.kind === 'item') {
    return { kind: 'item', source: source.id, target: target.id, use: pair.use ?? 'update' };
  }
  if (source?.kind !== 'service' || target?.kind !== 'service') {
    throw wrong(pair, 'give two item ids, two group ids, or two URLs of services or of layers');
  }
  if (source.type.toLowerCase() !== target.type.toLowerCase()) {
    throw wrong(pair, `a ${target.type} cannot stand for a ${source.type}`);
  }
  if ((source.layer === null) !== (target.layer === null)) {
    throw wrong(pair, 'one URL ends with a layer number and the other does not');
  }
  return { kind: 'service', source, target };
}

function sideOf(text: string): PairSide | null {
  const trimmed = text.trim();
  if (isItemId(trimmed)) return { kind: 'item', id: trimmed.toLowerCase() };
  const service = parseServiceUrl(trimmed);
  if (service)
    return { kind: 'service', root: service.root, type: service.type, layer: service.layer ?? null };
  const id = /^https?:\/\/\S*[?&]id=([0-9a-f]{32})(?:[&#]|$)/i.exec(trimmed)?.[1];
  return id ? { kind: 'item', id: id.toLowerCase() } : null;
}

function wrong({ source, target }: CopyPair, why: string): ArcGISError {
  return new ArcGISError('ARCGIS_CONFIG', `The pair "${source}" → "${target}" is no pair: ${why}.`);
}
