import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ifThere } from '../../items/if-there.js';
import { readZip, writeZip, type ZipMember } from '../../items/zip.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { RewriteContext } from '../../references/reference-index.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import { rewriteText } from '../../references/rewrite-text.js';
import { parsed } from './read-text-resources.js';
import { renameInSurvey } from './rename-in-survey.js';

/** The data of an item that refers to others. */
export interface DocumentData {
  /** As they are stored; empty for no data. */
  bytes: Buffer;
  /**
   * What they say: parsed JSON, or other text. Of a package (a zip archive) the same of every file in it, by name. Of anything else its
   * digest.
   */
  content: unknown;
  /** Whether it is text: such data are sent as text, everything else as a file. */
  isText: boolean;
}

/** The data of an item. Without any, portals answer with an empty body, or an error. */
export async function readDocumentData(
  portal: ReadablePortal,
  id: string,
  signal: AbortSignal,
): Promise<DocumentData> {
  const answer = await ifThere(portal.stream(`/content/items/${id}/data`, {}, { signal }));
  const pieces: Buffer[] = [];
  for await (const piece of answer?.body ?? []) pieces.push(piece as Buffer);
  return documentData(Buffer.concat(pieces));
}

function documentData(bytes: Buffer): DocumentData {
  return { bytes, content: contentOf(bytes), isText: isText(bytes) };
}

/** The same with every reference rewritten, and how many there were. What holds none stays byte by byte as it was. */
export function rewriteDocumentData(
  { bytes, content, isText: isPlain }: DocumentData,
  context: RewriteContext,
): { data: DocumentData; changes: number } {
  const { bytes: after, changes } = rewriteBytes(bytes, context);
  return changes === 0
    ? { data: { bytes, content, isText: isPlain }, changes }
    : { data: documentData(after), changes };
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

function contentOf(bytes: Buffer): unknown {
  if (isText(bytes)) return parsed(bytes.toString('utf8'));
  const members = readZip(bytes);
  if (members) return Object.fromEntries(members.map(({ name, content }) => [name, contentOf(content)]));
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Packages may hold packages: a form holds the workbook that it was made from. */
function rewriteBytes(bytes: Buffer, context: RewriteContext): { bytes: Buffer; changes: number } {
  if (isText(bytes)) return rewritePlain(bytes, context);
  const packed = readZip(bytes);
  if (!packed) return { bytes, changes: 0 };
  const members = renameInSurvey(packed, context);
  let changes = members.filter((member, at) => member.content !== packed[at]?.content).length;
  const rewritten = members.map(({ name, content, stamp }): ZipMember => {
    const member = { name: rewriteText(name, context), ...rewriteBytes(content, context) };
    changes += member.changes + Number(member.name !== name);
    return { name: member.name, content: member.bytes, stamp };
  });
  return changes === 0 ? { bytes, changes } : { bytes: writeZip(rewritten), changes };
}

function rewritePlain(bytes: Buffer, context: RewriteContext): { bytes: Buffer; changes: number } {
  const text = bytes.toString('utf8');
  const json = parsed(text);
  if (typeof json === 'string') {
    const rewritten = rewriteText(text, context);
    const isSame = rewritten === text;
    return { bytes: isSame ? bytes : Buffer.from(rewritten), changes: Number(!isSame) };
  }
  const { document, changes } = rewriteReferences(json, context);
  return {
    bytes: changes.length === 0 ? bytes : Buffer.from(JSON.stringify(document)),
    changes: changes.length,
  };
}
