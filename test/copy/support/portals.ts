import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyItem } from '../../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../../lib/copy/copy-settings.js';
import type { Run } from '../../../lib/copy/run/run.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { Item, SourceId } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import {
  type PortalKind,
  type SandboxPortal,
  type SandboxUser,
  startPortal,
} from '../../../sandbox/index.js';
import { TestClock } from '../../portal/support/test-clock.js';

export const SETTINGS: CopySettings = {
  owner: '',
  folder: { kind: 'same' },
  whenExists: 'update',
  whenEdited: 'keep',
  verify: 'full',
};

/** Users of both portals beside the administrator. */
const USERS: SandboxUser[] = [
  { username: 'vera', password: 'secret12', role: 'org_publisher' },
  { username: 'ulf', password: 'secret12', role: 'org_user' },
];

/** Two empty portals and clients of both, signed in as administrator. */
export class Portals {
  private constructor(
    readonly pair: { source: SandboxPortal; target: SandboxPortal },
    readonly source: WritablePortal,
    readonly target: WritablePortal,
    private readonly dir: string,
  ) {}

  static async start(from: PortalKind, to: PortalKind): Promise<Portals> {
    const dir = await mkdtemp(join(tmpdir(), 'copy-test-'));
    const switches = { indexLagMs: 0, jobMs: 0 };
    const source = await startPortal({ kind: from, dir: join(dir, 'source'), switches, users: USERS });
    const target = await startPortal({ kind: to, dir: join(dir, 'target'), switches, users: USERS });
    return new Portals({ source, target }, signIn(source), signIn(target), dir);
  }

  /** A run of these items. */
  async run(ids: string[], more: { pipeline?: string; dryRun?: boolean } = {}): Promise<Run> {
    const items = await Promise.all(ids.map((id) => this.source.read<Item>(`/content/items/${id}`)));
    const { pipeline = '', dryRun = false } = more;
    const opening = { pipeline, dryRun, portal: this.source.url };
    return new RunRegistry(systemClock).open(
      opening,
      items.map((item) => summaryOf(item)),
    );
  }

  /** Copies one item in a run. */
  copy(run: Run, id: string, settings: Partial<CopySettings> = {}): Promise<CopyResult> {
    const { source, target } = this;
    const context = { run, source, target, settings: { ...SETTINGS, ...settings }, signal: run.signal };
    return copyItem(context, id as SourceId);
  }

  /** Copies all of these items at the same time, in a run of their own, and tells what became of each by title. */
  async copyAll(ids: string[], settings: Partial<CopySettings> = {}): Promise<Map<string, CopyResult>> {
    const run = await this.run(ids);
    const results = await Promise.all(ids.map((id) => this.copy(run, id, settings)));
    run.cancel('the test is over');
    return new Map(results.map((result) => [result.source.title, result]));
  }

  async close(): Promise<void> {
    await Promise.all([this.source.close(), this.target.close()]);
    await Promise.all([this.pair.source.close(), this.pair.target.close()]);
    await rm(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A client that is signed in as administrator, and to which waiting takes no time. */
function signIn(portal: SandboxPortal): WritablePortal {
  const credentials = { kind: 'password', ...portal.admin } as const;
  return openPortal({ url: portal.url, credentials, clock: new TestClock() });
}
