import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import type { Params, ReadablePortal } from '../../portal/portal.js';
import { findReferences } from '../../references/find-references.js';
import { mapsNamed } from '../../references/formats/maps-named.js';
import type { MapLayers } from '../../references/map-layers.js';
import type { ReferenceMap } from '../../references/reference-map.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import { rewriteText } from '../../references/rewrite-text.js';
import { serviceKey } from '../../references/service-key.js';
import { tokensOf } from '../../references/tokens-of.js';
import { readDocumentData } from '../documents/document-data.js';
import { parsed } from '../documents/read-text-resources.js';
import { completeMap, isBelow, movedUrl, type SweepKnowledge } from './complete-map.js';
import type { PrefixRule } from './pair-table.js';

/** Data of an item that is text: parsed if it is JSON, else the text itself. */
export interface DocumentData {
  text: string;
  json: unknown;
}

/** What an item would be with its references re-pointed. */
export interface Repointed {
  text: string;
  json: unknown;
  /** The properties that change, as they would be. */
  params: Params;
  /** How many references change. */
  changes: number;
  /** Layers that the new references name and that their services do not have. */
  missingLayers: string[];
  map: ReferenceMap;
  /** Layers of the maps through which it names fields. */
  maps: MapLayers;
}

/** The data of an item. Packages and other files have no text: what they refer to is known, but they are not re-pointed. */
export async function readSweptData(
  portal: ReadablePortal,
  id: string,
  signal: AbortSignal,
): Promise<DocumentData> {
  const { bytes, content, isText } = await readDocumentData(portal, id, signal);
  return { text: isText ? bytes.toString('utf8') : '', json: content };
}

function parseData(text: string): DocumentData {
  return { text, json: parsed(text) };
}

/** Properties in which an item may refer to others. Its type keywords and title are what it is known by, and stay. */
export function referringProperties(item: Item): Record<string, unknown> {
  const { url, description, snippet, accessInformation, licenseInfo, properties } = item;
  return { url, description, snippet, accessInformation, licenseInfo, properties };
}

/** Re-points the data and the properties of an item. Nothing is written. What `drafts` refer to is looked up as well. */
export async function repointDocument(
  item: Item,
  { text, json }: DocumentData,
  knowledge: SweepKnowledge,
  signal: AbortSignal,
  drafts: readonly unknown[] = [],
): Promise<Repointed> {
  const before = referringProperties(item);
  const map = await completeMap([json, before, ...drafts], knowledge, signal);
  const maps = await namedMaps([json, ...drafts], knowledge, signal);
  if (/^web-(?:map|scene)$/.test(kindOf(item).format ?? '')) await knowledge.noteMap(item.id, json);
  const context = { ...knowledge, map, maps };
  const data =
    text === '' || typeof json === 'string' ? rewritePlain(text, context) : rewriteJson(text, json, context);
  const properties = rewriteReferences(before, context);
  const moved = applyRules({ data, properties: properties.document }, knowledge.rules);
  const after = moved.value.properties as Record<string, unknown>;
  const params = Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
  const result = moved.value.data as typeof data;
  return {
    text: result.text,
    json: text === '' ? json : parseData(result.text).json,
    params,
    changes: data.changes + properties.changes.length + moved.changes,
    missingLayers: await missingLayers(json, result.text, knowledge, signal),
    map,
    maps,
  };
}

async function namedMaps(
  documents: unknown[],
  { formerLayers }: SweepKnowledge,
  signal: AbortSignal,
): Promise<MapLayers> {
  const maps: MapLayers = {};
  for (const id of new Set(documents.flatMap(mapsNamed))) maps[id] = await formerLayers(id, signal);
  return maps;
}

function rewritePlain(text: string, context: SweepKnowledge): { text: string; changes: number } {
  const rewritten = rewriteText(text, context);
  return { text: rewritten, changes: rewritten === text ? 0 : 1 };
}

/** The author's formatting is kept, unless more than strings changes. */
function rewriteJson(
  text: string,
  json: unknown,
  context: SweepKnowledge,
): { text: string; changes: number } {
  const { document, changes } = rewriteReferences(json, context);
  if (changes.length === 0) return { text, changes: 0 };
  const wanted = JSON.stringify(document);
  const formatted = rewriteText(text, context);
  return {
    text: JSON.stringify(parseData(formatted).json) === wanted ? formatted : wanted,
    changes: changes.length,
  };
}

/** Addresses below a prefix that are no services: those were judged one by one. */
function applyRules<T>(value: T, rules: readonly PrefixRule[]): { value: T; changes: number } {
  let changes = 0;
  const rewrite = (text: string): string => {
    const parts = tokensOf(text).map(({ kind, start, end }) => {
      const part = text.slice(start, end);
      const key = part.toLowerCase().replace(/^(https?:)?\/\//, '');
      const rule = kind === 'url' ? rules.find(({ from }) => isBelow(key, from)) : undefined;
      if (!rule || /\/rest\/services\//i.test(part)) return part;
      changes += 1;
      return movedUrl(part, rule);
    });
    return parts.join('');
  };
  const visit = (part: unknown): unknown => {
    if (typeof part === 'string') return rewrite(part);
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, visit(one)]));
  };
  return rules.length === 0 ? { value, changes } : { value: visit(value) as T, changes };
}

/** A layer number that the new service does not have would show nothing, or something else. */
async function missingLayers(
  before: unknown,
  after: string,
  { source, services }: SweepKnowledge,
  signal: AbortSignal,
): Promise<string[]> {
  const old = new Set(findReferences(before, source).map(({ value }) => value));
  const missing = new Set<string>();
  for (const { value, url, layer } of findReferences(parseData(after).json, source)) {
    if (!url || layer === undefined || old.has(value)) continue;
    const service = await services.read(url, signal);
    if (service && service.layers.size > 0 && !service.layers.has(layer))
      missing.add(`${serviceKey(url)}/${layer}`);
  }
  return [...missing];
}
