import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Check } from '../../items/findings.js';
import type { Item, TargetId } from '../../items/item.js';
import { resourcePath } from '../../items/list-resources.js';
import { putResource } from '../../items/put-resource.js';
import { withTempFolder } from '../../items/with-temp-folder.js';
import type { WritablePortal } from '../../portal/portal.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import { rewriteText } from '../../references/rewrite-text.js';
import { parsed, type TextResource } from '../documents/read-text-resources.js';
import type { SweepKnowledge } from './complete-map.js';
import { digestOfText } from './former-document.js';

/** The version of an item that its author works on, as it would be with its references re-pointed. */
export interface RepointedDraft extends TextResource {
  /** As it was. */
  former: string;
  changes: number;
}

/** Re-points the drafts of an item. Nothing is written. */
export function repointDrafts(drafts: readonly TextResource[], context: SweepKnowledge): RepointedDraft[] {
  return drafts.map((draft) => {
    const { text: former, document } = draft;
    if (typeof document === 'string') {
      const text = rewriteText(former, context);
      return { ...draft, former, text, document: text, changes: Number(text !== former) };
    }
    const { document: wanted, changes } = rewriteReferences(document, context);
    const text = changes.length === 0 ? former : JSON.stringify(wanted);
    return { ...draft, former, text, document: wanted, changes: changes.length };
  });
}

/** Writes resources of an item that it has already. */
export async function writeDrafts(
  target: WritablePortal,
  { id, owner }: Item,
  drafts: readonly Pick<TextResource, 'resource' | 'access' | 'text'>[],
  signal: AbortSignal,
): Promise<void> {
  for (const { resource, access, text } of drafts) {
    await withTempFolder(async (folder) => {
      const path = join(folder, 'resource');
      await writeFile(path, text, 'utf8');
      const place = { id: id as TargetId, owner, resource, access, isThere: true };
      const file = { path, name: posix.basename(resource), contentType: 'application/json' };
      await putResource(target, place, file, { signal });
    });
  }
}

/** Reads resources again and compares them with what was written. */
export async function checkDrafts(
  target: WritablePortal,
  { id }: Item,
  drafts: readonly Pick<TextResource, 'resource' | 'text'>[],
  signal: AbortSignal,
): Promise<{ checks: Check[]; stored: { resource: string; document: unknown }[] }> {
  const checks: Check[] = [];
  const stored: { resource: string; document: unknown }[] = [];
  for (const { resource, text } of drafts) {
    const now = await target.readText(resourcePath(id, resource), {}, { signal });
    const [expected, actual] = [digestOfText(text), digestOfText(now)];
    checks.push({ check: `resource ${resource}`, expected, actual, ok: expected === actual });
    stored.push({ resource, document: parsed(now) });
  }
  return { checks, stored };
}
