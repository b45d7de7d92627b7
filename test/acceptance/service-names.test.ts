import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { Item } from '../../lib/items/item.js';
import { Content } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';

const TITLE = '16.2.2e. Asmenų, įmonių ir žemės sklypų sąrašas – Šiaulių apskrities duomenys, 2024 m. (v2)';
const VALID = /^[A-Za-z][A-Za-z0-9_]*$/;
/** What every supported portal takes. */
const LONGEST = 98;
const SURVEY = 'survey123_0123456789abcdef0123456789abcdef_results';

const nameOf = ({ target }: CopyResult): string =>
  /\/([^/]+)\/FeatureServer/.exec(String(target?.url))?.[1] ?? '';

describe('the name of a copied service', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let target: Content;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    source = new Content(portals.source, portals.pair.source.admin.username);
    target = new Content(portals.target, portals.pair.target.admin.username);
  });
  after(() => portals.close());

  /** An item, without how often it was looked at. */
  async function itemOf(id: string): Promise<object> {
    const {
      lastViewed: _when,
      numViews: _often,
      ...item
    } = await portals.target.read<Item & { lastViewed?: number; numViews?: number }>(`/content/items/${id}`);
    return item;
  }

  /** Copies of layers with these service names, which all get this title. */
  async function copy(names: string[], title?: string): Promise<CopyResult[]> {
    const ids: string[] = [];
    for (const name of names) {
      const { id } = await source.layer(name, 2);
      if (title) await source.update(id, { title });
      ids.push(id);
    }
    const run = await portals.run(ids);
    const results = await Promise.all(ids.map((id) => portals.copy(run, id)));
    run.cancel('the test is over');
    for (const { error } of results) assert.equal(error, undefined, error?.message);
    return results;
  }

  it('AC-29: is one that every portal takes, and its own, while the title stays as it is', async () => {
    assert.ok(TITLE.length >= 90);
    // ArcGIS Online makes such names of titles: letters of any alphabet, and digits in front.
    const online = TITLE.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/_$/, '');
    const plain = online.normalize('NFKD').replace(/\p{M}/gu, '');
    const results = await copy([online, plain, `${online}_${'x'.repeat(25)}`], TITLE);
    const names = results.map(nameOf);
    for (const name of names) {
      assert.match(name, VALID);
      assert.ok(name.length <= LONGEST, name);
    }
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    assert.ok(names.some((name) => /_2$/.test(name)));
    for (const { target: made } of results) {
      const { title } = await portals.target.read<Item>(`/content/items/${made?.id}`);
      assert.equal(title, TITLE);
    }
  });

  it('AC-29: is kept exactly when it is free', async () => {
    const [result] = await copy([SURVEY]);
    assert.ok(result);
    assert.equal(nameOf(result), SURVEY);
  });

  it("AC-29: gets a suffix when it is that of somebody else's item, which stays as it was", async () => {
    const foreign = await target.layer('Trees', 7);
    const before = await itemOf(foreign.id);
    const [result] = await copy(['Trees']);
    assert.ok(result);
    assert.equal(nameOf(result), 'Trees_2');
    assert.equal(result.target?.title, 'Trees');
    assert.deepEqual(await itemOf(foreign.id), before);
    const { count } = await portals.target.read<{ count: number }>(`${foreign.url}/0/query`, {
      where: '1=1',
      returnCountOnly: true,
    });
    assert.equal(count, 7);
  });
});
