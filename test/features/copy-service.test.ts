import assert from 'node:assert/strict';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import { serviceState } from '../../lib/features/service-state.js';
import { verifyService } from '../../lib/features/verify-service.js';
import type { Check } from '../../lib/items/findings.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import {
  addRows,
  allRows,
  attach,
  copyRequest,
  extent,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  startTestPortal,
  type TestPortal,
  type TestRow,
  webMercator,
} from './town-services.js';

const status = {
  type: 'codedValue',
  name: 'Status',
  codedValues: [
    { name: 'In use', code: 'use' },
    { name: 'Außer Betrieb', code: 'out' },
  ],
};
const grade = {
  type: 'codedValue',
  name: 'Grade',
  codedValues: [
    { name: 'good', code: 1 },
    { name: 'bad', code: 2 },
  ],
};

const hydrants = layer(
  0,
  'Hydrants',
  'Point',
  [
    field('Name', 'String', { length: 100, alias: 'Name of the hydrant' }),
    field('Status', 'String', { length: 10, domain: status, defaultValue: 'use' }),
    field('Grade', 'Double', { domain: grade }),
    field('Installed', 'Date'),
    field('Serial', 'BigInteger'),
    field('Flow', 'Double'),
    field('Pressure', 'Single'),
    field('Year', 'SmallInteger'),
    field('Main', 'GUID', { length: 38 }),
    field('Locked', 'String', { length: 20, editable: false }),
  ],
  {
    hasAttachments: true,
    hasZ: true,
    minScale: 50_000,
    description: 'Hydrants of the town',
    typeIdField: 'Status',
    drawingInfo: {
      renderer: {
        type: 'uniqueValue',
        field1: 'Status',
        uniqueValueInfos: [
          {
            value: 'use',
            label: 'In use',
            symbol: { type: 'esriSMS', style: 'esriSMSCircle', color: [0, 0, 255, 255], size: 8 },
          },
        ],
      },
      transparency: 20,
    },
    types: [
      {
        id: 'use',
        name: 'In use',
        domains: { Grade: { type: 'inherited' } },
        templates: [{ name: 'In use', prototype: { attributes: { Status: 'use' } } }],
      },
    ],
    templates: [
      {
        name: 'Hydrant',
        description: '',
        drawingTool: 'esriFeatureEditToolPoint',
        prototype: { attributes: { Status: 'use', Year: 2024 } },
      },
    ],
    indexes: [{ name: 'IX_Name', fields: 'Name', isAscending: true, isUnique: false, description: '' }],
    timeInfo: {
      startTimeField: 'Installed',
      endTimeField: null,
      trackIdField: null,
      timeInterval: 1,
      timeIntervalUnits: 'esriTimeUnitsYears',
    },
  },
);

const inspections = layer(
  7,
  'Inspections',
  null,
  [
    field('HydrantID', 'GUID', { length: 38 }),
    field('Remark', 'String', { length: 500 }),
    field('made_on', 'Date'),
    field('created_user', 'String', { length: 128 }),
    field('created_date', 'Date'),
    field('last_edited_user', 'String', { length: 128 }),
    field('last_edited_date', 'Date'),
  ],
  {
    hasAttachments: true,
    editFieldsInfo: {
      creatorField: 'created_user',
      creationDateField: 'created_date',
      editorField: 'last_edited_user',
      editDateField: 'last_edited_date',
    },
  },
);
const pipes = layer(
  3,
  'Pipes',
  'Polyline',
  [field('Material', 'String', { length: 20 }), field('Use', 'Integer')],
  {
    subtypeField: 'Use',
    defaultSubtypeCode: 2,
    subtypes: [
      { code: 1, name: 'Main', defaultValues: { Material: 'Steel' }, domains: {} },
      { code: 2, name: 'House connection', defaultValues: { Material: 'PE' }, domains: {} },
    ],
  },
);
const zones = layer(5, 'Zones', 'Polygon', [field('Label', 'String', { length: 20 })]);

