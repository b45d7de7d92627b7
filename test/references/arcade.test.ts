import assert from 'node:assert/strict';
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
});
