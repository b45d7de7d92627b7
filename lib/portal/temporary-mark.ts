/** Tag of an item that exists only while a layer is on its way, by which the leftovers of everybody are searched. */
export const TEMPORARY_TAG = 'portal-copy-temporary';

/** What a temporary item says of itself, in its title: the one property that every portal keeps, from the first moment on. */
export interface TemporaryMark {
  /** The run that made it: letters and digits of its id. */
  run: string;
  /** The item that it was made for. */
  source: string;
  /** Epoch ms after which nobody needs it any more. */
  until: number;
}

/** Letters and digits of a run's id: what a title, and the file name that a portal makes of it, can hold. */
export function runMark(runId: string): string {
  return runId.replace(/[^0-9A-Za-z]/g, '').slice(0, 40) || '0';
}

/** portal-copy-temporary_1764000000000_4f…_8a… */
export function temporaryTitle({ run, source, until }: TemporaryMark): string {
  return `${TEMPORARY_TAG}_${Math.round(until)}_${runMark(run)}_${source}`;
}

/** Reads the mark in a title; null for an item of anybody else. */
export function readTemporaryMark(title: string): TemporaryMark | null {
  const found = /^portal-copy-temporary_(\d+)_([0-9A-Za-z]+)_([0-9a-f]{32})$/i.exec(title.trim());
  if (!found) return null;
  const [, until = '', run = '', source = ''] = found;
  return { run, source, until: Number(until) };
}
