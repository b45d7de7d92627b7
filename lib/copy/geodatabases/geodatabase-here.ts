import { stat } from 'node:fs/promises';
import type { Warning } from '../../items/findings.js';
import type { LayerGeodatabase } from '../copy-settings.js';
import type { ArcgisMessage } from '../run/message.js';

/**
 * The exported file that a message names, if it is on this machine and whole. If not, because the message came from another machine or
 * somebody removed the file, a warning says so and the layer is copied without it.
 */
export async function geodatabaseHere(
  { file, source }: Pick<ArcgisMessage, 'file' | 'source'>,
  keep: boolean,
): Promise<{ geodatabase: LayerGeodatabase | null; warnings: Warning[] }> {
  if (!file) return { geodatabase: null, warnings: [] };
  const { path, bytes, sha256 } = file;
  const found = await stat(path).catch(() => null);
  if (found?.isFile() && found.size === bytes) {
    return { geodatabase: { sourceId: source.item.id, path, bytes, sha256, keep }, warnings: [] };
  }
  const why = found ? `has ${found.size} bytes instead of ${bytes}` : 'is not there';
  const message = `The exported file ${path} ${why}, so the layer is copied row by row. If the export runs on another machine, choose a folder that both see.`;
  return { geodatabase: null, warnings: [{ code: 'FILE_MISSING', message }] };
}
