import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReportRow, RunReport } from '../../lib/copy/run/report.js';
import { findReferences } from '../../lib/references/find-references.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { loadDocuments } from '../../sandbox/load/load-documents.js';
import { RestClient } from '../../sandbox/town/rest/rest-client.js';
import { translate, translations } from '../support/compare-portals.js';
import { copyEverything } from '../support/copy-flow.js';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';
import { copies, failures } from '../support/reports.js';
import { type Rest, signIn } from '../support/rest.js';
import { readZip } from '../town/read-zip.js';
import { fixturesPresent, overRealInput } from './fixtures.js';
import { kindOfDocument, realItems } from './real-items.js';

type Json = Record<string, unknown>;

/** Kinds of which no portal lets an item be taken out; the vector tiles have no package beside them. */
const NOT_COPIED = new Set(['velocity', 'solution', 'vectortile']);

/** What stays at the source or elsewhere, and why that is right: no other residue may be. */
const STAYS: { kind: string; path: RegExp; reason: string }[] = [
  // A hub initiative is made with its site by the hub itself.
  { kind: 'hub', path: /^item:\$\.properties\.parentInitiativeId$/, reason: 'not-copied' },
  // A picture of Esri's, at the address of ArcGIS Online that all organisations share.
  { kind: 'classicstory', path: /^data:\$\.values\.settings\.header\.logo\.url$/, reason: 'not-accessible' },
];

interface Line {
  kind: string;
  documents: number;
  references: number;
  followed: number;
  residue: number;
  'changed otherwise': number;
}

/** All texts of an item by where they are: data, files of a package, resources, and what is told of the item. */
async function textsOf(portal: Rest, id: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const data = await portal.bytes(`/content/items/${id}/data`);
  if (data.subarray(0, 2).toString() === 'PK') {
    for (const [name, bytes] of await readZip(data)) texts.set(`data/${name}`, bytes.toString());
  } else texts.set('data', data.toString());
  const { resources } = await portal.json<{ resources: { resource: string }[] }>(
    `/content/items/${id}/resources`,
    { num: 100 },
  );
  for (const { resource } of resources) {
    const text = await portal.bytes(`/content/items/${id}/resources/${resource}`);
    texts.set(`resource/${resource}`, text.toString());
  }
  const { type, description, snippet, licenseInfo, accessInformation, tags, url } = await portal.json<Json>(
    `/content/items/${id}`,
  );
  // The address of a site is registered for that site alone, so that its copy has none.
  const address = /Site Application$/.test(String(type)) ? null : url;
  texts.set(
    'item',
    JSON.stringify({ description, snippet, licenseInfo, accessInformation, tags, url: address }),
  );
  return texts;
}

/** A document by value. An app notes the folder of its author, which is no reference. */
function byValue(text: string): unknown {
  try {
    const json = JSON.parse(text) as unknown;
    if (typeof json !== 'object' || json === null || !('values' in json) || !('folderId' in json))
      return json;
    const { folderId: _, ...others } = json;
    return others;
  } catch {
    return text;
  }
}

