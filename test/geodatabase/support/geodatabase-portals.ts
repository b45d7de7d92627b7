import { mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyItem } from '../../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../../lib/copy/copy-settings.js';
import {
  exportLayerGeodatabase,
  type LayerExport,
} from '../../../lib/copy/geodatabases/export-layer-geodatabase.js';
import { GeodatabaseFolders, removeGeodatabase } from '../../../lib/copy/geodatabases/geodatabase-folders.js';
import type { Run } from '../../../lib/copy/run/run.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { Item, SourceId } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import type { PortalKind, SandboxPair, SandboxPortal } from '../../../sandbox/index.js';
import { startPair } from '../../../sandbox/index.js';
import { type Rest, signIn } from '../../support/rest.js';
import { briskClock } from './brisk-clock.js';

const SETTINGS: CopySettings = {
  owner: '',
  folder: { kind: 'same' },
  whenExists: 'update',
  whenEdited: 'keep',
  verify: 'full',
};

/** How one layer goes the File Geodatabase way. */
export interface WayOptions {
  settings?: Partial<CopySettings>;
  keep?: boolean;
  /** Folder for the files; the test's own by default. */
  folder?: string;
  /** In ms; an hour by default. */
  timeLimit?: number;
  /** Whether the export knows the target; true by default. */
  knowsTarget?: boolean;
  source?: WritablePortal;
  target?: WritablePortal;
  /** Told what large downloads need. */
  say?: (what: string) => void;
}

export interface Way {
  exported: LayerExport;
  result: CopyResult;
}

/** Two portals, clients of both (the source's is locked as read-only), and a folder for exported files. */
export class GeodatabasePortals {
  private constructor(
    readonly pair: SandboxPair,
    readonly source: WritablePortal,
    readonly target: WritablePortal,
    /** As the target's readers see it, without the engine. */
    readonly from: Rest,
    readonly to: Rest,
    readonly dir: string,
    readonly files: string,
  ) {}

  static async start(
    from: PortalKind,
    to: PortalKind,
    options: { empty?: boolean } = {},
  ): Promise<GeodatabasePortals> {
    const dir = await mkdtemp(join(tmpdir(), 'geodatabase-test-'));
    const files = await mkdtemp(join(tmpdir(), 'geodatabase-files-'));
    const pair = await startPair({
      dir,
      source: from,
      target: to,
      empty: options.empty ?? true,
      switches: { indexLagMs: 0, jobMs: 0 },
    });
    const open = (portal: SandboxPortal, readOnly: boolean): WritablePortal =>
      openPortal({
        url: portal.url,
        credentials: { kind: 'password', ...portal.admin },
        clock: briskClock,
        readOnly,
      });
    const [reader, writer] = await Promise.all(
      [pair.source, pair.target].map(({ url, admin }) => signIn(url, admin.username, admin.password)),
    );
    if (!reader || !writer) throw new Error('unreachable');
    return new GeodatabasePortals(
      pair,
      open(pair.source, true),
      open(pair.target, false),
      reader,
      writer,
      dir,
      files,
    );
  }

  async run(ids: string[], registry = new RunRegistry(systemClock)): Promise<Run> {
    const items = await Promise.all(ids.map((id) => this.source.read<Item>(`/content/items/${id}`)));
    return registry.open(
      { pipeline: '', dryRun: false, portal: this.source.url },
      items.map((item) => summaryOf(item)),
    );
  }

  /** The export of one layer. */
  export(run: Run, id: string, options: WayOptions = {}): Promise<LayerExport> {
    return exportLayerGeodatabase(
      {
        run,
        source: options.source ?? this.source,
        copying:
          options.knowsTarget === false
            ? null
            : {
                target: this.target,
                settings: { ...SETTINGS, ...options.settings },
                keep: options.keep ?? false,
              },
        folder: options.folder ?? this.files,
        timeLimit: options.timeLimit ?? 3_600_000,
        signal: run.signal,
        ...(options.say && { say: options.say }),
        folders: new GeodatabaseFolders(new RunRegistry(systemClock)),
      },
      id as SourceId,
    );
  }

  /** One layer through both nodes, in a run of its own, which has ended when this resolves. */
  async copy(id: string, options: WayOptions = {}): Promise<Way> {
    const run = await this.run([id]);
    try {
      const exported = await this.export(run, id, options);
      const result = await this.publish(run, id, exported, options);
      if (exported.file) await removeGeodatabase(exported.file.path);
      return { exported, result };
    } finally {
      run.cancel('the test is over');
      await this.removeEmptyFolders();
    }
  }

  /** Several layers at once, in one run, as the nodes get them. By title. */
  async copyAll(items: Pick<Item, 'id' | 'title'>[], options: WayOptions = {}): Promise<Map<string, Way>> {
    const run = await this.run(items.map(({ id }) => id));
    try {
      const ways = items.map(async ({ id, title }): Promise<[string, Way]> => {
        const exported = await this.export(run, id, options);
        return [title, { exported, result: await this.publish(run, id, exported, options) }];
      });
      return new Map(await Promise.all(ways));
    } finally {
      run.cancel('the test is over');
    }
  }

  async publish(run: Run, id: string, { file }: LayerExport, options: WayOptions = {}): Promise<CopyResult> {
    const result = await copyItem(
      {
        run,
        source: options.source ?? this.source,
        target: options.target ?? this.target,
        settings: { ...SETTINGS, ...options.settings },
        signal: run.signal,
        ...(file && { geodatabase: { ...file, sourceId: id, keep: options.keep ?? false } }),
      },
      id as SourceId,
    );
    if (file && result.outcome !== 'failed') await removeGeodatabase(file.path);
    return result;
  }

  /** What is left of temporary things: items of both portals by title, files and folders on this machine. */
  async left(): Promise<string[]> {
    const left: string[] = [];
    for (const [rest, { admin }] of [
      [this.from, this.pair.source],
      [this.to, this.pair.target],
    ] as const) {
      const { items } = await rest.json<{ items: Item[] }>(`/content/users/${admin.username}`, { num: 100 });
      const temporary = items.filter(({ title, tags, typeKeywords }) =>
        /temporary|unfinished/.test([title, ...tags, ...typeKeywords].join(' ')),
      );
      left.push(...temporary.map(({ type, title }) => `${type} ${title}`));
    }
    await this.removeEmptyFolders();
    left.push(...(await readdir(this.files, { recursive: true })));
    return left;
  }

  /** What the end of a run does with its folder in a place that the user chose. */
  private async removeEmptyFolders(): Promise<void> {
    for (const name of await readdir(this.files)) await rmdir(join(this.files, name)).catch(() => undefined);
  }

  /** Calls of an operation, such as `export`, that a portal got. */
  calls(portal: SandboxPortal, operation: string): number {
    return portal.requests.all().filter(({ path }) => path.endsWith(`/${operation}`)).length;
  }

  async close(): Promise<void> {
    await Promise.all([this.source.close(), this.target.close()]);
    await this.pair.close();
    for (const folder of [this.dir, this.files])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
