import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PortalAddresses } from '../../lib/references/addresses.js';
import { findReferences } from '../../lib/references/find-references.js';
import { findResidue } from '../../lib/references/find-residue.js';
import { parseServiceUrl } from '../../lib/references/parse-service-url.js';
import type { ReferenceMap, ServiceMapping } from '../../lib/references/reference-map.js';
import { type RewriteContext, rewriteReferences } from '../../lib/references/rewrite-references.js';
import { rewriteText } from '../../lib/references/rewrite-text.js';
import { serviceKey } from '../../lib/references/service-key.js';

const folder = join(process.cwd(), '..', 'shared', 'fixtures', 'items');
const isThere = existsSync(folder);

interface RealDocument {
  name: string;
  text: string;
}

function realDocuments(): RealDocument[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, text: normalised(readFileSync(join(folder, name), 'utf8')) }));
}

/**
 * URLs of one service or portal in one spelling: which of several a document used cannot be told after it was
 * replaced.
 */
function normalised(text: string): string {
  const spelling = new Map<string, string>();
  return text
    .replace(/http:(?=\\?\/\\?\/)/g, 'https:')
    .replace(/(?:(?:https?:)?\/\/)[^\s"'<>\\]+?\/\w+Server(?![\w.~%-])/g, (url) => {
      const key = serviceKey(url);
      const known = spelling.get(key) ?? url;
      spelling.set(key, known);
      return known;
    });
}

const digest = (text: string): string => createHash('md5').update(`seed ${text}`).digest('hex');

/** Every organisation's address that occurs in the document counts as the source's. */
function sourceOf(text: string): PortalAddresses {
  const hosts = [...text.toLowerCase().matchAll(/(?<![\w.-])[\w-]+\.maps\.arcgis\.com/g)].map(
    ([host]) => host,
  );
  return {
    url: `https://${hosts[0] ?? 'nowhere.maps.arcgis.com'}`,
    hosts: hosts.length === 0 ? ['nowhere.maps.arcgis.com'] : [hosts[0] ?? ''],
    servers: [],
    orgId: null,
    isPortal: false,
  };
}

const target: PortalAddresses = {
  url: 'https://gis.target.example/portal',
  hosts: ['gis.target.example/portal'],
  servers: [],
  orgId: null,
  isPortal: false,
};

function randomMap(document: unknown, source: PortalAddresses): ReferenceMap {
  const map: ReferenceMap = { items: {}, services: {}, groups: {}, users: {} };
  for (const reference of findReferences(document, source)) {
    if (reference.kind === 'service' && reference.url !== undefined) {
      const type = parseServiceUrl(reference.url)?.type ?? 'FeatureServer';
      map.services[reference.url] = {
        url: `https://services.target.example/rest/services/${digest(serviceKey(reference.url))}/${type}`,
        layers: {},
      };
    } else if (reference.id !== undefined) {
      map[reference.kind === 'group' ? 'groups' : 'items'][reference.id] = digest(reference.id);
    }
  }
  return map;
}

/** Ids of items by the service that a layer names beside them. */
function pairsIn(value: unknown, pairs: Record<string, string> = {}): Record<string, string> {
  if (typeof value === 'object' && value !== null) {
    const { url, itemId } = value as { url?: unknown; itemId?: unknown };
    if (typeof url === 'string' && typeof itemId === 'string') pairs[serviceKey(url)] = itemId;
    for (const one of Object.values(value)) pairsIn(one, pairs);
  }
  return pairs;
}

/** The context with every layer renumbered and every field of a pop-up renamed, and the way back. */
function rearranged(context: RewriteContext, document: unknown, text: string): RewriteContext[] {
  const pairs = pairsIn(document);
  const fields = new Set([...text.matchAll(/"fieldName":\s*"(\w+)"/g)].map((match) => match[1] ?? ''));
  const back = inverse(context);
  const layers = Array.from({ length: 30 }, (_, id) => [String(id), String(100 + id)] as const);
  const there = { ...context, map: { ...context.map, services: { ...context.map.services } } };
  for (const [url, mapping] of Object.entries(context.map.services)) {
    const item = pairs[serviceKey(url)]?.toLowerCase();
    there.map.services[url] = {
      url: mapping.url,
      layers: Object.fromEntries(layers),
      fields: Object.fromEntries(
        layers.map(([id]) => [id, Object.fromEntries([...fields].map((name) => [name, `zz_${name}`]))]),
      ),
      ...(item && { item }),
    };
    back.map.services[mapping.url] = {
      url,
      layers: Object.fromEntries(layers.map(([from, to]) => [to, from])),
      fields: Object.fromEntries(
        layers.map(([, to]) => [to, Object.fromEntries([...fields].map((name) => [`zz_${name}`, name]))]),
      ),
      ...(item && { item: context.map.items[item] ?? item }),
    };
  }
  return [there, back];
}

