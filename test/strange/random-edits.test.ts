import assert from 'node:assert/strict';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { addRows, field, guid, hostedService, type Json, layer } from '../features/town-services.js';
import { seeRows } from './support/seen-rows.js';
import { attachFile, attachmentsOf, type Service } from './support/strange-layer.js';
import { copyBy, DIRECTIONS, explain, startTwoPortals, type TwoPortals, WAYS } from './support/two-ways.js';

const SEEDS = [11, 4711];
const ROUNDS = 3;
const EDITS = 14;

const key = (name: string): Json => field(name, 'GUID', { length: 38 });
const own = [
  field('LABEL', 'String', { length: 80 }),
  field('NO', 'Integer'),
  field('REAL', 'Double'),
  field('DAY', 'Date'),
];
/** Four levels of layers, each the parent of the next, and a table between the first and the third. */
const LAYERS = [
  layer(0, 'Sites', 'Point', own, { hasAttachments: true, hasZ: true }),
  layer(3, 'Areas', 'Polygon', [...own, key('PARENT')], { hasAttachments: true }),
  layer(7, 'Visits', null, [...own, key('PARENT')], { hasAttachments: true }),
  layer(8, 'Samples', null, [...own, key('PARENT')], { hasAttachments: true }),
  layer(9, 'Between', null, [...own, key('PARENT'), key('OTHER')]),
];
const IDS = [0, 3, 7, 8, 9];
const PARENTS = new Map([
  [3, 0],
  [7, 3],
  [8, 7],
  [9, 0],
]);

const side = (id: number, relatedTableId: number, role: string, keyField: string, more: Json = {}): Json => ({
  id,
  name: `relation ${id}`,
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
  ...more,
});
const between = (keyFieldInRelationshipTable: string): Json => ({
  cardinality: 'esriRelCardinalityManyToMany',
  relationshipTableId: 9,
  keyFieldInRelationshipTable,
});
const relationships = {
  layers: [
    {
      id: 0,
      relationships: [side(0, 3, 'Origin', 'GlobalID'), side(5, 7, 'Origin', 'GlobalID', between('PARENT'))],
    },
    { id: 3, relationships: [side(0, 0, 'Destination', 'PARENT'), side(1, 7, 'Origin', 'GlobalID')] },
  ],
  tables: [
    {
      id: 7,
      relationships: [
        side(1, 3, 'Destination', 'PARENT'),
        side(2, 8, 'Origin', 'GlobalID'),
        side(5, 0, 'Destination', 'GlobalID', between('OTHER')),
      ],
    },
    { id: 8, relationships: [side(2, 7, 'Destination', 'PARENT')] },
  ],
};

/** The same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Somebody who edits the service at random. */
class Editor {
  private number = 0;

  constructor(
    private readonly portal: WritablePortal,
    private readonly url: string,
    private readonly random: (below: number) => number,
  ) {}

  async addSome(id: number, count: number): Promise<void> {
    const parents = PARENTS.has(id) ? await this.rows(PARENTS.get(id) ?? 0) : [];
    const others = id === 9 ? await this.rows(7) : [];
    const rows = Array.from({ length: count }, () => this.row(id, parents, others));
    await addRows(this.portal, `${this.url}/${id}`, rows);
  }

  async edit(): Promise<void> {
    const id = this.one(IDS) ?? 0;
    const row = this.one(await this.rows(id));
    const place = `${this.url}/${id}`;
    const { OBJECTID } = row ?? {};
    switch (row ? this.random(6) : 0) {
      case 0:
        return this.addSome(id, 1 + this.random(3));
      case 1: {
        const { attributes, geometry } = this.row(id, [], []);
        const { GlobalID: _, PARENT: _parent, OTHER: _other, ...values } = attributes;
        const change = {
          attributes: { ...values, OBJECTID },
          ...(this.random(2) ? geometry && { geometry } : {}),
        };
        await this.portal.write(`${place}/applyEdits`, { updates: JSON.stringify([change]) });
        return;
      }
      case 2:
        await this.portal.write(`${place}/deleteFeatures`, { objectIds: String(OBJECTID) });
        return;
      case 3: {
        if (!PARENTS.has(id)) return;
        const parent = this.one(await this.rows(PARENTS.get(id) ?? 0));
        const PARENT = this.random(4) === 0 ? null : (parent?.GlobalID ?? null);
        await this.portal.write(`${place}/applyEdits`, {
          updates: JSON.stringify([{ attributes: { OBJECTID, PARENT } }]),
        });
        return;
      }
      default:
        if (id !== 9) await this.editFiles(`${place}/${String(OBJECTID)}`);
    }
  }

