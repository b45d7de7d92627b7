import { mergeMap } from '../../lib/copy/run/merge-map.js';
import type { ArcgisMessage, Dependency, Outcome, Step } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import type { RunNode } from '../../lib/copy/run/run-item.js';
import type { Warning } from '../../lib/items/findings.js';
import type { SourceId, TargetId } from '../../lib/items/item.js';
import type { ReadablePortal, WritablePortal } from '../../lib/portal/portal.js';
import { shareItem } from '../../lib/sharing/share-item.js';

/** What one message is shared with. */
export interface ShareContext {
  self: RunNode;
  run: Run;
  source: ReadablePortal;
  target: WritablePortal;
  sharing: {
    access: 'as-source' | 'private' | 'org' | 'public';
    groups: 'as-source' | 'none' | { titles: string[] };
    createMissing: boolean;
  };
  signal: AbortSignal;
}

type Shared = Awaited<ReturnType<typeof shareItem>>;

/** Shares one copy as the node says; once per node and run, however many messages ask for it. */
export function shareOnce(
  context: ShareContext,
  copied: Pick<Dependency, 'source' | 'target'>,
): Promise<Shared | null> {
  const { run, self, source, target, sharing, signal } = context;
  const { source: from, target: to } = copied;
  if (!to) return Promise.resolve(null);
  return run.once(`share:${self.id}:${from.id}`, () =>
    shareItem(
      source,
      target,
      {
        sourceId: from.id as SourceId,
        targetId: to.id as TargetId,
        targetOwner: to.owner,
        groupMap: run.map.groups,
        ...sharing,
      },
      { signal },
    ),
  );
}

/** Shares the copy that a message is about, tells the run, and returns the message's new `arcgis`. A message without a copy stays as it is. */
export async function shareCopy(
  context: ShareContext,
  arcgis: ArcgisMessage,
  started: number,
  dependencyWarnings: Warning[],
): Promise<ArcgisMessage> {
  const { run, self } = context;
  const copy = arcgis.target;
  if (!copy) return arcgis;
  const shared = await shareOnce(context, { source: arcgis.source.item, target: copy.item });
  if (!shared) return arcgis;
  const step = shareStep(self, started, shared, dependencyWarnings);
  run.record(arcgis.source.item.id, step, copy);
  const map = structuredClone(arcgis.map);
  mergeMap(map, { items: {}, services: {}, groups: shared.groupMap, users: {} });
  run.learn(map);
  return { ...arcgis, map, steps: [...arcgis.steps, step] };
}

export function shareStep(self: RunNode, started: number, shared: Shared, more: Warning[] = []): Step {
  const outcome: Outcome = shared.changed ? 'updated' : 'unchanged';
  const { checks, warnings } = shared;
  return {
    node: self.id,
    outcome,
    started,
    ms: Date.now() - started,
    checks,
    warnings: [...warnings, ...more],
    residue: [],
  };
}