function inverse({ map, source, target: to, folders = {} }: RewriteContext): RewriteContext {
  const swap = (ids: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(ids).map(([from, id]) => [id, from]));
  const services = Object.entries(map.services).map(([url, mapping]): [string, ServiceMapping] => [
    mapping.url,
    { url, layers: {} },
  ]);
  return {
    map: {
      items: swap(map.items),
      services: Object.fromEntries(services),
      groups: swap(map.groups),
      users: swap(map.users),
    },
    source: to,
    target: source,
    folders: swap(folders),
  };
}

/** Independent of the engine: puts the source's ids and addresses back by plain text replacement. */
function replacedBack(text: string, { map, source }: RewriteContext): string {
  let result = text;
  for (const [from, to] of Object.entries({ ...map.items, ...map.groups })) {
    result = result.replaceAll(to, from);
  }
  for (const [from, to] of Object.entries(map.services)) {
    result = result
      .replaceAll(to.url, from)
      .replaceAll(to.url.replace('https:', ''), from.replace('https:', ''));
    result = result.replaceAll(encodeURIComponent(to.url), encodeURIComponent(from));
  }
  return result
    .replaceAll(target.url, source.url)
    .replaceAll(encodeURIComponent(target.url), encodeURIComponent(source.url))
    .replaceAll(target.hosts[0] ?? '', source.hosts[0] ?? '');
}

const withCase = (text: string): string => text.toLowerCase();

describe(`real documents${isThere ? '' : ' (the folder with them is not here: skipped)'}`, () => {
  if (!isThere) {
    it('are rewritten without residue');
    return;
  }
  for (const { name, text } of realDocuments()) {
    describe(name, () => {
      const document: unknown = JSON.parse(text);
      const source = sourceOf(text);
      const map = randomMap(document, source);
      const values = (document as { values?: unknown; folderId?: string }) ?? {};
      const folders =
        typeof values.folderId === 'string' ? { [values.folderId]: digest(values.folderId) } : {};
      const context: RewriteContext = { map, source, target, folders };
      const rewritten = rewriteReferences(document, context).document;

      it('holds nothing of the source after rewriting', () => {
        const residue = findResidue(
          rewritten,
          'data',
          {
            source,
            target,
            itemIds: [...Object.keys(map.items), ...Object.keys(map.groups)],
            services: Object.keys(map.services),
          },
          () => null,
        );
        assert.deepEqual(residue, []);
        const after = JSON.stringify(rewritten).toLowerCase();
        for (const url of Object.keys(map.services)) {
          assert.ok(
            !new RegExp(`${url.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.~%-])`).test(
              after,
            ),
            url,
          );
        }
      });

      it('is the same in everything else', () => {
        const after = JSON.stringify(rewritten);
        assert.equal(
          withCase(replacedBack(after, { ...context, map: { ...map, items: { ...map.items, ...folders } } })),
          withCase(JSON.stringify(document)),
        );
      });

      it('does not change when it is rewritten again', () => {
        const again = rewriteReferences(rewritten, context);
        assert.deepEqual(again.changes, []);
        assert.equal(again.document, rewritten);
      });

      it('becomes the original when it is mapped back', () => {
        const back = rewriteReferences(rewritten, inverse(context)).document;
        assert.equal(withCase(JSON.stringify(back)), withCase(JSON.stringify(document)));
      });

      it('survives renumbered layers and renamed fields, there and back', () => {
        const [there, back] = rearranged(context, document, text);
        assert.ok(there && back);
        const moved = rewriteReferences(document, there).document;
        assert.deepEqual(rewriteReferences(moved, there).changes, []);
        const returned = rewriteReferences(moved, back).document;
        assert.equal(withCase(JSON.stringify(returned)), withCase(JSON.stringify(document)));
      });

      it('is rewritten as text as it is as a document', () => {
        const asText = rewriteText(JSON.stringify(document), context);
        assert.deepEqual(JSON.parse(asText), rewritten);
      });
    });
  }
});
