import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyItem } from '../../../lib/copy/copy-item.js';
import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import type { PlainError } from '../../../lib/copy/run/message.js';
import { plainError } from '../../../lib/copy/run/plain-error.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import { searchItems } from '../../../lib/copy/search/search-items.js';
import type { SourceId } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import { type PortalKind, type SandboxPortal, startPortal } from '../../../sandbox/index.js';
import { SETTINGS } from '../../copy/support/portals.js';
import { TestClock } from '../../portal/support/test-clock.js';
import { comparePortals, type Pair } from '../../support/compare-portals.js';
import { type Rest, signIn } from '../../support/rest.js';
import { smallContent } from './content.js';

type Json = Record<string, unknown>;

/** What became of one source item in one run. */
interface Row {
  id: string;
  type: string;
  title: string;
  result?: CopyResult;
  error?: PlainError;
}

/** What a run ended with: a row for each item, or the failure of the search. */
export interface RunEnd {
  rows: Row[];
  searchError?: PlainError;
}

/** The search index of the target is this late: what a run made a moment ago is in the content listings only. */
const INDEX_LAG = 3_600_000;
const TEMP_VARIABLES = ['TMPDIR', 'TEMP', 'TMP'];

/** A filled source, and one fresh target after the other. */
export class Stage {
  target!: SandboxPortal;
  private targetDir = '';
  private number = 0;
  private readonly variables = new Map<string, string | undefined>();

  private constructor(
    readonly source: SandboxPortal,
    private readonly sourceRest: Rest,
    private readonly dir: string,
    private readonly to: PortalKind,
  ) {}

  static async set(from: PortalKind, to: PortalKind): Promise<Stage> {
    const dir = await mkdtemp(path.join(tmpdir(), 'chaos-'));
    const switches = { indexLagMs: 0, jobMs: 0 };
    const source = await startPortal({ kind: from, dir: path.join(dir, 'source'), switches });
    const credentials = { kind: 'password', ...source.admin } as const;
    const portal = openPortal({ url: source.url, credentials });
    await smallContent(portal, source.admin.username);
    await portal.close();
    const empty = await startPortal({ kind: to, dir: path.join(dir, 'empty'), switches });
    await empty.close();
    const rest = await signIn(source.url, source.admin.username, source.admin.password);
    const stage = new Stage(source, rest, dir, to);
    await mkdir(path.join(dir, 'temp'));
    for (const name of TEMP_VARIABLES) {
      stage.variables.set(name, process.env[name]);
      process.env[name] = path.join(dir, 'temp');
    }
    return stage;
  }

  /** Takes the last target away and puts an empty one in its place. */
  async freshTarget(): Promise<void> {
    await this.target?.close();
    if (this.targetDir) await rm(this.targetDir, { recursive: true, force: true, maxRetries: 3 });
    this.number += 1;
    this.targetDir = path.join(this.dir, `target-${this.number}`);
    await cp(path.join(this.dir, 'empty'), this.targetDir, { recursive: true });
    await this.startTarget();
  }

  async startTarget(): Promise<void> {
    const switches = { indexLagMs: INDEX_LAG, jobMs: 0 };
    this.target = await startPortal({ kind: this.to, dir: this.targetDir, switches });
  }

  /** Changes something of every item of the source. */
  async touchSource(): Promise<void> {
    const user = `/content/users/${this.source.admin.username}`;
    const { results } = await this.sourceRest.json<{ results: Json[] }>('/search', {
      q: `owner:${this.source.admin.username}`,
    });
    this.number += 1;
    for (const { id } of results) {
      await this.sourceRest.post(`${user}/items/${String(id)}/update`, { snippet: `Change ${this.number}` });
    }
  }

  /** Waits until the target has answered everything that it was asked, also what nobody waits for any more. */
  async settled(): Promise<void> {
    while (this.target.requests.all().some(({ status }) => status === 0)) await new Promise(setImmediate);
  }