const relationships = {
  layers: [
    {
      id: 0,
      relationships: [
        {
          id: 0,
          name: 'Inspections',
          relatedTableId: 7,
          cardinality: 'esriRelCardinalityOneToMany',
          role: 'esriRelRoleOrigin',
          keyField: 'GlobalID',
          composite: true,
        },
      ],
    },
  ],
  tables: [
    {
      id: 7,
      relationships: [
        {
          id: 0,
          name: 'Hydrants',
          relatedTableId: 0,
          cardinality: 'esriRelCardinalityOneToMany',
          role: 'esriRelRoleDestination',
          keyField: 'HydrantID',
          composite: true,
        },
      ],
    },
  ],
};

const tracking = {
  enableEditorTracking: true,
  enableOwnershipAccessControl: false,
  allowOthersToQuery: true,
  allowOthersToUpdate: true,
  allowOthersToDelete: true,
};

describe('The copy of a hosted layer', () => {
  for (const [from, to] of [
    ['enterprise', 'online'],
    ['online', 'enterprise'],
  ] as const) {
    describe(`from ${from} to ${to}`, () => {
      let source: TestPortal;
      let target: TestPortal;
      let town: { itemId: string; url: string };
      let hydrantIds: string[];

      before(async () => {
        [source, target] = await Promise.all([startTestPortal(from), startTestPortal(to)]);
        town = await hostedService(source.portal, 'Town_Water', [hydrants, pipes, zones, inspections], {
          relationships,
        });
        hydrantIds = await fill(source.portal, town.url);
        await source.portal.write(`${town.url.replace('/rest/', '/rest/admin/')}/updateDefinition`, {
          updateDefinition: JSON.stringify({
            editorTrackingInfo: tracking,
            capabilities: 'Query',
            description: 'Water of the town',
          }),
        });
      });
      after(async () => {
        await Promise.all([source?.close(), target?.close()]);
      });

      it('has the same layers, fields, relationships and settings, every row, and every attachment', async () => {
        const original = await readLayerService(source.portal, town.url);
        const copy = await createServiceCopy(target.portal, {
          source: original,
          ...(await copyRequest(target.portal, 'Town_Water')),
        });
        assert.deepEqual(copy.warnings, []);
        assert.deepEqual(copy.mapping, { url: copy.url, layers: { 0: '0', 3: '3', 5: '5', 7: '7' } });
        const progress: string[] = [];
        const { read: _, ...rows } = await copyRows(
          source.portal,
          target.portal,
          { from: original, to: copy },
          {
            progress: ({ layer: label, rows: written, of }) => progress.push(`${label}: ${written}/${of}`),
          },
        );
        assert.deepEqual(rows, {
          rows: { 0: 40, 3: 12, 5: 9, 7: 120 },
          attachments: { 0: 6, 7: 1 },
          notKept: {},
          warnings: [],
        });
        assert.ok(progress.includes('0 Hydrants: 40/40'));

        const checks = await verifyService(source.portal, target.portal, {
          from: original,
          to: copy,
          rows: 'full',
        });
        assert.deepEqual(failed(checks), []);
        assert.equal(checks.find(({ check }) => check === 'rows of layer 7 Inspections')?.actual, 120);

        for (const id of [0, 3, 5, 7])
          await sameRows(source.portal, `${town.url}/${id}`, target.portal, `${copy.url}/${id}`);
        await sameDefinition(target.portal, copy.url);
        await sameRelated(target.portal, copy.url, hydrantIds);
        await sameAttachments(source.portal, town.url, target.portal, copy.url);
        const made = await target.portal.read<Json>(`/content/items/${copy.itemId}`);
        assert.deepEqual(Array.isArray(made.typeKeywords) && made.typeKeywords.includes('source-0'), true);
      });

      it('shows in its state that nothing, or something, changed', async () => {
        const one = serviceState(await readLayerService(source.portal, town.url));
        assert.deepEqual(one, serviceState(await readLayerService(source.portal, town.url)));
        await addRows(source.portal, `${town.url}/3`, [
          { attributes: { GlobalID: guid(), Material: 'PVC' } },
        ]);
        const two = serviceState(await readLayerService(source.portal, town.url));
        assert.equal(two.digest, one.digest);
        assert.notEqual(two.edits[3], one.edits[3]);
        assert.equal(two.edits[0], one.edits[0]);
      });
    });
  }
});

function failed(checks: Check[]): Check[] {
  return checks.filter(({ ok }) => !ok);
}

