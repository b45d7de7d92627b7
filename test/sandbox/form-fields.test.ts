import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formFields } from '../../sandbox/http/form-fields.js';

describe('a form that a portal is sent', () => {
  it('is read as browsers read it, also where it is broken', () => {
    const piece = fc.constantFrom(
      'a',
      'Z',
      '&',
      '&',
      '=',
      '=',
      '+',
      '%',
      '%2',
      '%41',
      '%2B',
      '%C3%A9',
      '%E9',
      '%zz',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const body = pieces.join('');
        assert.deepEqual(formFields(Buffer.from(body)), [...new URLSearchParams(body)]);
      }),
      { numRuns: 500 },
    );
  });
});
