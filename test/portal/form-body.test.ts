import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formBody } from '../../lib/portal/form-body.js';

describe('the body of a form', () => {
  it('is read back as it was by whoever reads forms, whatever is in it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const special = fc.constantFrom('a+b', '50 %', '%41', 'x=1&y=2', '"', 'é', '\u{1F600}', '\n', ';', '');
    const fields = fc.array(fc.tuple(fc.oneof(text, special), fc.oneof(text, special)), { maxLength: 5 });
    fc.assert(
      fc.property(fields, (given) => {
        const body = formBody(given).toString('latin1');
        assert.match(body, /^[\x21-\x7e]*$/);
        assert.deepEqual([...new URLSearchParams(body)], given);
      }),
    );
  });

  it('leaves JSON readable, so that rows are little longer than they were', () => {
    const rows = [{ attributes: { name: 'Elm Street 5', count: -1.5 } }];
    const body = formBody([
      ['f', 'json'],
      ['adds', JSON.stringify(rows)],
    ]);
    assert.equal(body.toString(), 'f=json&adds=[{"attributes":{"name":"Elm+Street+5","count":-1.5}}]');
  });
});