async function fill(portal: WritablePortal, url: string): Promise<string[]> {
  const ids = Array.from({ length: 40 }, guid);
  const points: TestRow[] = ids.map((GlobalID, index) => ({
    attributes: {
      GlobalID,
      Name: ['Żółta – "ульица" 水 😀', "O'Neil\nsecond line\ttab", '', null, '<b>&amp;</b>'][index % 5],
      Status: index % 3 === 0 ? null : 'use',
      Grade: index % 2 === 0 ? 1 : null,
      Installed: [0, -2_208_988_800_000, 1_700_000_000_123, null][index % 4],
      Serial: [9_007_199_254_740_991, -9_007_199_254_740_991, null, 4_294_967_296][index % 4],
      Flow: [0.1 + 0.2, 1e-300, -1.7976931348623157e308, 0, null][index % 5],
      Pressure: [1.5, 0.1, null][index % 3],
      Year: [-32_768, 32_767, null][index % 3],
      Main: index % 2 === 0 ? guid() : null,
      Locked: 'as it was',
    },
    geometry: index % 10 === 9 ? null : { x: -7_900_000.1234 + index, y: 4_500_000.5678, z: index / 3 },
  }));
  const hydrantRows = await addRows(portal, `${url}/0`, points);
  await addRows(
    portal,
    `${url}/3`,
    Array.from({ length: 12 }, (_, index) => ({
      attributes: { GlobalID: guid(), Material: 'PE' },
      geometry:
        index === 3
          ? null
          : {
              paths: [
                [
                  [-7.9e6 + index, 4.5e6],
                  [-7.8e6, 4.6e6 + index],
                ],
                ...(index % 2
                  ? [
                      [
                        [-7.7e6, 4.5e6],
                        [-7.7e6, 4.51e6],
                      ],
                    ]
                  : []),
              ],
            },
    })),
  );
  await addRows(
    portal,
    `${url}/5`,
    Array.from({ length: 9 }, (_, index) => ({
      attributes: { GlobalID: guid(), Label: `Zone ${index}` },
      geometry: {
        rings: [
          [
            [-7.9e6, 4.5e6],
            [-7.9e6, 4.6e6],
            [-7.8e6, 4.6e6],
            [-7.8e6, 4.5e6],
            [-7.9e6, 4.5e6],
          ],
          [
            [-7.88e6, 4.52e6],
            [-7.86e6, 4.52e6],
            [-7.86e6, 4.54e6 + index],
            [-7.88e6, 4.54e6],
            [-7.88e6, 4.52e6],
          ],
        ],
      },
    })),
  );
  const children = await addRows(
    portal,
    `${url}/7`,
    Array.from({ length: 120 }, (_, index) => ({
      attributes: {
        GlobalID: guid(),
        HydrantID: index === 0 ? null : ids[index % 40],
        Remark: `Inspection ${index}`,
        made_on: 1_600_000_000_000 + index,
        created_user: 'anna',
        created_date: 1_500_000_000_000 + index,
        last_edited_user: index % 2 ? 'bob' : null,
        last_edited_date: index % 2 ? 1_550_000_000_000 + index : null,
      },
    })),
  );
  const [first = 0, second = 0] = hydrantRows;
  await attach(portal, `${url}/0/${first}`, {
    name: 'photo one.jpg',
    contentType: 'image/jpeg',
    text: 'first picture',
    keywords: 'front',
  });
  await attach(portal, `${url}/0/${first}`, {
    name: 'photo one.jpg',
    contentType: 'image/jpeg',
    text: 'first picture',
    keywords: 'front',
  });
  await attach(portal, `${url}/0/${first}`, {
    name: 'Prüfbericht ü.pdf',
    contentType: 'application/pdf',
    text: '%PDF-1.4 report',
    keywords: '',
  });
  for (let number = 0; number < 3; number += 1) {
    await attach(portal, `${url}/0/${second}`, {
      name: `p${number}.png`,
      contentType: 'image/png',
      text: 'x'.repeat(1000 * (number + 1)),
      keywords: 'q1',
    });
  }
  await attach(portal, `${url}/7/${children[5]}`, {
    name: 'note.txt',
    contentType: 'text/plain',
    text: 'all fine',
    keywords: '',
  });
  return ids;
}

