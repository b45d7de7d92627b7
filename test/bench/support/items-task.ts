import type { Steps } from './steps.js';
import type { PortalAccess } from './task.js';

/** Copies items in a process of its own: all side by side, or one request at a time. */
export interface ItemsTask {
  source: PortalAccess;
  target: PortalAccess;
  /** Source ids in the order in which they are begun. */
  ids: string[];
  oneAtATime: boolean;
}

/** What was found. Memory in MB: resident before the work, and at its peak. */
export interface ItemsDone {
  ms: number;
  idle: number;
  peak: number;
  outcomes: Record<string, number>;
  /** What failed first, in words. */
  error: string | null;
  steps: Steps;
}
