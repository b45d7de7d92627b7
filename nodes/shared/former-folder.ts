import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Red } from './node-red.js';

/** Where former documents are kept unless the user says otherwise: beside Node-RED's own files, which outlive a restart. */
export function formerFolder(red: Red): string {
  return path.join(red.settings.userDir ?? tmpdir(), 'portal-copy', 'former');
}