  calm(): void {
    this.source.switches.fault = undefined;
    this.target.switches.fault = undefined;
  }

  /** Copies everything that the source's administrator owns, all at once, as a flow does. */
  async run(options: { signal?: AbortSignal; again?: boolean } = {}): Promise<RunEnd> {
    const signIn = ({ url, admin }: SandboxPortal) =>
      openPortal({ url, credentials: { kind: 'password', ...admin }, clock: new TestClock() });
    const [source, target] = [signIn(this.source), signIn(this.target)];
    try {
      const { items } = await searchItems(
        source,
        { kind: 'mine' },
        options.signal ? { signal: options.signal } : {},
      );
      const opening = { pipeline: '', dryRun: false, portal: source.url };
      const run = new RunRegistry(systemClock).open(
        opening,
        items.map((item) => summaryOf(item)),
      );
      const signal = options.signal ?? new AbortController().signal;
      signal.addEventListener('abort', () => run.cancel('the test said so'));
      const copy = async (id: string): Promise<Pick<Row, 'result' | 'error'>> => {
        try {
          const result = await copyItem({ run, source, target, settings: SETTINGS, signal }, id as SourceId);
          return { result, ...(result.error && { error: result.error }) };
        } catch (error) {
          return { error: plainError(error) };
        }
      };
      const rows = await Promise.all(
        items.map(async ({ id, type, title }): Promise<Row> => {
          const first = await copy(id);
          if (!first.error || !options.again) return { id, type, title, ...first };
          return { id, type, title, ...(await copy(id)) };
        }),
      );
      run.cancel('the test is over');
      return { rows };
    } catch (error) {
      return { rows: [], searchError: plainError(error) };
    } finally {
      await Promise.all([source.close(), target.close()]);
    }
  }

