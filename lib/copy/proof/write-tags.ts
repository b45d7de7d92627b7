import type { TargetId } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { updateItem } from '../../items/write-item.js';
import type { Params } from '../../portal/portal.js';
import type { CopyJob } from '../copy-job.js';

/**
 * Writes tags that hold a comma. Tags are sent as a list joined by commas, which splits such a tag; a portal that takes a list in JSON keeps it. Where it
 * does not, the parts are tags of the copy, and the report says so. Returns the tags that the copy is to have; nothing where no tag holds a comma.
 */
export async function writeTags(
  job: CopyJob,
  { id, owner, params }: { id: TargetId; owner: string; params: Params },
): Promise<{ tags?: string[] }> {
  const tags = Array.isArray(params.tags) ? params.tags.map(String) : [];
  const held = tags.filter((tag) => tag.includes(','));
  if (held.length === 0) return {};
  const write = (value: string): Promise<TargetId> =>
    updateItem(job.target, owner, id, { tags: value }, undefined, job.signal);
  await write(JSON.stringify(tags));
  const now = new Set((await readItem(job.target, id, job.signal)).tags);
  if (tags.every((tag) => now.has(tag))) return { tags };
  const parts = [...new Set(tags.flatMap((tag) => tag.split(',').map((part) => part.trim())))];
  const kept = parts.filter((part) => part !== '');
  await write(kept.join(','));
  const list = held.map((tag) => `"${tag}"`).join(', ');
  job.warn(
    'TAG_SPLIT',
    `${job.target.url} takes no tag with a comma: of ${list} the copy has the parts as tags of their own.`,
    'item:$.tags',
  );
  return { tags: kept };
}
