import { addRows, field, guid, hostedService, type Json, layer } from '../../features/town-services.js';
import { label, point, rowsOf, type StrangeLayer, update } from './strange-layer.js';

const TYPES = ['String', 'Integer', 'Double', 'Date', 'SmallInteger', 'Single'];
const WIDE = Array.from({ length: 200 }, (_, n) => {
  const type = TYPES[n % 6] ?? 'String';
  return field(`Field_${n}`, type, {
    alias: `Ünïcode – 名 ${n}`,
    ...(type === 'String' ? { length: 80 } : {}),
  });
});
/** Layers with unusual fields and values. */
export const STRANGE_VALUES: StrangeLayer[] = [
  {
    name: 'that came from a shapefile, with Shape_Area and Shape_Leng as data',
    async make(portal) {
      const fields = [label, field('Shape_Leng', 'Double'), field('Shape_Area', 'Double')];
      const made = await hostedService(portal, 'Parcels', [
        layer(0, 'Parcels', 'Polygon', fields),
        layer(1, 'Centres', 'Point', [...fields, field('Shape_Length', 'Double', { editable: false })]),
      ]);
      const square = (n: number): Json => ({
        rings: [
          [
            [n, 0],
            [n, 10],
            [n + 10, 10],
            [n + 10, 0],
            [n, 0],
          ],
        ],
      });
      const measured = rowsOf(3, (n) => ({ Shape_Leng: n * 7.5, Shape_Area: n * 11.25 }));
      await addRows(
        portal,
        `${made.url}/0`,
        measured.map((row, n) => ({ ...row, geometry: square(n * 100) })),
      );
      await addRows(
        portal,
        `${made.url}/1`,
        rowsOf(3, (n) => ({ Shape_Leng: n, Shape_Area: 2 * n, Shape_Length: 3 * n })),
      );
      return made;
    },
    edits: [(portal, url) => update(portal, `${url}/0`, [{ attributes: { OBJECTID: 2, Shape_Area: 99.5 } }])],
  },
  {
    name: 'of 200 fields with aliases from many scripts',
    async make(portal) {
      const made = await hostedService(portal, 'Wide', [layer(0, 'Wide', 'Point', WIDE)]);
      const value = (n: number, at: number): unknown =>
        [`t${n} ${at} 'q" <b>`, n * at, n / 3 + at, -1e12 + n * 1000 + at, n, n * 0.1][at % 6];
      const rows = Array.from({ length: 30 }, (_, n) => ({
        attributes: {
          GlobalID: guid(),
          ...Object.fromEntries(WIDE.map(({ name }, at) => [name, value(n, at)])),
        },
        geometry: point(n),
      }));
      await addRows(portal, `${made.url}/0`, rows);
      return made;
    },
    edits: [
      (portal, url) =>
        update(portal, `${url}/0`, [{ attributes: { OBJECTID: 7, Field_198: 'ä'.repeat(80) } }]),
    ],
  },
  {
    name: 'whose fields and layers are named in other scripts',
    async make(portal) {
      const fields = [
        field('Größe_m', 'Double'),
        field('Straße', 'String', { length: 50 }),
        field('名称', 'String', { length: 50 }),
      ];
      const made = await hostedService(portal, 'Umlauts', [layer(0, 'Bäume 水', 'Point', fields)]);
      const attributes = { GlobalID: guid(), Größe_m: 1.5, Straße: 'Ü', 名称: '水' };
      await addRows(portal, `${made.url}/0`, [{ attributes, geometry: point(0) }]);
      return made;
    },
  },
  {
    name: 'with the ends of what a field can hold: years 1 and 9999, milliseconds, empty texts, huge and tiny numbers',
    async make(portal) {
      const fields = [
        label,
        field('DAY', 'Date'),
        field('NOTE', 'String', { length: 20 }),
        field('REAL', 'Double'),
        field('FLOAT', 'Single'),
      ];
      const made = await hostedService(portal, 'Ends', [layer(0, 'Ends', null, fields)]);
      const days = [
        0,
        1,
        -1,
        -2_208_988_800_001,
        1_700_000_000_123,
        253_402_300_799_999,
        -62_135_596_800_000,
        null,
      ];
      const reals = [
        1e308,
        -1e-300,
        0.1 + 0.2,
        123_456_789.123_456_78,
        null,
        0,
        1 / 3,
        9_007_199_254_740_991,
      ];
      const floats = [3.4e38, 1e-30, 0.1, 16_777_216, null, 0, -1.5, 1 / 3];
      const rows = days.map((DAY, n) => ({
        attributes: {
          GlobalID: guid(),
          LABEL: `${n}`,
          DAY,
          NOTE: ['', null, '  x '][n % 3],
          REAL: reals[n],
          FLOAT: floats[n],
        },
      }));
      await addRows(portal, `${made.url}/0`, rows);
      return made;
    },
    edits: [
      (portal, url) =>
        update(portal, `${url}/0`, [
          { attributes: { OBJECTID: 1, NOTE: null } },
          { attributes: { OBJECTID: 2, NOTE: '' } },
        ]),
    ],
  },
  {
    name: 'with the newer types at their ends',
    async make(portal) {
      const fields = [
        label,
        field('BIG', 'BigInteger'),
        field('DAY', 'DateOnly'),
        field('CLOCK', 'TimeOnly'),
        field('MOMENT', 'TimestampOffset'),
      ];
      const made = await hostedService(portal, 'Newer', [layer(0, 'Newer', null, fields)]);
      const most = Number.MAX_SAFE_INTEGER;
      await addRows(portal, `${made.url}/0`, [
        {
          attributes: {
            GlobalID: guid(),
            BIG: most,
            DAY: '0001-01-01',
            CLOCK: '00:00:00',
            MOMENT: '1900-01-01T00:00:00.1234567+14:00',
          },
        },
        {
          attributes: {
            GlobalID: guid(),
            BIG: -most,
            DAY: '9999-12-31',
            CLOCK: '23:59:59',
            MOMENT: '2024-02-29T23:59:59-11:30',
          },
        },
        { attributes: { GlobalID: guid() } },
      ]);
      return made;
    },
  },
  {
    name: 'whose GUIDs come in every form, of servers that compare them as texts',
    switches: { exactGuids: true },
    settings: { verify: 'sample' },
    async make(portal) {
      const made = await hostedService(portal, 'Guids', [
        layer(0, 'Guids', 'Point', [label, field('OTHER', 'GUID', { length: 38 })]),
      ]);
      const forms = [
        (id: string) => id,
        (id: string) => id.toLowerCase(),
        (id: string) => id.replace(/[{}]/g, ''),
      ];
      await addRows(
        portal,
        `${made.url}/0`,
        rowsOf(6, (n) => ({ GlobalID: forms[n % 3]?.(guid()), OTHER: forms[(n + 1) % 3]?.(guid()) })),
      );
      return made;
    },
    edits: [(portal, url) => update(portal, `${url}/0`, [{ attributes: { OBJECTID: 1, LABEL: 'other' } }])],
  },
];
