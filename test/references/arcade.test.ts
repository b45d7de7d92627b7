import assert from 'node:assert/strict';
import { arcadeFieldEdits } from '../../lib/references/arcade-fields.js';
import { arcadeLayerEdits } from '../../lib/references/arcade-layers.js';
import { withoutComments } from '../../lib/references/arcade-tokens.js';
import {
  fieldNames,
  renameInArcade,
  renameInSql,
  renameInTemplate,
} from '../../lib/references/rename-fields.js';
import { applyEdits } from '../../lib/references/text-edit.js';

const renumbered = (script: string): string =>
  applyEdits(
    script,
    arcadeLayerEdits(script, (id) => (id === 'trees' ? { '0': '7', '1': '0' } : undefined)),
  );

describe('Arcade expressions', () => {
  it('lose their comments, and nothing that only looks like one', () => {
    assert.equal(withoutComments('a // b\nc /* d */ e'), 'a     \nc         e');
    for (const script of [
      '\'// no\' + "/* no */"',
      '`// no`',
      '<p>https://x.example/y</p>',
      "'it\\'s // no'",
    ]) {
      assert.equal(withoutComments(script), script);
    }
    assert.equal(withoutComments("'open // x"), "'open // x");
  });

  it('get the new number of a layer, given by literal or by variable', () => {
    assert.equal(
      renumbered("FeatureSetByPortalItem(Portal('x'), 'trees', 0, ['a'], true)"),
      "FeatureSetByPortalItem(Portal('x'), 'trees', 7, ['a'], true)",
    );
    assert.equal(
      renumbered('var t = "trees"; featuresetbyportalitem(p(1, [2, 3]), t , /* all */ 1)'),
      'var t = "trees"; featuresetbyportalitem(p(1, [2, 3]), t , /* all */ 0)',
    );
  });

  for (const script of [
    "FeatureSetByPortalItem(p, 'roads', 0)",
    "FeatureSetByPortalItem(p, 'trees', n)",
    "FeatureSetByPortalItem(p, 'tr' + 'ees', 0)",
    "var t = 'trees'; t = 'roads'; FeatureSetByPortalItem(p, t, 0)",
    "var t = 'trees' + x; FeatureSetByPortalItem(p, t, 0)",
    "// FeatureSetByPortalItem(p, 'trees', 0)",
    "'FeatureSetByPortalItem(p, trees, 0)'",
    "FeatureSetByPortalItem(p, 'trees'",
  ]) {
    it(`keep the layer in ${script}`, () => {
      assert.equal(renumbered(script), script);
    });
  }
});

describe('renamed fields', () => {
  const names = fieldNames({ NAME: 'name_1', TYPE: 'type_1' });

  it('are followed in where clauses, outside of text', () => {
    assert.equal(
      renameInSql(`name = 'NAME it''s NAME' AND "TYPE" > 1 OR NAMES IS NULL AND x.NAME = 2`, names),
      `name_1 = 'NAME it''s NAME' AND "type_1" > 1 OR NAMES IS NULL AND x.name_1 = 2`,
    );
  });

  it('are followed in templates', () => {
    assert.equal(
      renameInTemplate('{NAME}, {type:NumberFormat} [Name] {expression/NAME} NAME {NAMES}', names),
      '{name_1}, {type_1:NumberFormat} [name_1] {expression/NAME} NAME {NAMES}',
    );
  });

  it('are followed in Arcade for the feature, not for names that begin the same or stand in text', () => {
    assert.equal(
      renameInArcade(
        `Expects($feature, "NAME", 'x'); var NAME = $feature.NAME + $feature['TYPE'] + $feature.NAMES + row.NAME + "NAME" // $feature.NAME`,
        names,
      ),
      `Expects($feature, "name_1", 'x'); var NAME = $feature.name_1 + $feature['type_1'] + $feature.NAMES + row.NAME + "NAME" // $feature.NAME`,
    );
  });

  const others = fieldNames({ NAME: 'name_2' });
  const followed = (script: string): string =>
    applyEdits(
      script,
      arcadeFieldEdits(script, {
        ofItem: (id, layer) => (id === 'trees' ? (layer === '1' ? others : names) : undefined),
        ofMapLayer: (id) => (id === 'layer-1' ? names : undefined),
      }),
    );

  it('are followed in Arcade for the feature sets of a layer, whatever functions make of them', () => {
    assert.equal(
      followed(`var id = 'trees';
var all = FeatureSetByPortalItem(Portal('x'), id, 0, ['NAME', "TYPE", 'OTHER'], false);
var some = OrderBy(Filter(all, "NAME = 'NAME' AND TYPE = @TYPE"), 'NAME DESC');
var one = First(some);
for (var tree in some) { text += tree.NAME + tree['TYPE'] + tree.NAMES + NAME; }
var more = FeatureSetByPortalItem(p, id, 1, ['NAME']);
return [Sum(all, 'TYPE'), GroupBy(some, ['NAME', 'TYPE'], x), First(all).NAME, one.NAME, more.NAME,
  Count(FeatureSetById($map, 'layer-1', ['NAME'])), Intersects($feature, all).TYPE]; // all.NAME`),
      `var id = 'trees';
var all = FeatureSetByPortalItem(Portal('x'), id, 0, ['name_1', "type_1", 'OTHER'], false);
var some = OrderBy(Filter(all, "name_1 = 'NAME' AND type_1 = @TYPE"), 'name_1 DESC');
var one = First(some);
for (var tree in some) { text += tree.name_1 + tree['type_1'] + tree.NAMES + NAME; }
var more = FeatureSetByPortalItem(p, id, 1, ['name_2']);
return [Sum(all, 'type_1'), GroupBy(some, ['name_1', 'type_1'], x), First(all).name_1, one.name_1, more.name_2,
  Count(FeatureSetById($map, 'layer-1', ['name_1'])), Intersects($feature, all).type_1]; // all.NAME`,
    );
  });

  for (const script of [
    "var a = FeatureSetByPortalItem(p, 'roads', 0, ['NAME']); a.NAME",
    "FeatureSetByPortalItem(p, 'tr' + 'ees', 0, ['NAME'])",
    "var a = FeatureSetByPortalItem(p, 'trees', 0); a = other(); First(a).NAME; a.NAME",
    "var a = FeatureSetByPortalItem(p, 'trees', 0); var d = {'NAME': 1, NAME: a.x}; d.NAME; d['NAME']",
    "var a = GroupBy(FeatureSetByPortalItem(p, 'trees', 0), x, y); a.NAME",
    "var n = First(FeatureSetByPortalItem(p, 'trees', 0)).x; n.NAME",
    `Filter(FeatureSetByPortalItem(p, 'trees', 0), \`NAME = \${NAME}\`)`,
    "Filter(FeatureSetByPortalItem(p, 'trees', 0), 'NAME' + x)",
    "FeatureSetById($datastore, 'layer-1', ['NAME'])",
    "Filter(FeatureSetByPortalItem(p, 'trees', 0",
    'var a = FeatureSetById(',
  ]) {
    it(`stay in ${script}`, () => {
      assert.equal(followed(script), script);
    });
  }
});
