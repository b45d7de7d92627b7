import { describedName, editDescription } from '../publish/fgdb-dates.js';

/** Names that GDAL changes when it writes a geodatabase, though geodatabases have such columns. */
const CHANGED = new Set(
  (
    'objectid fid shape add alter and as asc between by column create date delete desc drop exists for from group in insert into is ' +
    'like not null or order select set table update values where'
  ).split(' '),
);

/** Names under which GDAL can write columns: of the same length, so that the right ones can be put in their place. */
export function writableNames(names: string[]): string[] {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  return names.map((name) => {
    if (!CHANGED.has(name.toLowerCase())) return name;
    for (const letter of 'QZXJKWVY') {
      const other = `${letter}${name.slice(1)}`;
      if (taken.has(other.toLowerCase()) || CHANGED.has(other.toLowerCase())) continue;
      taken.add(other.toLowerCase());
      return other;
    }
    return name;
  });
}

/** Gives columns of a table that has been written their right names. */
export function renameColumns(table: string, from: string[], to: string[]): void {
  const changes = from.flatMap((name, index) =>
    name === to[index] ? [] : [[name, to[index] ?? name] as const],
  );
  if (changes.length === 0) return;
  editDescription(table, (description) => {
    for (const [written, right] of changes) {
      const at = description.indexOf(describedName(written));
      if (at < 0) throw new Error(`Column ${written} was not found.`);
      describedName(right).copy(description, at);
    }
  });
}