/** Apps that ArcGIS Online serves from hosts of their own, ArcGIS Enterprise from the portal, and Survey123 with the portal's address. */
function asServedByEnterprise(text: string, portal: string, ids: Set<string>): string {
  const encoded = encodeURIComponent(portal);
  return text
    .replace(
      /https%3A%2F%2Fstorymaps\.arcgis\.com(?=%2F(?:stories|collections|briefings)%2F([0-9a-f]{32}))/g,
      (all, id) => (ids.has(id as string) ? `${encoded}%2Fapps%2Fstorymaps` : all),
    )
    .replace(/https%3A%2F%2Fwww\.arcgis\.com(?=%2F[^"'<>\s\\&]*?([0-9a-f]{32}))/g, (all, id) =>
      ids.has(id as string) ? encoded : all,
    )
    .replace(/https?:\/\/www\.arcgis\.com(?=\/[^"'<>\s\\]*?([0-9a-f]{32}))/g, (all, id) =>
      ids.has(id as string) ? portal : all,
    )
    .replace(/(?<!:)\/\/www\.arcgis\.com(?=\/[^"'<>\s\\]*?([0-9a-f]{32}))/g, (all, id) =>
      ids.has(id as string) ? portal.replace(/^https?:/, '') : all,
    )
    .replace(
      /("portalUrl":")https:\/\/www\.arcgis\.com(","itemId":"([0-9a-f]{32}))/g,
      (all, start, end, id) => (ids.has(id as string) ? `${start as string}${portal}${end as string}` : all),
    )
    .replace(
      /https:\/\/storymaps\.arcgis\.com(?=\/(?:stories|collections|briefings)\/([0-9a-f]{32}))/g,
      (all, id) => (ids.has(id as string) ? `${portal}/apps/storymaps` : all),
    )
    .replace(/https:\/\/experience\.arcgis\.com\/experience\/([0-9a-f]{32})\/?/g, (all, id) =>
      ids.has(id as string) ? `${portal}/apps/experiencebuilder/experience/?id=${id as string}` : all,
    )
    .replace(
      /(https:\/\/survey123\.arcgis\.com\/share\/([0-9a-f]{32}))(\?(?:<exp.*?<\/exp>|[^"'<>\s\\])*)?/g,
      (all, address, id, query = '') => {
        if (!ids.has(id as string) || /portalUrl=/.test(query as string)) return all;
        const separator = query === '' ? '?' : (query as string).includes('&amp;') ? '&amp;' : '&';
        return `${address as string}${query as string}${separator}portalUrl=${portal}`;
      },
    );
}

/** Puts the documents into the source, and into the target a group of the same title for each that they name. */
async function load({
  source,
  target,
}: SandboxPair): Promise<{ kind: string; title: string; loadedId: string }[]> {
  const there = await RestClient.signIn(source, source.admin);
  const items = await realItems();
  const ids = await loadDocuments(there, source.url, items);
  const here = await RestClient.signIn(target, target.admin);
  const { groups } = (await there.portal('/community/self')) as { groups: { title: string }[] };
  for (const { title } of groups.filter((group) => group.title.startsWith('Stand-in'))) {
    await here.portal('/community/createGroup', { title, tags: 'stand-in', access: 'org' });
  }
  return items.map((item) => {
    const loadedId = ids.get(item.source);
    assert.ok(loadedId, item.source);
    return { kind: kindOfDocument(item), title: item.title, loadedId };
  });
}

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const)
  describe(
    overRealInput(`real documents of every kind, copied from ${from} to ${to} manners through the nodes`),
    function () {
      this.timeout(300_000);

      let folder: string;
      let pair: SandboxPair;
      let nodeRed: NodeRedProcess & { collector: string };
      let report: RunReport;
      let loaded: { kind: string; title: string; loadedId: string }[];
      let rows: Map<string, ReportRow>;
      const lines = new Map<string, Line>();

      before(async function () {
        if (!fixturesPresent) this.skip();
        folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-documents-'));
        pair = await startPair({ dir: folder, empty: true, source: from, target: to });
        loaded = await load(pair);
        nodeRed = await startNodeRed({ nodesDir: process.cwd() });
        await nodeRed.deploy(
          copyEverything(
            { url: pair.source.url, ...pair.source.admin },
            { url: pair.target.url, ...pair.target.admin },
            nodeRed.collector,
          ),
        );
        const arrived = nodeRed.next('report');
        await nodeRed.press('button');
        report = (await arrived).payload as RunReport;
        rows = new Map(report.rows.map((row) => [row.source.id, row]));
      });

      after(async () => {
        if (lines.size > 0) console.table([...lines.values()]);
        await nodeRed?.stop();
        await pair?.close();
        if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      });

      it('are all copied with what they need, but those that no portal lets out', () => {
        assert.equal(failures(report), '');
        assert.equal(report.residue.unlisted, 0);
        for (const { kind, title, loadedId } of loaded) {
          const row = rows.get(loadedId);
          assert.equal(row?.outcome, NOT_COPIED.has(kind) ? 'skipped' : 'created', `${kind} ${title}`);
          if (NOT_COPIED.has(kind)) assert.match(row?.warnings[0]?.message ?? '', /not copied: .+ Instead: /);
        }
      });

      it('refer to the target, but where it is listed why not, and are the same in everything else', async () => {
        const { source, target } = pair;
        const [there, here] = await Promise.all([
          signIn(source.url, source.admin.username, source.admin.password),
          signIn(target.url, target.admin.username, target.admin.password),
        ]);
        const list = await translations(there, here, copies(report));
        const addresses = {
          url: source.url,
          hosts: [source.url.replace(/^https?:\/\//, '')],
          servers: [source.serverUrl],
          orgId: source.orgId,
          isPortal: from === 'enterprise',
        };
        const made = new Set(list.map((pair) => pair.to));
        const expected = (text: string): string =>
          to === 'enterprise'
            ? asServedByEnterprise(translate(text, list), target.url, made)
            : translate(text, list);
        const wrong: string[] = [];
        for (const { kind, title, loadedId } of loaded.filter((item) => !NOT_COPIED.has(item.kind))) {
          const row = rows.get(loadedId);
          assert.ok(row?.target, title);
          const [before, after] = await Promise.all([textsOf(there, loadedId), textsOf(here, row.target.id)]);
          assert.deepEqual(
            [...after.keys()],
            [...before.keys()].map((name) => translate(name, list)),
            title,
          );
          const line = lines.get(kind) ?? {
            kind,
            documents: 0,
            references: 0,
            followed: 0,
            residue: 0,
            'changed otherwise': 0,
          };
          lines.set(kind, line);
          const listed = row.residue.map(({ value }) => value).join(' ');
          line.documents += 1;
          line.residue += row.residue.length;
          for (const { path: where, value, reason } of row.residue) {
            const isRight = STAYS.some(
              (one) => one.kind === kind && one.path.test(where) && one.reason === reason,
            );
            if (!isRight) wrong.push(`${kind} ${title}, ${where}: ${value} stays (${reason})`);
          }
          for (const [where, text] of before) {
            const copy = after.get(translate(where, list)) ?? '';
            const found = findReferences(byValue(text), addresses).filter(
              ({ value }) => translate(value, list) !== value || listed.includes(value),
            );
            line.references += found.length;
            line.followed += found.filter(({ value }) => !copy.includes(value)).length;
            try {
              assert.deepEqual(byValue(copy), byValue(expected(text)));
            } catch (error) {
              line['changed otherwise'] += 1;
              wrong.push(`${kind} ${title}, ${where}: ${(error as Error).message}`);
            }
            for (const { from: reference } of list) {
              if (copy.includes(reference) && !listed.includes(reference))
                wrong.push(`${kind} ${title}, ${where}: ${reference}`);
            }
          }
        }
        assert.deepEqual(wrong, []);
      });
    },
  );
