import type { CopySettings } from '../../../lib/copy/copy-settings.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { Item } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import type { PortalKind } from '../../../sandbox/index.js';
import { GeodatabasePortals, type Way } from '../../geodatabase/support/geodatabase-portals.js';

/** How a hosted layer is copied: row by row, or by its File Geodatabase. */
export const WAYS = ['clone-item', 'export-fgdb → add-and-publish'] as const;
export type WayName = (typeof WAYS)[number];

export const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

/** Two portals, and someone who edits the source. */
export interface TwoPortals {
  portals: GeodatabasePortals;
  editor: WritablePortal;
  close(): Promise<void>;
}

/** An Enterprise target writes field names in lower case. */
export async function startTwoPortals(from: PortalKind, to: PortalKind): Promise<TwoPortals> {
  const portals = await GeodatabasePortals.start(from, to);
  portals.pair.target.switches.lowerCaseFieldNames = to === 'enterprise';
  const { url, admin } = portals.pair.source;
  const editor = openPortal({ url, credentials: { kind: 'password', ...admin } });
  return {
    portals,
    editor,
    async close() {
      await editor.close();
      await portals.close();
    },
  };
}

/** Copies one item, or brings its copy up to date; each way has a copy of its own. */
export async function copyBy(
  portals: GeodatabasePortals,
  way: WayName,
  id: string,
  { source = portals.source, ...settings }: Partial<CopySettings> & { source?: WritablePortal } = {},
): Promise<Way> {
  const item = await portals.source.read<Item>(`/content/items/${id}`);
  const info = { pipeline: way, dryRun: false, portal: portals.source.url };
  const run = new RunRegistry(systemClock).open(info, [summaryOf(item)]);
  const options = { source, settings };
  try {
    const exported =
      way === 'clone-item'
        ? { file: null, warnings: [], requests: 0 }
        : await portals.export(run, id, options);
    return { exported, result: await portals.publish(run, id, exported, options) };
  } finally {
    run.cancel('the test is over');
  }
}

/** What is wrong with a copy, to be read in a failure. */
export function explain({ exported, result }: Way): string {
  const failed = result.checks.filter(({ ok }) => !ok);
  return JSON.stringify([exported.warnings, result.outcome, result.error, failed, result.warnings], null, 1);
}
