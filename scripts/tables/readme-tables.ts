import { HIDING_PLACES } from '../../test/references/support/hiding-places.js';
import { carriedTable } from './carried-table.js';
import { itemTypesTable } from './item-types-table.js';
import type { Table } from './put-tables.js';
import { switchesTable } from './switches-table.js';

/** What the README says from tables in the code. */
export function readmeTables(): Table[] {
  return [
    { name: 'carried', text: carriedTable() },
    { name: 'item types', text: itemTypesTable() },
    { name: 'hiding places', text: hidingPlacesTable() },
  ];
}

/** What sandbox/README.md says from the code. */
export function sandboxTables(): Table[] {
  return [{ name: 'switches', text: switchesTable() }];
}

/** Where references are looked for; each place is a test. */
function hidingPlacesTable(): string {
  const groups = new Map<string, string[]>();
  for (const { of, place } of HIDING_PLACES) groups.set(of, [...(groups.get(of) ?? []), place]);
  const rows = [...groups].map(([of, places]) => `| ${of} | ${places.join('; ')} |`);
  return ['| In | at |', '| --- | --- |', ...rows].join('\n');
}
