import assert from 'node:assert/strict';
import { openPortal } from '../../lib/portal/open-portal.js';
import { addRows, field, guid, hostedService, type Json, layer } from '../features/town-services.js';
import { compareServices } from '../support/compare-portals.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

const FIELDS = 200;
const ROWS = 40;
const TYPES = ['String', 'Integer', 'Double', 'Date', 'SmallInteger'] as const;

const nameOf = (n: number): string => `Measured_value_number_${n}`;

function sampleOf(n: number, row: number): unknown {
  switch (TYPES[n % TYPES.length]) {
    case 'String':
      return `Wert ${n} – ${row}`;
    case 'Double':
      return n + row / 8;
    case 'Date':
      return 1_600_000_000_000 + n * 1000 + row;
    default:
      return n + row;
  }
}

const fields = Array.from({ length: FIELDS }, (_, n) => {
  const type = TYPES[n % TYPES.length] ?? 'String';
  return field(nameOf(n), type, { alias: `Messwert ${n}`, ...(type === 'String' ? { length: 60 } : {}) });
});

for (const [from, to] of DIRECTIONS) {
  for (const way of ['row by row', 'as a File Geodatabase'] as const) {
    it(`AC-09: a layer of ${FIELDS} fields goes ${way} from ${from} to ${to}`, async function () {
      this.timeout(60_000);
      const portals = await GeodatabasePortals.start(from, to);
      const { url, admin } = portals.pair.source;
      const writer = openPortal({ url, credentials: { kind: 'password', ...admin } });
      try {
        const wide = await hostedService(writer, 'Wide', [layer(0, 'Wide', 'Point', fields)]);
        const rows = Array.from({ length: ROWS }, (_, row) => {
          const attributes: Json = { GlobalID: guid() };
          for (let n = 0; n < FIELDS; n += 1) attributes[nameOf(n)] = row % 5 === 4 ? null : sampleOf(n, row);
          return { attributes, geometry: { x: -7.9e6 + row, y: 4.5e6 } };
        });
        await addRows(writer, `${wide.url}/0`, rows);
        const run = await portals.run([wide.itemId]);
        const result =
          way === 'row by row'
            ? await portals.publish(run, wide.itemId, { file: null, warnings: [], requests: 0 })
            : (await portals.copy(wide.itemId)).result;
        run.cancel('the test is over');
        assert.equal(
          result.outcome,
          'created',
          JSON.stringify([result.error, result.checks.filter(({ ok }) => !ok), result.warnings]),
        );
        const copied = String(result.target?.url);
        const rules = { digits: 13 };
        assert.equal(await compareServices(portals.from, portals.to, wide.url, copied, rules), ROWS);
      } finally {
        await writer.close();
        await portals.close();
      }
    });
  }
}
