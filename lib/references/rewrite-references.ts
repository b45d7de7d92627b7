import { childPath } from './child-path.js';
import { isClientId } from './client-ids.js';
import { prepareDocument } from './formats/prepare-document.js';
import { isCopyMark } from './is-copy-mark.js';
import { isJsonText } from './json-literals.js';
import { parseServiceUrl } from './parse-service-url.js';
import { portalOfItem, staysAtPortal } from './portal-of-item.js';
import { ReferenceIndex, type RewriteContext } from './reference-index.js';
import { isLayerId, isUserKey } from './reference-keys.js';
import type { ServiceMapping } from './reference-map.js';
import { replaceServiceUrl } from './replace-service-url.js';
import { rewriteString } from './rewrite-text.js';
import { serviceKey } from './service-key.js';

export type { RewriteContext };

/** A string (or layer number) of a document that was rewritten. `path` is that in the new document. */
export interface ReferenceChange {
  path: string;
  from: string;
  to: string;
}

/**
 * Rewrites every reference of a document (item data, resource, or properties of an item, parsed) from the
 * source to the target. Pure: the document given is not changed, parts that hold no reference are shared with
 * the result. Rewriting the result again changes nothing.
 */
export function rewriteReferences<T>(
  document: T,
  context: RewriteContext,
): { document: T; changes: ReferenceChange[] } {
  const { document: rewritten, changes } = rewriteDocument(document, new ReferenceIndex(context));
  return { document: rewritten as T, changes };
}

function rewriteDocument(
  document: unknown,
  index: ReferenceIndex,
): { document: unknown; changes: ReferenceChange[] } {
  const rewriter = new Rewriter(index);
  const prepared = prepareDocument(document, index, rewriter.note);
  return { document: rewriter.value(prepared, '$', null), changes: rewriter.changes };
}

type JsonObject = Record<string, unknown>;

class Rewriter {
  readonly changes: ReferenceChange[] = [];

  constructor(private readonly index: ReferenceIndex) {}

  readonly note = (path: string, from: string, to: string): void => {
    this.changes.push({ path, from, to });
  };

  value(value: unknown, path: string, key: string | null): unknown {
    if (typeof value === 'string') {
      return this.text(value, path, key);
    }
    if (Array.isArray(value)) {
      const items = value.map((item, at) => this.value(item, `${path}[${at}]`, key));
      return items.some((item, at) => item !== value[at]) ? items : value;
    }
    return typeof value === 'object' && value !== null ? this.object(value as JsonObject, path) : value;
  }

  private text(text: string, path: string, key: string | null): string {
    if (isLayerId(path) || isCopyMark(text, path)) {
      return text;
    }
    const user = key !== null && isUserKey(key) ? this.index.users.get(text) : undefined;
    const client = isClientId(key, text) ? this.index.clients.get(text) : undefined;
    return this.changed(path, text, user ?? client ?? this.rewritten(text, key));
  }

  /** JSON text keeps its own formatting, unless more than its strings changes in it. */
  private rewritten(text: string, key: string | null): string {
    const asText = rewriteString(text, key, this.index);
    if (!isJsonText(text)) {
      return asText;
    }
    const asDocument = JSON.stringify(rewriteDocument(JSON.parse(text), this.index).document);
    return asDocument === JSON.stringify(JSON.parse(asText)) ? asText : asDocument;
  }

  private object(object: JsonObject, path: string): JsonObject {
    const source = this.withPairs(object, path);
    const entries = Object.entries(source).map(([key, value]): [string, unknown] => {
      const name = rewriteString(key, null, this.index);
      const place = childPath(path, name);
      this.changed(place, key, name);
      const stays = key === 'portalUrl' && staysAtPortal(object, this.index);
      return [name, stays ? value : this.value(value, place, key)];
    });
    return entries.some(([key, value]) => source[key] !== value || !(key in source))
      ? Object.fromEntries(entries)
      : source;
  }

