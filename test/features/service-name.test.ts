import assert from 'node:assert/strict';
import { serviceNameFor } from '../../lib/features/service-name.js';

describe('The name of a service', () => {
  it('is kept exactly when every portal takes it', () => {
    assert.equal(serviceNameFor('survey123_0a1b2c_results'), 'survey123_0a1b2c_results');
    assert.equal(serviceNameFor('_2012'), '_2012');
  });

  it('loses accents, blanks and signs, and does not start with a digit', () => {
    assert.equal(serviceNameFor('16.2.2e. Asmenų, įmonių – sąrašas'), '_16_2_2e_Asmenu_imoniu_sarasas');
    assert.match(serviceNameFor('Ürban Trees (2024)'), /^[A-Za-z]\w*$/);
  });

  it('is never empty and never longer than portals allow', () => {
    assert.equal(serviceNameFor('水'), 'layer');
    assert.ok(serviceNameFor('x'.repeat(300)).length <= 98);
  });
});
