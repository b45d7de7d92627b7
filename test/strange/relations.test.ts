import assert from 'node:assert/strict';
import {
  addRows,
  addToDefinition,
  field,
  guid,
  hostedService,
  type Json,
  layer,
} from '../features/town-services.js';
import { copyBy, DIRECTIONS, explain, startTwoPortals, type TwoPortals, WAYS } from './support/two-ways.js';

const label = field('LABEL', 'String', { length: 20 });
const parent = field('PARENT_NO', 'Integer');
const side = (name: string, relatedTableId: number, role: string, keyField: string, id = 0): Json => ({
  id,
  name,
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});

interface Answer {
  features: { attributes: Json }[];
}

for (const [from, to] of DIRECTIONS) {
  describe(`Relations of a copied layer, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let two: TwoPortals;

    before(async () => {
      two = await startTwoPortals(from, to);
    });
    after(() => two?.close());

    const named = (attributes: Json, name: string): unknown =>
      Object.entries(attributes).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

    async function rows(url: string): Promise<Json[]> {
      const { features } = await two.portals.to.json<Answer>(`${url}/query`, {
        where: '1=1',
        outFields: '*',
      });
      return features.map(({ attributes }) => attributes);
    }

    /** Who belongs to whom in the target, by name. */
    async function families(url: string): Promise<[unknown, unknown][]> {
      const names = new Map(
        (await rows(`${url}/0`)).map((row) => [named(row, 'OBJECTID'), named(row, 'LABEL')]),
      );
      const children = (await rows(`${url}/1`)).map((row): [unknown, unknown] => [
        named(row, 'LABEL'),
        names.get(named(row, 'PARENT_NO')) ?? null,
      ]);
      return children.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    }

    it('by ObjectIDs lead to the same rows, and of children without parent to none, also after an update', async () => {
      const { editor, portals } = two;
      const service = await hostedService(
        editor,
        'Numbered',
        [layer(0, 'Sites', null, [label]), layer(1, 'Visits', null, [label, parent])],
        {
          relationships: {
            tables: [
              { id: 0, relationships: [side('visited', 1, 'Origin', 'OBJECTID')] },
              { id: 1, relationships: [side('visited', 0, 'Destination', 'PARENT_NO')] },
            ],
          },
        },
      );
      const sites = [0, 1, 2, 3].map((n) => ({ attributes: { GlobalID: guid(), LABEL: `site ${n}` } }));
      const ids = await addRows(editor, `${service.url}/0`, sites);
      const visits = ids.map((PARENT_NO, n) => ({
        attributes: { GlobalID: guid(), LABEL: `of ${n}`, PARENT_NO },
      }));
      await addRows(editor, `${service.url}/1`, visits);
      await editor.write(`${service.url}/0/deleteFeatures`, { objectIds: String(ids[0]) });
      for (const way of WAYS) {
        const copied = await copyBy(portals, way, service.itemId);
        assert.equal(copied.result.outcome, 'created', explain(copied));
        const expected = [
          ['of 0', null],
          ['of 1', 'site 1'],
          ['of 2', 'site 2'],
          ['of 3', 'site 3'],
        ];
        assert.deepEqual(await families(String(copied.result.target?.url)), expected);
        const said = copied.result.warnings.filter(({ code }) => code === 'ROWS_WITHOUT_PARENT');
        assert.match(
          String(said[0]?.message),
          /^1 rows of layer 1 Visits name by PARENT_NO a row of layer 0 Sites/,
        );
      }
      await editor.write(`${service.url}/0/deleteFeatures`, { objectIds: String(ids[1]) });
      for (const way of WAYS) {
        const copied = await copyBy(portals, way, service.itemId, { maxDrop: 1 });
        assert.equal(copied.result.outcome, 'updated', explain(copied));
        const expected = [
          ['of 0', null],
          ['of 1', null],
          ['of 2', 'site 2'],
          ['of 3', 'site 3'],
        ];
        assert.deepEqual(await families(String(copied.result.target?.url)), expected);
      }
    });

    it('of a layer with itself by ObjectIDs lead to no wrong row, and are named by a warning', async () => {
      const { editor, portals } = two;
      const both = [side('over', 0, 'Origin', 'OBJECTID'), side('over', 0, 'Destination', 'PARENT_NO')];
      const service = await hostedService(editor, 'Tree', [layer(0, 'Tree', null, [label, parent])], {
        relationships: { tables: [{ id: 0, relationships: both }] },
      });
      const ids = await addRows(
        editor,
        `${service.url}/0`,
        [0, 1, 2].map((n) => ({ attributes: { GlobalID: guid(), LABEL: `${n}` } })),
      );
      await editor.write(`${service.url}/0/applyEdits`, {
        updates: JSON.stringify([{ attributes: { OBJECTID: ids[2], PARENT_NO: ids[1] } }]),
      });
      await editor.write(`${service.url}/0/deleteFeatures`, { objectIds: String(ids[0]) });
      const copied = await copyBy(portals, 'clone-item', service.itemId);
      assert.equal(copied.result.outcome, 'created', explain(copied));
      const numbers = (await rows(`${copied.result.target?.url}/0`)).map((row) => named(row, 'PARENT_NO'));
      assert.deepEqual(numbers, [null, null]);
      assert.ok(copied.result.warnings.some(({ code }) => code === 'RELATIONSHIP_NOT_FOLLOWED'));
    });

    it('of the same name with different layers are all there, also one that is added later', async () => {
      const { editor, portals } = two;
      const key = field('PARENT', 'GUID', { length: 38 });
      const layers = [
        layer(0, 'Sites', null, [label]),
        layer(1, 'Photos', null, [label, key]),
        layer(2, 'Notes', null, [label, key]),
      ];
      const relation = (id: number, child: number): Json => ({
        tables: [
          { id: 0, relationships: [side('has', child, 'Origin', 'GlobalID', id)] },
          { id: child, relationships: [side('has', 0, 'Destination', 'PARENT', id)] },
        ],
      });
      const service = await hostedService(editor, 'Same_name', layers, { relationships: relation(0, 1) });
      const sides = async (url: string, rest: typeof portals.to): Promise<unknown> =>
        Promise.all(
          [0, 1, 2].map(async (id) => {
            const { relationships } = await rest.json<{ relationships: Json[] }>(`${url}/${id}`);
            return relationships.map(({ id: own, name, relatedTableId, role }) => [
              own,
              name,
              relatedTableId,
              role,
            ]);
          }),
        );
      await copyBy(portals, 'clone-item', service.itemId);
      await addToDefinition(editor, service.url, relation(1, 2));
      const copied = await copyBy(portals, 'clone-item', service.itemId);
      assert.equal(copied.result.outcome, 'updated', explain(copied));
      const actual = await sides(String(copied.result.target?.url), portals.to);
      assert.deepEqual(actual, await sides(service.url, portals.from));
    });
  });
}
