import type { Warning } from '../items/findings.js';
import type { CallOptions, ReadablePortal } from '../portal/portal.js';
import { type Group, readGroup } from './group.js';

/** A group that the copy shall be in. */
export interface WantedGroup {
  title: string;
  /** The group in the source, where the wish comes from there. */
  source: Group | null;
}

/** Which groups are asked for: those of the source item, those named, or none. */
export async function wantedGroups(
  source: ReadablePortal,
  sourceGroupIds: string[],
  wish: 'as-source' | 'none' | { titles: string[] },
  warnings: Warning[],
  options: CallOptions,
): Promise<WantedGroup[]> {
  if (wish === 'none') return [];
  if (wish !== 'as-source') {
    const titles = wish.titles.map((title) => title.trim()).filter((title) => title !== '');
    return [...new Set(titles)].map((title) => ({ title, source: null }));
  }
  const groups = await Promise.all(sourceGroupIds.map((id) => readGroup(source, id, options)));
  return groups.flatMap((group, index) => {
    if (group) return [{ title: group.title, source: group }];
    warnings.push({
      code: 'GROUP_NOT_VISIBLE',
      message: `The source item is in the group ${sourceGroupIds[index]}, which the signed-in user of ${source.url} may not see. The copy was not shared with a group for it.`,
    });
    return [];
  });
}
