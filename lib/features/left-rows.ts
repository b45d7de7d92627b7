import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Warning } from '../items/findings.js';
import { isInUse, LABEL, SAVED_ROWS } from './saved-rows.js';

/**
 * A warning for each set of rows of a layer that an earlier run put aside before it emptied the layer, and neither put back nor replaced to the end: its
 * process was killed, or the portal did not take them back. They are never removed here: what is in them may be nowhere else.
 */
export async function leftRows(layerUrl: string, folder = tmpdir()): Promise<Warning[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.startsWith(SAVED_ROWS) && !isInUse(join(folder, name)))
      .map((name) => warningOf(layerUrl, join(folder, name))),
  );
  return found.flatMap((warning) => warning ?? []);
}

/** Null for rows of another layer, and for some that are no whole: those are still in the layer. */
async function warningOf(layerUrl: string, folder: string): Promise<Warning | null> {
  try {
    const label = join(folder, LABEL);
    const { layer, rows, file } = JSON.parse(await readFile(label, 'utf8')) as Record<string, unknown>;
    if (layer !== layerUrl) return null;
    const { mtime } = await stat(label);
    return {
      code: 'FORMER_ROWS_LEFT',
      message: `A run that broke off on ${mtime.toISOString()} had put ${String(rows)} former rows of ${layerUrl} aside to empty the layer. They are still in ${String(file)} (packed, a row of JSON in each line): add those that the layer should have, then remove the folder ${folder}.`,
    };
  } catch {
    return null;
  }
}
