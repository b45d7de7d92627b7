import { writeFileSync } from 'node:fs';

/** How a function fared. */
export interface Outcome {
  /** In so many of the two manners it did what it should. */
  passed: number;
  notes: Set<string>;
}

/** Prints how many functions of how many conform, and writes the table to the file that CONFORMANCE_SUMMARY names. */
export function summary(client: string, outcomes: Map<string, Outcome>, left: Record<string, string>): void {
  const rows = [...outcomes].map(([name, { passed, notes }]) => {
    const reason = left[name];
    const note = reason ?? [...notes].join('; ');
    return { name, ok: reason !== undefined || passed === 2, ...(note === '' ? {} : { note }) };
  });
  const used = rows.filter(({ name }) => left[name] === undefined);
  const fine = used.filter(({ ok }) => ok).length;
  const aside = rows.length - used.length;
  process.stdout.write(
    `${client}: ${fine} of ${used.length} functions conform in both manners; ${aside} of ${rows.length} make no sense for a portal\n`,
  );
  const file = process.env.CONFORMANCE_SUMMARY;
  if (file) writeFileSync(file, `${JSON.stringify({ client, rows }, null, 2)}\n`);
}
