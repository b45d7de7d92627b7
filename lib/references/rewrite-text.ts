import { isJsonText, jsonLiterals } from './json-literals.js';
import { ReferenceIndex, type RewriteContext } from './reference-index.js';
import { holdsHash } from './reference-keys.js';
import { rewriteIds } from './rewrite-ids.js';
import { rewriteUrl } from './rewrite-url.js';
import { applyEdits, editBetween, editsOfView, type TextEdit } from './text-edit.js';
import { escapedSlashView, jsonStringView, percentView } from './text-views.js';
import { tokensOf } from './tokens-of.js';

/**
 * Rewrites every reference in a text of any kind: plain text, HTML, a script, a URL, or JSON (which stays
 * valid, and keeps its own formatting). Everything that is no reference stays character by character.
 */
export function rewriteText(text: string, context: RewriteContext): string {
  return rewriteString(text, null, new ReferenceIndex(context));
}

/** As `rewriteText`, for the string under a key of a document (null: no key). */
export function rewriteString(text: string, key: string | null, index: ReferenceIndex): string {
  return text.length < 4 || holdsHash(key, text) ? text : applyEdits(text, editsOf(text, index));
}

function editsOf(text: string, index: ReferenceIndex): TextEdit[] {
  if (isJsonText(text)) {
    return jsonLiterals(text).flatMap(({ start, end, key }) => {
      const view = jsonStringView(text.slice(start, end));
      return holdsHash(key, view.text) ? [] : editsOfView(view, editsOf(view.text, index), start);
    });
  }
  if (/:\\\/\\\//.test(text)) {
    const view = escapedSlashView(text);
    return editsOfView(view, editsOf(view.text, index), 0);
  }
  return tokensOf(text).flatMap(({ kind, start, end }) => {
    const part = text.slice(start, end);
    if (kind === 'encoded-url') {
      const view = percentView(part);
      return editsOfView(view, editsOf(view.text, index), start);
    }
    const rewritten = kind === 'url' ? rewriteUrl(part, index, text.slice(end)) : rewriteWords(part, index);
    return editBetween(part, rewritten, start);
  });
}

/** Ids, and addresses written without a scheme, in text between URLs. */
function rewriteWords(text: string, index: ReferenceIndex): string {
  const withIds = rewriteIds(text, index);
  if (index.bareAddress === null) {
    return withIds;
  }
  const target = index.target.url.replace(/^https?:\/\//i, '');
  return withIds.replace(index.bareAddress, (address, at: number) =>
    index.sourceAddress(withIds.slice(at)) === address.length ? target : address,
  );
}
