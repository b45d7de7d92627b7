import type { RunReport } from '../../../lib/copy/run/report.js';
import { comparePortals, type Pair } from '../../support/compare-portals.js';
import { copies } from '../../support/reports.js';
import type { Rest } from '../../support/rest.js';
import { sameNumbers } from './same-numbers.js';
import type { Stage } from './stage.js';

/**
 * Holds the copies of these reports against their sources; of an item in several reports, the copy that the last one names. What a report lists
 * as leading to the source still may do so, there and nowhere else: an example that copies only some of the items leaves links to the
 * others as they are. Layers are told apart by name, because a published layer keeps the number that it was given.
 */
export async function compareCopies(
  { source, target }: Stage,
  ...reports: RunReport[]
): Promise<{ items: number; rows: number }> {
  const pairs = new Map(
    reports.flatMap((report) => copies(report)).map((pair): [string, Pair] => [pair.source.id, pair]),
  );
  const asIfCopied = (address: string): string =>
    [...pairs.values()].reduce(
      (text, pair) => text.split(pair.source.id).join(pair.target.id),
      address.split(source.portal).join(target.portal),
    );
  const listed = addressesLeft(reports).map((address): [string, string] => [address, asIfCopied(address)]);
  const forgive = (text: string): string =>
    listed.reduce((result, [address, expected]) => result.split(address).join(expected), text);

  const numbered = await sameNumbers(source, target, [...pairs.values()]);
  const forgiving: Rest = {
    ...numbered,
    async json<T>(place: string, params?: Record<string, unknown>): Promise<T> {
      return JSON.parse(forgive(JSON.stringify(await numbered.json(place, params)))) as T;
    },
    async bytes(place, params) {
      const bytes = await numbered.bytes(place, params);
      const text = bytes.toString();
      return listed.some(([address]) => text.includes(address)) ? Buffer.from(forgive(text)) : bytes;
    },
  };
  return comparePortals(source, forgiving, [...pairs.values()]);
}

/** Addresses that the last report on an item lists with a reason, the longest first. */
function addressesLeft(reports: RunReport[]): string[] {
  const byCopy = new Map<string, string[]>();
  for (const { target, residue } of reports.flatMap(({ rows }) => rows)) {
    const values = residue.filter(({ reason }) => reason !== null).map(({ value }) => value);
    // What is shown of a reference may be a whole text around it.
    if (target)
      byCopy.set(
        target.id,
        values.flatMap((value) => value.match(/https?:\/\/[^\s"'<>\\]+/g) ?? []),
      );
  }
  return [...new Set([...byCopy.values()].flat())].sort((a, b) => b.length - a.length);
}
