import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { copyItem } from '../../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../../lib/copy/copy-settings.js';
import type { PlainError } from '../../../lib/copy/run/message.js';
import { plainError } from '../../../lib/copy/run/plain-error.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { Item, SourceId, TargetId } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import { shareItem } from '../../../lib/sharing/share-item.js';
import { type PortalKind, type SandboxPortal, startPortal } from '../../../sandbox/index.js';
import { SETTINGS } from '../../copy/support/portals.js';
import { TestClock } from '../../portal/support/test-clock.js';
import { comparePortals, compareServices } from '../../support/compare-portals.js';
import { type Rest, signIn } from '../../support/rest.js';
import {
  changeTrees,
  plotContent,
  reloadPlots,
  type SourceLayer,
  treeContent,
  treeGroup,
} from './layer-content.js';
import { type Mishap, type Moment, ruleFor, type Step, stepsOf, WORDS } from './steps.js';

type Json = Record<string, unknown>;

/** How a layer gets into the target, or what has changed in the source into its copy. */
export interface Scenario {
  name: string;
  content: 'trees' | 'plots';
  /** Each time into an empty target. */
  isNew: boolean;
  settings: Partial<CopySettings>;
  /** Where rows of layer 0 are all of the old ones or all of the new ones, and nothing between. */
  wholly?: true;
}

interface Row {
  id: string;
  title: string;
  result?: CopyResult;
  error?: PlainError;
}

/** Rows of one layer as text, by key; two of the same key are a failure. */
type Rows = Map<string, string>;

const TEMP_VARIABLES = ['TMPDIR', 'TEMP', 'TMP'];

/** A source with one hosted layer (and a view on it), and a target into which it is copied again and again. */
export class LayerStage {
  steps: Step[] = [];
  private time = 0;
  private readonly variables = new Map<string, string | undefined>();
  private items: { id: string; title: string; url: string }[] = [];
  private inSource: string[] = [];
  private found: Item[] = [];
  /** Whether a warning named what the copy lacks. */
  private isNamed = false;

  private constructor(
    readonly scenario: Scenario,
    private readonly pair: { source: SandboxPortal; target: SandboxPortal },
    private readonly from: Rest,
    private readonly to: Rest,
    private readonly author: WritablePortal,
    private readonly layer: SourceLayer,
    private readonly dir: string,
  ) {}

  static async set(scenario: Scenario, from: PortalKind, to: PortalKind): Promise<LayerStage> {
    const dir = await mkdtemp(path.join(tmpdir(), 'layer-chaos-'));
    const switches = { indexLagMs: 0, jobMs: 0 };
    const [source, target] = await Promise.all([
      startPortal({ kind: from, dir: path.join(dir, 'source'), switches }),
      startPortal({ kind: to, dir: path.join(dir, 'target'), switches }),
    ]);
    const author = openPortal({ url: source.url, credentials: { kind: 'password', ...source.admin } });
    const [reads, writes] = await Promise.all(
      [source, target].map(({ url, admin }) => signIn(url, admin.username, admin.password)),
    );
    assert.ok(reads && writes);
    const isTrees = scenario.content === 'trees';
    const made = isTrees ? await treeContent(author, source.admin.username) : null;
    const layer = made?.trees ?? (await plotContent(author));
    const stage = new LayerStage(scenario, { source, target }, reads, writes, author, layer, dir);
    if (isTrees) {
      const admin = openPortal({ url: target.url, credentials: { kind: 'password', ...target.admin } });
      await treeGroup(admin);
      await admin.close();
    }
    for (const { id, url } of made ? [made.trees, made.view] : [layer]) {
      const { title } = await reads.json<Item>(`/content/items/${id}`);
      stage.items.push({ id, title, url });
    }
    stage.inSource = (await stage.contents('source')).map(({ id }) => id).sort();
    await mkdir(path.join(dir, 'temp'));
    for (const name of TEMP_VARIABLES) {
      stage.variables.set(name, process.env[name]);
      process.env[name] = path.join(dir, 'temp');
    }
    await stage.record();
    return stage;
  }

  /** Finds out which calls the scenario makes, in a run in which nothing happens. */
  private async record(): Promise<void> {
    await this.find();
    if (!this.scenario.isNew) this.assertCalm(await this.run());
    await this.prepare();
    for (const portal of Object.values(this.pair)) portal.requests.clear();
    const rows = await this.run();
    this.steps = (['source', 'target'] as const).flatMap((name) =>
      stepsOf(name, this.pair[name].requests.all()),
    );
    await this.assertWhole(rows);
  }

