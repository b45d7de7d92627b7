import type { WritablePortal } from '../../../lib/portal/portal.js';
import { addRows, attach, guid, type Json, type TestRow } from '../../features/town-services.js';

/** Fills the service with a few rows of each layer, with their relations and attachments. */
export async function addSourceRows(portal: WritablePortal, url: string): Promise<void> {
  const add = async (id: number, rows: TestRow[]): Promise<{ keys: string[]; ids: number[] }> => {
    const own = rows.map(({ attributes, geometry }) => ({
      attributes: { GlobalID: guid(), ...attributes },
      ...(geometry && { geometry }),
    }));
    const ids = await addRows(portal, `${url}/${id}`, own);
    return { keys: own.map(({ attributes }) => String(attributes.GlobalID)), ids };
  };
  const some = (what: string, count: number, more: (n: number) => Json = () => ({})): TestRow[] =>
    Array.from({ length: count }, (_, n) => ({ attributes: { LabelText: `${what} ${n}`, ...more(n) } }));

  const hydrants = await add(
    0,
    some('Hydrant', 6, (n) => ({
      StateCode: n % 3 ? 'use' : 'out',
      FlowRate: [0.1 + 0.2, 4999.999, null][n % 3],
      PressureBar: [1.5, 0.25, null][n % 3],
      BuiltOn: [0, -2_208_988_800_000, 1_700_000_000_000][n % 3],
      YearNo: [-32_768, 32_767, null][n % 3],
      SerialNo: [2_147_483_647, -2_147_483_648, null][n % 3],
      MainKey: n % 2 ? guid() : null,
      LockedBy: `Żółta – 水 ${n}`,
    })).map(({ attributes }, n) => ({
      attributes,
      geometry: { x: 561_000.1234 + n * 1000, y: 5_931_000.5678 + n, z: 12.25 + n, m: n * 1.5 },
    })),
  );
  const mains = some('Main', 4, (n) => ({
    MadeOf: n % 2 ? 'PE' : 'Steel',
    UseClass: (n % 2) + 1,
    CoatedWith: n % 2 ? 'none' : 'Bitumen',
  }));
  await add(
    3,
    mains.map(({ attributes }, n) => ({
      attributes,
      geometry: {
        hasM: true,
        paths: [
          [
            [561_000.5 + n, 5_931_000.25, 0],
            [562_000.125, 5_932_000.5 + n, 1414.5],
          ],
        ],
      },
    })),
  );
  const square = (x: number, y: number, side: number): number[][] => [
    [x, y, 1],
    [x, y + side, 2.5],
    [x + side, y + side, 3],
    [x + side, y, 4],
    [x, y, 1],
  ];
  const hole = square(563_200.5, 5_933_200.25, 100).reverse();
  const zones = some('Zone', 3, (n) => ({ HeadMetres: 50 + n })).map(({ attributes }, n) => ({
    attributes,
    // One has no shape at all.
    ...(n < 2 && { geometry: { hasZ: true, rings: [square(563_000.5, 5_933_000.25, 1000), hole] } }),
  }));
  await add(5, zones);
  const points = [
    [565_000.5, 5_933_000.25],
    [565_001.5, 5_933_001.25],
  ];
  await add(
    6,
    some('Sensor', 2).map(({ attributes }) => ({ attributes, geometry: { points } })),
  );
  const inspections = await add(
    7,
    some('Inspection', 9, (n) => ({
      HydrantKey: n === 8 ? null : hydrants.keys[n % 4],
      created_user: 'anna',
      created_date: 1_500_000_000_000 + n * 1000,
      last_edited_user: n % 2 ? 'bob' : 'anna',
      last_edited_date: 1_550_000_000_000 + n * 1000,
    })),
  );
  await add(
    8,
    some('Sample', 12, (n) => ({ InspectionKey: inspections.keys[n % 5] })),
  );
  await add(
    9,
    some('Deed', 4, (n) => ({ HydrantKey: hydrants.keys[n] })),
  );
  const people = await add(11, some('Person', 3));
  await add(
    12,
    some('Care', 6, (n) => ({
      HydrantKey: hydrants.keys[n % 4],
      PersonKey: people.keys[n % 3],
      SinceYear: 1990 + n,
    })),
  );
  await add(
    13,
    some('Crossing', 5, (n) => ({ LabelOfMain: `Main ${n % 4}` })),
  );
  const photo = { contentType: 'image/jpeg', text: 'first picture', keywords: 'front,day' };
  await attach(portal, `${url}/0/${hydrants.ids[0]}`, { name: 'photo one.jpg', ...photo });
  await attach(portal, `${url}/0/${hydrants.ids[0]}`, {
    name: 'Prüfbericht ü.pdf',
    contentType: 'application/pdf',
    text: '%PDF-1.4 report',
    keywords: 'report',
  });
  await attach(portal, `${url}/7/${inspections.ids[2]}`, {
    name: 'note.txt',
    contentType: 'text/plain',
    text: 'all fine',
    keywords: 'question_7',
  });
}