/** Row by row in the order of GlobalIDs, with nothing of the engine in between. */
async function sameRows(
  source: WritablePortal,
  from: string,
  target: WritablePortal,
  to: string,
): Promise<void> {
  const plain = (rows: TestRow[]) =>
    rows
      .map(({ attributes: { OBJECTID: _, Shape__Area: _a, Shape__Length: _l, ...attributes }, geometry }) => {
        const guids = ['GlobalID', 'Main', 'HydrantID'].map((name) =>
          String(attributes[name] ?? '')
            .replace(/[{}]/g, '')
            .toLowerCase(),
        );
        return {
          ...attributes,
          GlobalID: guids[0],
          Main: guids[1],
          HydrantID: guids[2],
          geometry: geometry ?? null,
        };
      })
      .sort((a, b) => String(a.GlobalID).localeCompare(String(b.GlobalID)));
  assert.deepEqual(plain(await allRows(target, to)), plain(await allRows(source, from)));
}

async function sameDefinition(portal: WritablePortal, url: string): Promise<void> {
  const service = await portal.read<Json>(url);
  assert.equal(service.capabilities, 'Query');
  assert.equal(service.description, 'Water of the town');
  assert.deepEqual(service.spatialReference, webMercator);
  assert.equal((service.editorTrackingInfo as Json).enableEditorTracking, true);
  const built = await portal.read<Json>(`${url}/0`);
  const byName = new Map((built.fields as Json[]).map((one) => [one.name, one]));
  assert.deepEqual(byName.get('Status')?.domain, status);
  assert.equal(byName.get('Status')?.defaultValue, 'use');
  assert.equal(byName.get('Locked')?.editable, false);
  assert.equal(byName.get('Name')?.alias, 'Name of the hydrant');
  assert.deepEqual(built.drawingInfo, hydrants.drawingInfo);
  assert.deepEqual(built.templates, hydrants.templates);
  assert.deepEqual(built.types, hydrants.types);
  assert.equal(built.minScale, 50_000);
  assert.equal(built.hasZ, true);
  assert.equal((built.timeInfo as Json).startTimeField, 'Installed');
  assert.ok((built.indexes as Json[]).some((index) => index.fields === 'Name'));
  assert.ok(built.extent !== undefined && extent);
  const lines = await portal.read<Json>(`${url}/3`);
  assert.deepEqual(lines.subtypes, pipes.subtypes);
  assert.equal(lines.defaultSubtypeCode, 2);
  const table = await portal.read<Json>(`${url}/7`);
  assert.equal((table.editFieldsInfo as Json).creatorField, 'created_user');
}

async function sameRelated(portal: WritablePortal, url: string, ids: string[]): Promise<void> {
  const [parent] = await allRows(portal, `${url}/0`, `GlobalID = '${ids[4]}'`);
  const related = await portal.read<{ relatedRecordGroups: { relatedRecords: unknown[] }[] }>(
    `${url}/0/queryRelatedRecords`,
    {
      objectIds: String(parent?.attributes.OBJECTID),
      relationshipId: 0,
      outFields: '*',
    },
  );
  assert.equal(related.relatedRecordGroups[0]?.relatedRecords.length, 3);
}

async function sameAttachments(
  source: WritablePortal,
  from: string,
  target: WritablePortal,
  to: string,
): Promise<void> {
  const list = async (portal: WritablePortal, url: string) => {
    const rows = await allRows(portal, url);
    const parents = new Map(
      rows.map(({ attributes }) => [
        attributes.OBJECTID,
        String(attributes.GlobalID).replace(/[{}]/g, '').toLowerCase(),
      ]),
    );
    const found: unknown[] = [];
    for (const id of parents.keys()) {
      const answer = await portal.read<{ attachmentInfos: Json[] }>(`${url}/${id}/attachments`);
      for (const info of answer.attachmentInfos) {
        const { body } = await portal.stream(`${url}/${id}/attachments/${info.id}`);
        const bytes: Buffer[] = [];
        for await (const chunk of body) bytes.push(chunk as Buffer);
        found.push([
          parents.get(id),
          info.name,
          info.contentType,
          info.size,
          info.keywords,
          Buffer.concat(bytes).toString('base64'),
        ]);
      }
    }
    return found.map((one) => JSON.stringify(one)).sort();
  };
  for (const id of [0, 7])
    assert.deepEqual(await list(target, `${to}/${id}`), await list(source, `${from}/${id}`));
}
