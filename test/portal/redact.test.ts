import { doesNotMatch, equal } from 'node:assert/strict';
import { redact } from '../../lib/portal/redact.js';

describe('redaction', () => {
  it('takes out the given secrets, also percent-encoded', () => {
    const text = redact('pass p@ss word! and p%40ss%20word! and p@ss word!', ['p@ss word!']);
    equal(text, 'pass … and … and …');
  });

  it('takes out what looks like a secret', () => {
    for (const text of [
      'https://h/x?f=json&token=abcdefgh12345',
      '{"token":"abcdefgh12345","expires":1}',
      'password=abcdefgh12345&f=json',
      'X-Esri-Authorization: Bearer abcdefgh12345',
      'https://user:abcdefgh12345@proxy:3128',
      'https://s3/x?X-Amz-Security-Token=abcdefgh12345&X-Amz-Signature=abcdefgh12345',
    ]) {
      doesNotMatch(redact(text), /abcdefgh12345/);
    }
  });

  it('leaves ordinary words alone', () => {
    const text = 'Invalid token. The token of map 3 has expired, see https://h/portal/home?id=1';
    equal(redact(text, ['', 'map']), text);
  });
});
