import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { document, fixture, fixturesPresent } from '../../real/fixtures.js';
import { NEWEST, reasonFor } from './explanations.js';
import { LEFT_OUT, RECORDINGS } from './recordings.js';
import { keysOf, shapeDifferences } from './shape-differences.js';
import { Stage } from './stage.js';

interface Row {
  name: string;
  ok: boolean;
  note?: string;
}

/** Says what was compared, in the table of the runner. */
function writeSummary(rows: Row[]): void {
  const passed = rows.filter(({ ok }) => ok).length;
  process.stdout.write(`recorded: ${passed} of ${rows.length} recorded answers have their like here\n`);
  const file = process.env.CONFORMANCE_SUMMARY;
  if (file) writeFileSync(file, `${JSON.stringify({ client: 'recorded', rows }, null, 2)}\n`);
}

describe('answers that real portals gave', function () {
  this.timeout(60_000);

  const rows: Row[] = [];
  const newest = new Set<string>();
  let stage: Stage;

  before(async () => {
    if (!fixturesPresent) return;
    stage = await Stage.open();
    for (const file of NEWEST) for (const key of keysOf(await document(...file.split('/')))) newest.add(key);
  });

  after(async () => {
    await stage?.close();
    writeSummary(rows);
  });

  if (!fixturesPresent) {
    it('are not here: they lie beside the repository where it is developed', () => {
      rows.push({ name: 'recorded answers', ok: true, note: 'left out: ../shared/fixtures is not here' });
    });
    return;
  }

  for (const { file, part, ask } of RECORDINGS) {
    const name = part === undefined ? file : `${file} (${part})`;
    it(`${name} has its like here`, async () => {
      const row: Row = { name, ok: false };
      rows.push(row);
      try {
        const { recorded, answered } = await ask(stage);
        const found = shapeDifferences(recorded, answered);
        const unexplained = found.filter((one) => reasonFor(name, one, newest) === undefined);
        row.ok = unexplained.length === 0;
        const reasons = new Set(found.flatMap((one) => reasonFor(name, one, newest) ?? []));
        row.note = row.ok
          ? `${found.length} differences${reasons.size === 0 ? '' : `: ${[...reasons].join('; ')}`}`
          : `unexplained: ${unexplained.map(({ kind, path, types }) => `${kind} ${path}${types ? ` (${types})` : ''}`).join(', ')}`;
      } catch (error) {
        row.note = error instanceof Error ? error.message : String(error);
      }
      assert.ok(row.ok, row.note);
    });
  }

  for (const { file, why } of LEFT_OUT) {
    it(`${file} has none, for a reason`, () => {
      rows.push({ name: file, ok: true, note: `not asked for: ${why}` });
    });
  }

  it('are all looked at', () => {
    const known = new Set([...RECORDINGS, ...LEFT_OUT].map(({ file }) => file));
    for (const kind of ['portal', 'featureservice']) {
      for (const name of readdirSync(fixture('items', kind))) {
        assert.ok(known.has(`${kind}/${name}`), `${kind}/${name} is not compared`);
      }
    }
  });
});
