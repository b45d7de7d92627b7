import { mkdir, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { Run } from '../run/run.js';
import { type RunRegistry, runs } from '../run/runs.js';
import { filesOnDisk } from './files-on-disk.js';

const PREFIX = 'portal-copy-fgdb-';
/** An exported file, or one on its way. */
const FILE = /^[0-9a-f]{32}\.gdb\.zip(\.part)?$/i;
/** Nobody works with a file this old any more. */
const LEFT_OVER_MS = 24 * 3_600_000;

/** Folders whose runs are going on in this process: the next download may be about to be written there. */
const inUse = new Set<string>();

/**
 * The folders in which exported files lie between two nodes: one for each run, with a name of its own, in the system's folder for temporary
 * files or where the user chose. What an earlier process left there is removed after a day; files of anybody else never.
 */
export class GeodatabaseFolders {
  /** By run and parent folder. */
  private readonly made = new Map<string, Promise<string>>();

  constructor(registry: RunRegistry) {
    registry.on('end', (run) => void this.end(run));
  }

  /**
   * The folder of a run; made at the first call. One in the system's temporary folder (`parent` is '') goes when the run ends. One in a folder that the
   * user chose stays until add-and-publish, which may run elsewhere, has used it, or until it is a day old.
   */
  of(run: Run, parent: string): Promise<string> {
    const key = JSON.stringify([run.info.id, parent]);
    let folder = this.made.get(key);
    if (!folder) {
      folder = make(parent || tmpdir()).then((path) => {
        inUse.add(path);
        return path;
      });
      this.made.set(key, folder);
      folder.catch(() => this.made.delete(key));
    }
    return folder;
  }

  private async end(run: Run): Promise<void> {
    for (const [key, folder] of this.made) {
      const [id, parent] = JSON.parse(key) as [string, string];
      if (id !== run.info.id) continue;
      this.made.delete(key);
      const path = await folder.catch(() => null);
      if (path) inUse.delete(path);
      if (path) filesOnDisk.goneWith(path);
      if (path && parent === '') await removeOurs(path).catch(() => undefined);
      else if (path) await rmdir(path).catch(() => undefined);
    }
  }
}

/** The folders of this process's runs. */
export const geodatabaseFolders = new GeodatabaseFolders(runs);

/** Name of the file of an item, in a run's folder. */
export function geodatabaseName(sourceId: string): string {
  return `${sourceId}.gdb.zip`;
}

/**
 * Removes an exported file that has been used, and its folder when it was the last one and no run of this process goes on there. A path that is
 * not one of ours is left alone.
 */
export async function removeGeodatabase(path: string): Promise<void> {
  if (!FILE.test(basename(path)) || !basename(dirname(path)).startsWith(PREFIX)) return;
  await rm(path, { force: true, maxRetries: 3 }).catch(() => undefined);
  filesOnDisk.gone(path);
  if (!inUse.has(dirname(path))) await rmdir(dirname(path)).catch(() => undefined);
}

/** Removes what earlier processes left in a folder a day ago or longer; '' is the system's temporary folder. That it fails is no failure of the copies. */
export async function sweepFolders(parent: string): Promise<void> {
  await sweep(parent || tmpdir()).catch(() => undefined);
}

async function make(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    await sweep(parent);
    return await mkdtemp(join(parent, PREFIX));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `No folder for exported files could be made in ${parent}: ${words}. Choose another folder in export-fgdb.`,
    );
  }
}

async function sweep(parent: string): Promise<void> {
  const oldest = Date.now() - LEFT_OVER_MS;
  for (const entry of await readdir(parent, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(PREFIX)) continue;
    const folder = join(parent, entry.name);
    if ((await lastChange(folder)) < oldest) await removeOurs(folder).catch(() => undefined);
  }
}

async function lastChange(folder: string): Promise<number> {
  const paths = [folder, ...(await readdir(folder).catch(() => [])).map((name) => join(folder, name))];
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

/** Files of our names only; a folder in which somebody put something else stays. */
async function removeOurs(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (FILE.test(name)) await rm(join(folder, name), { force: true, maxRetries: 3 });
  }
  await rmdir(folder);
}
