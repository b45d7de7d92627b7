import assert from 'node:assert/strict';
import { RowFold } from '../../lib/features/row-fold.js';
import { comparableGeometry, rowDigest, rowText } from '../../lib/features/row-values.js';

describe('The comparison of rows', () => {
  const shape = {
    columns: [
      { name: 'a', type: 'esriFieldTypeString' },
      { name: 'g', type: 'esriFieldTypeGUID' },
    ],
    geometry: true,
  };

  it('takes GUIDs with and without braces, and the ways to write no shape, as equal', () => {
    const one = rowText({ attributes: { a: 'x', g: '{0F-AA}' }, geometry: { x: null, y: null } }, shape);
    const two = rowText({ attributes: { a: 'x', g: '0f-aa' } }, shape);
    const three = rowText({ attributes: { a: 'x', g: '0F-AA' }, geometry: { x: 'NaN', y: 'NaN' } }, shape);
    assert.equal(one, two);
    assert.equal(one, three);
    assert.equal(comparableGeometry({ rings: [] }), null);
  });

  it('tells null, empty text and blank apart', () => {
    const texts = [null, '', ' '].map((a) => rowText({ attributes: { a, g: null } }, shape));
    assert.equal(new Set(texts).size, 3);
  });

  it('sees the last bit of a coordinate as equal and a millimetre as different', () => {
    const at = (x: number) => JSON.stringify(comparableGeometry({ x, y: 0 }));
    assert.equal(at(-13046157.1234), at(-13046157.123400001));
    assert.notEqual(at(-13046157.123), at(-13046157.124));
  });

  it('does not depend on the order of the rows, and finds where two sides differ', () => {
    const digests = ['a', 'b', 'c', 'd'].map(rowDigest);
    const one = new RowFold();
    const two = new RowFold();
    for (const digest of digests) one.add(digest);
    for (const digest of [...digests].reverse()) two.add(digest);
    assert.equal(one.hex, two.hex);
    const extra = rowDigest('e');
    two.add(extra);
    assert.deepEqual([...one.differing(two)], [extra[0]]);
  });
});
