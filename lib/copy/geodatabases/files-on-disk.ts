import { dirname } from 'node:path';
import type { Clock } from '../../portal/clock.js';
import { diskFull, freeSpace, sizeText } from '../../transfer/disk-full.js';

/** Bytes of exported files that may lie on the disk together; a few files always may. */
const MOST_BYTES = 4 * 1024 ** 3;
/** So many whatever their size: one that is downloaded, one that waits, one that is uploaded. */
const FEW = 3;
/** How long nothing may happen to any file, in ms: after that nobody is expected to use those that are there, and what fits on the disk is downloaded. */
const PATIENCE = 5000;
/** The same when the disk is too small for one more. */
const LONG_PATIENCE = 60_000;
/** The same while files are downloaded or uploaded. */
const BUSY_PATIENCE = 10 * 60_000;
const LOOK = 1000;

interface FileOnDisk {
  bytes: number;
  /** How far it is. */
  state: 'coming' | 'waiting' | 'in use';
}

/**
 * What of the disk exported files take: an export that is ready waits for its download until others have been uploaded and removed, so that a queue of
 * any length needs a bounded part of the disk. Nobody waits for ever: files that nobody uploads, as those of a flow that only exports, hold up no others.
 */
export class FilesOnDisk {
  /** By path. */
  private readonly files = new Map<string, FileOnDisk>();
  private waiting: (() => void)[] = [];
  private changedAt = 0;

  /** @param free bytes that the disk of a folder has */
  constructor(private readonly free: (folder: string) => Promise<number> = freeSpace) {}

  /**
   * Resolves when there is room for a file, and keeps that room for it; with what is to be said of the disk.
   * @throws ArcGISError ARCGIS_QUOTA if the disk has no room and none can be expected
   */
  async take(file: { path: string; bytes: number }, clock: Clock, signal: AbortSignal): Promise<string> {
    this.changedAt = clock.now();
    for (;;) {
      const folder = dirname(file.path);
      const free = await this.free(folder);
      signal.throwIfAborted();
      const left = free - this.sum((one) => one.state === 'coming');
      const isFull = left <= file.bytes;
      const mayBeThere = this.files.size < FEW || this.sum() + file.bytes <= MOST_BYTES;
      if (!isFull && (mayBeThere || !this.isMoving(clock, PATIENCE))) {
        this.files.set(file.path, { bytes: file.bytes, state: 'coming' });
        return `${sizeText(file.bytes)} into ${folder}: ${sizeText(this.sum())} of exported files with it, ${sizeText(free)} free`;
      }
      if (isFull && !this.isMoving(clock, LONG_PATIENCE)) {
        throw diskFull(folder, `${sizeText(file.bytes)} are needed, ${sizeText(Math.max(0, left))} are free`);
      }
      await this.change(clock, signal);
    }
  }

  /** Its download has ended well. */
  arrived(path: string, clock: Clock): void {
    this.set(path, 'waiting', clock);
  }

  /** Does work that needs the file, after which the file can be expected to be removed. */
  async use<T>(path: string, clock: Clock, work: () => Promise<T>): Promise<T> {
    this.set(path, 'in use', clock);
    try {
      return await work();
    } finally {
      this.set(path, 'waiting', clock);
    }
  }

  /** It was removed, or never came. */
  gone(path: string): void {
    if (this.files.delete(path)) this.tell();
  }

  /** Nobody needs to reckon with the files of a folder any more. */
  goneWith(folder: string): void {
    for (const path of [...this.files.keys()]) if (dirname(path) === folder) this.gone(path);
  }

  private set(path: string, state: FileOnDisk['state'], clock: Clock): void {
    const file = this.files.get(path);
    if (!file) return;
    file.state = state;
    this.changedAt = clock.now();
    this.tell();
  }

  /** Whether it is worth waiting for a file to go. */
  private isMoving(clock: Clock, patience: number): boolean {
    if (this.files.size === 0) return false;
    const isBusy = [...this.files.values()].some(({ state }) => state !== 'waiting');
    return Math.abs(clock.now() - this.changedAt) < (isBusy ? BUSY_PATIENCE : patience);
  }

  private sum(isCounted: (file: FileOnDisk) => boolean = () => true): number {
    return [...this.files.values()].filter(isCounted).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private async change(clock: Clock, signal: AbortSignal): Promise<void> {
    const told = new Promise<void>((resolve) => this.waiting.push(resolve));
    const looking = new AbortController();
    const sleep = clock.sleep(LOOK, AbortSignal.any([signal, looking.signal]));
    sleep.catch(() => undefined);
    try {
      await Promise.race([told, sleep]);
    } finally {
      looking.abort();
    }
  }

  private tell(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

/** The files of this process. */
export const filesOnDisk = new FilesOnDisk();