  /**
   * A URL, an item id and a layer number beside each other name one layer: what is known of one of them
   * decides on the others, before each is looked at alone.
   */
  private withPairs(object: JsonObject, path: string): JsonObject {
    const { url, itemId, layerId } = object;
    const portalUrl = portalOfItem(object, this.index);
    const byUrl = typeof url === 'string' ? this.index.service(url) : undefined;
    const byItem = typeof itemId === 'string' ? this.index.serviceOfItem(itemId) : undefined;
    const changes: JsonObject = {};
    if (portalUrl !== undefined) {
      changes.portalUrl = this.changed(childPath(path, 'portalUrl'), String(object.portalUrl), portalUrl);
    }
    if (byItem !== undefined && byUrl === undefined && typeof url === 'string' && isAlias(url, byItem.key)) {
      changes.url = this.changed(childPath(path, 'url'), url, replaceServiceUrl(url, byItem.mapping));
    }
    const moved = typeof url === 'string' ? elsewhereOf(url, layerId, byUrl) : undefined;
    if (moved !== undefined) {
      return this.movedLayer({ ...object, ...changes }, path, moved);
    }
    if (byUrl?.item !== undefined && typeof itemId === 'string' && this.index.id(itemId) === undefined) {
      const target = this.index.id(byUrl.item);
      changes.itemId = this.changed(childPath(path, 'itemId'), itemId, target ?? itemId);
    }
    const layer = (byUrl ?? byItem?.mapping)?.layers[String(layerId)];
    if (layer !== undefined && layer !== String(layerId)) {
      changes.layerId = typeof layerId === 'number' ? Number(layer) : layer;
      this.changed(childPath(path, 'layerId'), String(layerId), layer);
    }
    const dataset = datasetOf(object, this.index);
    if (dataset !== undefined) {
      changes.dataset = this.changed(childPath(path, 'dataset'), String(object.dataset), dataset);
    }
    return Object.keys(changes).length === 0 ? object : { ...object, ...changes };
  }

  /** A layer that another service stands for: URL, item and number are those of that one. */
  private movedLayer(
    object: JsonObject,
    path: string,
    { url, item }: { url: string; item?: string },
  ): JsonObject {
    const to = parseServiceUrl(url);
    const changes: JsonObject = {};
    if (object.layerId !== undefined && parseServiceUrl(String(object.url))?.layer === undefined) {
      changes.url = this.changed(childPath(path, 'url'), String(object.url), to?.root ?? url);
    }
    if (object.layerId !== undefined && to?.layer !== undefined) {
      changes.layerId = typeof object.layerId === 'number' ? Number(to.layer) : to.layer;
      this.changed(childPath(path, 'layerId'), String(object.layerId), to.layer);
    }
    if (typeof object.itemId === 'string' && item !== undefined) {
      changes.itemId = this.changed(childPath(path, 'itemId'), object.itemId, item);
    }
    return { ...object, ...changes };
  }

  private changed(path: string, from: string, to: string): string {
    if (from !== to) {
      this.note(path, from, to);
    }
    return to;
  }
}

/** Connections of ArcGIS Pro name a service in one text and the layer's number in another. Undefined if that stays. */
function datasetOf(object: JsonObject, index: ReferenceIndex): string | undefined {
  const { workspaceConnectionString, dataset } = object;
  const url = /(?:^|;)URL=([^;]+)/i.exec(String(workspaceConnectionString ?? ''))?.[1];
  const layer = url === undefined ? undefined : index.service(url)?.layers[String(dataset)];
  return layer === String(dataset) ? undefined : layer;
}

/** Where the layer is that a URL, or a URL and a layer number beside it, names, if another service stands for it. */
function elsewhereOf(
  url: string,
  layerId: unknown,
  mapping: ServiceMapping | undefined,
): { url: string; item?: string } | undefined {
  return mapping?.elsewhere?.[parseServiceUrl(url)?.layer ?? String(layerId)];
}

/**
 * Whether a URL is another address of the service: same folder, name and type on a host that is not known.
 */
function isAlias(url: string, key: string): boolean {
  const path = (text: string): string | undefined => /\/services\/(.*)$/.exec(text)?.[1];
  const own = path(serviceKey(url));
  return own !== undefined && parseServiceUrl(url) !== null && own === path(key);
}