  /** A copy that is equal, or a failed row that says why. */
  async assertHonest({ rows, searchError }: RunEnd): Promise<void> {
    for (const error of [searchError, ...rows.map((row) => row.error)]) {
      if (!error) continue;
      assert.match(error.code, /^ARCGIS_/, JSON.stringify(error));
      if (error.code === 'ARCGIS_CANCELLED') continue;
      assert.match(error.message, /https?:\/\//, `names no portal: ${error.code} ${error.message}`);
    }
    for (const { title, error, result } of rows) {
      // What is thrown concerns every item.
      if (result?.error)
        assert.ok(result.error.message.includes(title), `does not name ${title}: ${result.error.message}`);
      if (!error) assert.ok(result?.target, `neither copy nor error: ${title}`);
      const unexplained = (result?.residue ?? []).filter(({ reason }) => reason !== 'dependency-failed');
      if (!error) assert.deepEqual(unexplained, [], `residue of ${title}`);
    }
    assert.deepEqual(await this.temporaryFiles(), [], 'temporary files');
  }

  /** Everything copied, nothing twice, nothing left over, every value equal. */
  async assertWhole(end: RunEnd): Promise<void> {
    const failed = end.rows
      .filter(({ error }) => error)
      .map(({ title, error }) => `${title}: ${error?.message}`);
    assert.deepEqual([end.searchError, ...failed].filter(Boolean), []);
    assert.equal(end.rows.length, 5);
    for (const { title, result } of end.rows) assert.deepEqual(result?.residue, [], `residue of ${title}`);

    const { url, admin } = this.target;
    const rest = await signIn(url, admin.username, admin.password);
    const { items, folders } = await this.contents(rest);
    const sources = items.map(
      ({ typeKeywords }) =>
        (typeKeywords as string[]).find((one) => one.startsWith('source-'))?.slice(7) ?? null,
    );
    assert.deepEqual(
      sources.sort(),
      end.rows.map(({ id }) => id).sort(),
      `items of the target: ${items.map(({ title, type, name, url: address }) => `${String(type)} ${String(title)} ${String(name)} ${String(address)}`).join('; ')}`,
    );
    assert.deepEqual(folders, ['Trees of the town']);
    const unfinished = items.filter(({ typeKeywords }) =>
      (typeKeywords as string[]).includes('copy-unfinished'),
    );
    assert.deepEqual(unfinished, []);
    assert.deepEqual(await this.services(rest), ['Trees', 'Trees_open']);
    const inFolder = items.filter(({ ownerFolder }) => ownerFolder).map(({ title }) => title);
    assert.deepEqual(inFolder, ['Species']);
    const pairs = end.rows.map(({ id, type, title, result }): Pair => {
      return { source: { id, type, title }, target: { id: String(result?.target?.id) } };
    });
    await comparePortals(this.sourceRest, rest, pairs);
    await this.compareSettings(rest, pairs);
    assert.deepEqual(await this.temporaryFiles(), [], 'temporary files');
  }

  /** What the comparison of rows cannot see: what may be done with the services. */
  private async compareSettings(rest: Rest, pairs: Pair[]): Promise<void> {
    const settings = async (portal: Rest, id: string): Promise<Json> => {
      const { url } = await portal.json(`/content/items/${id}`);
      const service = await portal.json<Json>(String(url));
      const { layers } = await portal.json<{ layers: { fields: Json[] }[] }>(`${String(url)}/layers`);
      const { resources } = await portal.json<{ resources?: Json[] }>(`/content/items/${id}/resources`);
      const tracking = Object.entries((service.editorTrackingInfo ?? {}) as Json);
      return {
        capabilities: service.capabilities,
        tracking: {
          preserveEditUsersAndTimestamps: false,
          // Only ArcGIS Online speaks of people who are not signed in.
          ...Object.fromEntries(tracking.filter(([key]) => !key.startsWith('allowAnonymous'))),
        },
        editable: layers.map(({ fields }) =>
          fields.map(({ name, editable }) => `${String(name)} ${String(editable)}`),
        ),
        resources: resources?.map(({ resource }) => resource),
      };
    };
    for (const { source, target } of pairs) {
      if (source.type !== 'Feature Service') continue;
      assert.deepEqual(
        await settings(rest, target.id),
        await settings(this.sourceRest, source.id),
        source.title,
      );
    }
    const map = pairs.find(({ source }) => source.type === 'Web Map');
    const picture = (portal: Rest, id: string) =>
      portal.bytes(`/content/items/${id}/resources/pictures/tree.png`);
    assert.deepEqual(
      await picture(rest, String(map?.target.id)),
      await picture(this.sourceRest, String(map?.source.id)),
    );
  }

  private async contents(rest: Rest): Promise<{ items: Json[]; folders: string[] }> {
    const user = `/content/users/${this.target.admin.username}`;
    type Listing = { items: Json[]; folders?: { id: string; title: string }[] };
    const root = await rest.json<Listing>(user, { num: 100 });
    const items = [...root.items];
    for (const { id } of root.folders ?? []) {
      const { items: inside } = await rest.json<Listing>(`${user}/${id}`, { num: 100 });
      items.push(...inside.map((item) => ({ ...item, ownerFolder: id })));
    }
    return { items, folders: (root.folders ?? []).map(({ title }) => title) };
  }

  /** Names of the services that the server of the target has. */
  private async services(rest: Rest): Promise<string[]> {
    const folder = this.to === 'enterprise' ? '/Hosted' : '';
    const { services } = await rest.json<{ services: { name: string }[] }>(
      `${this.target.serverUrl}/rest/services${folder}`,
    );
    return services.map(({ name }) => name.replace(/^Hosted\//, '')).sort();
  }

  private temporaryFiles(): Promise<string[]> {
    return readdir(path.join(this.dir, 'temp'));
  }

  async strike(): Promise<void> {
    await Promise.all([this.target?.close(), this.source.close()]);
    for (const [name, value] of this.variables) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
