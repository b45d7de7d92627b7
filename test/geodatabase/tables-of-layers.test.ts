import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { geodatabaseTables } from '../../lib/features/geodatabase/geodatabase-tables.js';
import { tablesOfLayers } from '../../lib/features/geodatabase/tables-of-layers.js';

const layers = (...names: string[]) => names.map((name, id) => ({ id, name }));
const LONG = `Übersicht der ${'Baumstandorte '.repeat(6)}`;
const FIXTURES = join('..', 'shared', 'fixtures', 'data');

describe('the tables of an exported geodatabase', () => {
  for (const [layer, ...tables] of [
    ['Trees', 'Trees'],
    ['Street trees', 'Street_trees', 'street_trees'],
    ['16.2.2e. Asmenų', 'T_16_2_2e__Asmenų', '_16_2_2e__Asmenu', 'T16_2_2e__Asmen_', 'T_16_2_2e_Asmenu'],
    ['Straßenbäume', 'Straßenbäume', 'Stra_enb_ume'],
    ['Order', 'Order_', 'T_Order', 'Order_1'],
    [LONG, `T_${LONG.replace(/ /g, '_').slice(0, 60)}`, LONG.replace(/\W/g, '_').slice(0, 64)],
    ['水道', '__', 'T___', '水道'],
    ['Trees', 'something_else'],
  ] as [string, ...string[]][]) {
    it(`are found for a layer called ${layer.slice(0, 30)}`, () => {
      for (const table of tables) {
        assert.deepEqual(tablesOfLayers(layers(layer), [table]), { 0: table });
        const others = tablesOfLayers(layers(layer, 'Notes', 'Roads'), ['Roads', 'Notes', table]);
        assert.deepEqual(others, { 0: table, 1: 'Notes', 2: 'Roads' });
      }
    });
  }

  it('are not guessed: layers whose names become the same are told apart by nothing', () => {
    assert.equal(tablesOfLayers(layers('Trees', 'trees'), ['trees_1', 'trees_2']), null);
    assert.equal(tablesOfLayers(layers('A b', 'A-b'), ['A_b', 'A_b_1']), null);
    assert.equal(tablesOfLayers(layers('Trees', 'Roads'), ['one', 'two']), null);
    assert.equal(tablesOfLayers(layers('Trees', 'Roads'), ['Trees']), null);
    assert.equal(tablesOfLayers(layers('Trees'), []), null);
  });

  it('are told apart where one name is exact', () => {
    const found = { 0: 'Trees', 1: 'Trees_1' };
    assert.deepEqual(tablesOfLayers(layers('Trees', 'Trees_1'), ['Trees_1', 'Trees']), found);
    assert.deepEqual(tablesOfLayers(layers('Trees', 'trees'), ['Trees', 'trees_1']), {
      0: 'Trees',
      1: 'trees_1',
    });
  });

  it('are read from files that ArcGIS wrote', async function () {
    if (!existsSync(FIXTURES)) return this.skip();
    assert.deepEqual(await geodatabaseTables(join(FIXTURES, 'DisplayRelated.gdb.zip')), [
      'Asset',
      'Inspection',
    ]);
    assert.deepEqual(await geodatabaseTables(join(FIXTURES, 'CA_Fires_Facilities.gdb.zip')), [
      'SoCal_Infrastructure',
      'active_fires',
    ]);
  });

  it('are not known of what is no geodatabase', async () => {
    assert.equal(await geodatabaseTables('package.json'), null);
    assert.equal(await geodatabaseTables('no such file'), null);
  });
});
