import type { PortalAccess } from './task.js';

/** Files of hosted layers to be carried, in a process of its own. */
export interface FilesTask {
  source: PortalAccess;
  target: PortalAccess;
  /** Source ids of the layers, in the order in which their messages come. */
  ids: string[];
  /** `queue`: as the nodes do it. The others move as many files plainly one after the other: what cannot be faster. */
  what: 'queue' | 'downloads' | 'uploads';
}

/** What was found. Memory in MB: resident before the work, and at its peak. */
export interface FilesDone {
  ms: number;
  /** Of one file. */
  bytes: number;
  idle: number;
  peak: number;
  /** Of the copies: how many ended so. */
  outcomes: Record<string, number>;
  /** When what was begun for the first and the last file, in ms. */
  phases: Record<string, { first: number; last: number }>;
  /** What failed first, in words. */
  error: string | null;
}
