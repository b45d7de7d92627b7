/** What a worker of the bench is to do. */
export interface Task {
  source: PortalAccess;
  target: PortalAccess;
  /** Id of the layer's item in the source. */
  id: string;
  way: Way;
  /** Of the loop: share of the rows that it copies, 0 to 1. */
  share: number;
}

export interface PortalAccess {
  url: string;
  username: string;
  password: string;
}

/** The engine's ways, and a plain loop that does one thing after the other. */
export type Way = 'clone-item' | 'export-fgdb' | 'loop';

/** What a worker found. Memory in MB: resident before the work, and at its peak. */
export interface Done {
  ms: number;
  /** Seconds that the processor spent on it. */
  cpu: number;
  idle: number;
  peak: number;
  /** Of the engine: how the item ended. */
  outcome: string;
}
