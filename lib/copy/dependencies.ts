import type { CopyJob } from './copy-job.js';
import type { Copying } from './copying.js';
import type { Dependency } from './run/message.js';

/**
 * Waits for the copies that an item refers to and lists them. One that waits for this item in turn is left out: it says so itself. The
 * item's own copy is no failure because of one that failed, but it is warned about.
 */
export async function gatherDependencies(job: CopyJob): Promise<Dependency[]> {
  const listed = await Promise.all([...job.needs].map((need) => dependencyOf(job, need)));
  return listed.filter((dependency) => dependency !== null);
}

async function dependencyOf(job: CopyJob, need: Copying): Promise<Dependency | null> {
  try {
    const end = await job.copying.endOf(need);
    if (!end) return null;
    const { source, target, outcome, planned, error } = end;
    if (outcome === 'failed' && job.map.items[source.id]) {
      const why = error?.message ?? 'its copy is not complete.';
      job.warn(
        'DEPENDENCY_FAILED',
        `It uses the copy of the ${source.type} "${source.title}" (${source.id}), which failed: ${why}`,
      );
    }
    return { source, target, outcome, ...(planned && { planned }) };
  } catch {
    // It could not even be read; resolving the references has warned of it.
    return null;
  }
}