  /** What the next run finds: nothing, or a copy of what has changed since. */
  private async prepare(): Promise<void> {
    this.time += 1;
    if (this.scenario.isNew) await this.clearTarget();
    else
      await (this.scenario.content === 'trees' ? changeTrees : reloadPlots)(
        this.author,
        this.layer,
        this.time,
      );
    await this.find();
  }

  private async find(): Promise<void> {
    this.found = await Promise.all(this.items.map(({ id }) => this.from.json<Item>(`/content/items/${id}`)));
  }

  /** Lets something happen to one run, judges what came of it, and has a calm one complete it. What is wrong is said; null if nothing is. */
  async tryOut(mishap: Mishap, { step, nth }: Moment): Promise<string | null> {
    const where = `${step.portal}: ${step.method} ${step.path} (call ${nth} of ${step.calls})`;
    let when = 'before it';
    this.isNamed = false;
    try {
      await this.prepare();
      const before = await this.rowsOf('target');
      this.pair[step.portal].faults.set([ruleFor(step, mishap, nth)]);
      when = 'when it happened';
      const rows = await this.run();
      this.calm();
      await this.assertHonest(rows, mishap);
      await this.assertNoRowLost(rows, before);
      when = 'in the run after it';
      await this.assertWhole(await this.run());
      if (this.isNamed) await this.startAnew();
      return null;
    } catch (error) {
      this.calm();
      await this.startAnew();
      return `${where}, ${when}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  private calm(): void {
    for (const portal of Object.values(this.pair)) portal.faults.clear();
  }

  /** One failure is not to cause others. */
  private async startAnew(): Promise<void> {
    await rm(this.temp, { recursive: true, force: true });
    await mkdir(this.temp);
    await this.clearTarget();
    if (!this.scenario.isNew) await this.run();
  }

  private async clearTarget(): Promise<void> {
    const { username } = this.pair.target.admin;
    const items = await this.contents('target');
    const isView = ({ typeKeywords }: Item): boolean => typeKeywords.includes('View Service');
    for (const { id } of [...items.filter(isView), ...items.filter((item) => !isView(item))])
      await this.to.json(`/content/users/${username}/items/${id}/delete`, { permanentDelete: true });
  }

  private get temp(): string {
    return path.join(this.dir, 'temp');
  }

  /** Copies and shares everything at once, as a flow does. */
  private async run(): Promise<Row[]> {
    const open = ({ url, admin }: SandboxPortal, readOnly: boolean): WritablePortal =>
      openPortal({ url, credentials: { kind: 'password', ...admin }, readOnly, clock: new TestClock() });
    const [source, target] = [open(this.pair.source, true), open(this.pair.target, false)];
    const run = new RunRegistry(systemClock).open(
      { pipeline: '', dryRun: false, portal: source.url },
      this.found.map((item) => summaryOf(item)),
    );
    const settings = { ...SETTINGS, ...this.scenario.settings };
    try {
      return await Promise.all(
        this.items.map(async ({ id, title }): Promise<Row> => {
          try {
            const context = { run, source, target, settings, signal: run.signal };
            const result = await copyItem(context, id as SourceId);
            if (result.error) return { id, title, result, error: result.error };
            await shareItem(source, target, {
              sourceId: id as SourceId,
              targetId: String(result.target?.id) as TargetId,
              access: 'as-source',
              groups: 'as-source',
              groupMap: {},
            });
            return { id, title, result };
          } catch (error) {
            return { id, title, error: plainError(error) };
          }
        }),
      );
    } finally {
      run.cancel('the test is over');
      await Promise.all([source.close(), target.close()]);
    }
  }

  private assertCalm(rows: Row[]): void {
    const wrong = rows.flatMap(({ title, error, result }) => [
      ...(error ? [`${title}: ${error.code} ${error.message}`] : []),
      ...(result?.checks ?? []).filter(({ ok }) => !ok).map((check) => JSON.stringify(check)),
    ]);
    assert.deepEqual(wrong, []);
  }

  /** A failed row with the portal's words, or a complete copy; nothing besides. */
  private async assertHonest(rows: Row[], { words }: Mishap): Promise<void> {
    for (const { id, title, result, error } of rows) {
      if (!error) {
        assert.ok(result?.target, `neither copy nor error: ${title}`);
        await this.compare(id, result);
        continue;
      }
      assert.match(error.code, /^ARCGIS_/, JSON.stringify(error));
      assert.match(error.message, /https?:\/\//, `names no portal: ${error.code} ${error.message}`);
      if (result) assert.ok(error.message.includes(title), `does not name ${title}: ${error.message}`);
    }
    const failed = rows.filter(({ error }) => error);
    const said = rows.flatMap(({ error, result }) => [error, ...(result?.warnings ?? [])]);
    const messages = said.map((one) => one?.message ?? '');
    if (failed.length > 0 && words)
      assert.ok(
        messages.some((message) => message.includes(words)),
        `not told why: ${messages.join(' | ')}`,
      );
    await this.assertNothingLeftOver();
  }

  /** Only copies, one of each item, and only their services. */
  private async assertNothingLeftOver(): Promise<void> {
    const sources = (await this.contents('source')).map(({ id }) => id).sort();
    assert.deepEqual(sources, this.inSource, 'items of the source');
    const items = await this.contents('target');
    const copied = items.map(({ typeKeywords, tags, title, type }) => {
      const mark = [...typeKeywords, ...tags].find((word) => word.startsWith('source-'));
      return this.items.find(({ id }) => mark === `source-${id}`)?.title ?? `${type} ${title}`;
    });
    const known = this.items.map(({ title }) => title);
    assert.deepEqual(
      copied.filter((title) => !known.includes(title)),
      [],
      'strange items of the target',
    );
    assert.equal(new Set(copied).size, copied.length, `twice in the target: ${copied.join(', ')}`);
    const services = items.map(
      ({ url }) => /services\/(?:Hosted\/)?(.+?)\/FeatureServer/.exec(String(url))?.[1],
    );
    assert.deepEqual(await this.services(), services.sort(), 'services of the target');
    // Rows of the copy that nobody else has any more stay on the disk, and the failed row says where; the next run removes them.
    const kept = (await readdir(this.temp)).filter((name) => !name.startsWith('portal-copy-rows-'));
    assert.deepEqual(kept, [], 'temporary files');
  }

  /** Whatever happened, each row is there once, as it was or as it is to be; or where the failed row says. */
  private async assertNoRowLost(rows: Row[], before: Map<string, Rows>): Promise<void> {
    const after = await this.rowsOf('target');
    const wanted = await this.rowsOf('source');
    for (const [layer, now] of after) {
      const [old, fresh] = [before.get(layer) ?? new Map(), wanted.get(layer) ?? new Map()];
      const isSame = (rows: Rows): boolean =>
        rows.size === now.size && [...rows].every(([key, text]) => now.get(key) === text);
      if (this.scenario.wholly && !this.scenario.isNew) {
        if (isSame(old) || isSame(fresh)) continue;
        const saved = await this.savedRows(rows);
        assert.equal(saved, old.size, `neither the old rows nor the new ones: ${[...now.keys()].join()}`);
        continue;
      }
      for (const [key, text] of now) {
        const isKnown = text === old.get(key) || text === fresh.get(key);
        assert.ok(isKnown, `a row that nobody has: ${text}; was ${old.get(key)}, is to be ${fresh.get(key)}`);
      }
      for (const key of old.keys()) assert.ok(now.has(key) || !fresh.has(key), `row ${key} is lost`);
    }
  }

  /** How many rows are in the file that a failed row names; null if it names none. */
  private async savedRows(rows: Row[]): Promise<number | null> {
    const file = rows
      .map(({ error }) => /They are in (\S+\.gz)\./.exec(error?.message ?? '')?.[1])
      .find(Boolean);
    if (!file) return null;
    const text = gunzipSync(await readFile(file)).toString();
    await rm(path.dirname(file), { recursive: true });
    return text.trim().split('\n').length;
  }

  /** Everything is copied, nothing twice, every value equal, shared as in the source. */
  private async assertWhole(rows: Row[]): Promise<void> {
    this.assertCalm(rows);
    for (const { id, result } of rows) if (result) await this.compare(id, result);
    await this.assertNothingLeftOver();
    assert.deepEqual(await readdir(this.temp), [], 'temporary files');
    const items = await this.contents('target');
    assert.equal(items.length, this.items.length, 'items of the target');
    for (const { typeKeywords } of items) assert.ok(!typeKeywords.includes('copy-unfinished'));
  }

  private async compare(id: string, { target, checks, warnings }: CopyResult): Promise<void> {
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
    const source = this.items.find((item) => item.id === id);
    assert.ok(source && target);
    if (this.scenario.content === 'plots') {
      assert.deepEqual(await this.rowsOf('target'), await this.rowsOf('source'));
      return;
    }
    const { title, url } = source;
    const pairs = [{ source: { id, title, type: 'Feature Service' }, target: { id: target.id } }];
    await comparePortals(this.from, this.to, pairs);
    await compareServices(this.from, this.to, url, String(target.url));
    const shared = async (rest: Rest, item: string) => {
      const { access } = await rest.json<Item>(`/content/items/${item}`);
      const { admin, member, other } = await rest.json<Record<string, { title: string }[]>>(
        `/content/items/${item}/groups`,
      );
      return [access, [admin, member, other].flat().map((group) => group?.title)];
    };
    assert.deepEqual(await shared(this.to, target.id), await shared(this.from, id), `sharing of ${title}`);
    const more = async (rest: Rest, root: string) => ({
      metadata: (await rest.bytes(`${root}/0/metadata`)).toString().replace(/^\s*<\?xml[^>]*\?>\s*/, ''),
      locked: (await rest.json<{ fields: Json[] }>(`${root}/0`)).fields
        .filter(({ editable }) => editable === false)
        .map(({ name }) => name),
    });
    const isView = url !== this.layer.url;
    // What the portal does not give or take is named by a warning, in its words; and is as it was until the source changes.
    this.isNamed ||= warnings.some(({ code, message }) => code === 'NOT_COPIED' && message.includes(WORDS));
    if (!isView && !this.isNamed)
      assert.deepEqual(await more(this.to, String(target.url)), await more(this.from, url), title);
  }

  /** The rows of the layer (not of views on it) in a portal, by layer. None where there is no copy. */
  private async rowsOf(name: 'source' | 'target'): Promise<Map<string, Rows>> {
    const rest = name === 'source' ? this.from : this.to;
    const result = new Map<string, Rows>();
    const url = name === 'source' ? this.layer.url : await this.copyUrl();
    if (!url) return result;
    const isTrees = this.scenario.content === 'trees';
    const { layers = [], tables = [] } = await rest.json<{ layers?: Json[]; tables?: Json[] }>(url);
    for (const { id } of [...layers, ...tables]) {
      const { features } = await rest.json<{ features: { attributes: Json; geometry?: Json }[] }>(
        `${url}/${String(id)}/query`,
        { where: '1=1', outFields: '*', returnGeometry: true },
      );
      const rows: Rows = new Map();
      for (const { attributes, geometry } of features) {
        const values = Object.entries(attributes)
          .map(([key, value]): [string, unknown] => [key.toLowerCase(), plain(value)])
          .filter(([key]) => key !== 'objectid' && (isTrees || key !== 'globalid'))
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const key = String(values.find(([field]) => field === (isTrees ? 'globalid' : 'code'))?.[1]);
        assert.ok(!rows.has(key), `row ${key} of layer ${String(id)} is twice in the ${name}`);
        rows.set(key, JSON.stringify([values, geometry ?? null]));
      }
      result.set(String(id), rows);
    }
    return result;
  }

  private async copyUrl(): Promise<string | null> {
    const copies = await this.contents('target');
    const [{ id } = { id: '' }] = this.items;
    const copy = copies.find(({ typeKeywords, tags }) => [...typeKeywords, ...tags].includes(`source-${id}`));
    return copy?.url ?? null;
  }

  private async contents(name: 'source' | 'target'): Promise<Item[]> {
    const rest = name === 'source' ? this.from : this.to;
    const user = `/content/users/${this.pair[name].admin.username}`;
    const { items, folders } = await rest.json<{ items: Item[]; folders: Json[] }>(user, { num: 100 });
    assert.deepEqual(folders ?? [], [], 'folders');
    return items;
  }

  /** Names of the services that the server of the target has. */
  private async services(): Promise<string[]> {
    const { serverUrl } = this.pair.target;
    const root = `${serverUrl}/rest/services`;
    const { folders = [] } = await this.to.json<{ folders?: string[] }>(root);
    const folder = folders.includes('Hosted') ? '/Hosted' : '';
    const { services } = await this.to.json<{ services: { name: string }[] }>(`${root}${folder}`);
    return services.map(({ name }) => name.replace(/^Hosted\//, '')).sort();
  }

  async strike(): Promise<void> {
    for (const [name, value] of this.variables) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await this.author.close();
    await Promise.all(Object.values(this.pair).map((portal) => portal.close()));
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** GUIDs come in braces and upper case from one kind of portal, bare and in lower case from the other. */
function plain(value: unknown): unknown {
  return typeof value === 'string' && /^\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?$/i.test(value)
    ? value.replace(/[{}]/g, '').toLowerCase()
    : value;
}
