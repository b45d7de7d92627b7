import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { findResidue } from '../../references/find-residue.js';
import type { CopyJob } from '../copy-job.js';
import { knownReferences } from '../proof/known-references.js';
import { parsed } from './read-text-resources.js';

/** Longer files are data; those that describe something are short. */
const LONGEST = 5 * 1024 * 1024;

/** A file is copied byte by byte, whatever it says. Where it is text that leads to the source, the report says so. */
export async function warnOfFile(job: CopyJob, path: string, bytes: number): Promise<void> {
  if (bytes > LONGEST) return;
  const content = await readFile(path);
  if (!isUtf8(content) || content.includes(0)) return;
  const document = parsed(content.toString('utf8'));
  const [first, ...others] = findResidue(document, 'data', knownReferences(job), () => 'not-copied');
  if (!first) return;
  job.warn(
    'FILE_REFERS',
    `The file leads to the source in ${others.length + 1} place(s), and was copied as it is, byte by byte. The first one: ${first.value}`,
    first.path,
  );
}