  /** Files are often called the same and as long as each other. */
  private async editFiles(row: string): Promise<void> {
    const there = await attachmentsOf(this.portal, row);
    const gone = this.one(there);
    const isReplaced = gone !== undefined && this.random(2) === 0;
    if (gone && (isReplaced || this.random(2)))
      await this.portal.write(`${row}/deleteAttachments`, { attachmentIds: String(gone.id) });
    const name = isReplaced ? gone.name : (this.one(['a.txt', 'b.txt', 'ü 水.txt']) ?? 'a.txt');
    await attachFile(this.portal, row, { name, content: `${this.random(10)}` });
  }

  private row(id: number, parents: Json[], others: Json[]): { attributes: Json; geometry?: Json | null } {
    this.number += 1;
    const [x, y] = [this.random(10_000) / 8, this.random(10_000) / 8];
    const attributes: Json = {
      GlobalID: guid(),
      LABEL: this.one(['', null, `row ${this.number}`, 'ä "q" 水']),
      NO: this.one([null, 0, -1, this.random(100_000)]),
      REAL: this.random(1_000_000) / 7,
      DAY: this.one([null, 0, -1, -2_208_988_800_001, 1_700_000_000_123]),
      ...(PARENTS.has(id) && { PARENT: this.one(parents)?.GlobalID ?? null }),
      ...(id === 9 && { OTHER: this.one(others)?.GlobalID ?? null }),
    };
    if (id === 0) return { attributes, geometry: this.random(5) ? { x, y, z: this.random(50) } : null };
    if (id === 3)
      return {
        attributes,
        geometry: {
          rings: [
            [
              [x, y],
              [x, y + 9],
              [x + 9, y + 9],
              [x, y],
            ],
          ],
        },
      };
    return { attributes };
  }

  private async rows(id: number): Promise<Json[]> {
    const answer = await this.portal.read<{ features: { attributes: Json }[] }>(`${this.url}/${id}/query`, {
      where: '1=1',
      outFields: 'OBJECTID,GlobalID',
      orderByFields: 'OBJECTID',
      returnGeometry: false,
    });
    return answer.features.map(({ attributes }) => attributes);
  }

  private one<T>(all: readonly T[]): T | undefined {
    return all[this.random(all.length)];
  }
}

for (const [from, to] of DIRECTIONS) {
  describe(`A copied layer whose rows, relations and attachments are edited at random, ${from} to ${to}`, function () {
    this.timeout(120_000);
    let two: TwoPortals;

    before(async () => {
      two = await startTwoPortals(from, to);
    });
    after(() => two?.close());

    for (const seed of SEEDS) {
      it(`is as its source after each of ${ROUNDS} updates, by both ways (seed ${seed})`, async () => {
        const { portals, editor } = two;
        const service: Service = await hostedService(editor, `Random_${seed}`, LAYERS, { relationships });
        const random = randomOf(seed);
        const somebody = new Editor(editor, service.url, random);
        for (const id of IDS) await somebody.addSome(id, 8);
        for (let round = 0; round <= ROUNDS; round += 1) {
          for (let edit = 0; round > 0 && edit < EDITS; edit += 1) await somebody.edit();
          const expected = await seeRows(portals.from, service.url);
          for (const way of WAYS) {
            const copied = await copyBy(portals, way, service.itemId, { maxDrop: 1 });
            assert.equal(copied.result.outcome, round === 0 ? 'created' : 'updated', explain(copied));
            const actual = await seeRows(portals.to, String(copied.result.target?.url));
            for (const name of Object.keys(actual))
              Object.assign(actual[name] ?? {}, { id: expected[name]?.id });
            assert.deepEqual(actual, expected, `${way}, round ${round}`);
          }
        }
      });
    }
  });
}
