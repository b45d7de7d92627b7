import assert from 'node:assert/strict';
import type { CopySettings } from '../../lib/copy/copy-settings.js';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

describe('a copy that is recognised by its title', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let target: Content;
  let folder: string;
  let targetFolder: string;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    source = new Content(portals.source, portals.pair.source.admin.username);
    target = new Content(portals.target, portals.pair.target.admin.username);
    folder = await source.folder('Water');
    targetFolder = await target.folder('water');
  });
  after(() => portals.close());

  async function copyOnce(id: string, settings: Partial<CopySettings> = {}) {
    const run = await portals.run([id]);
    const result = await portals.copy(run, id, { match: 'title', ...settings });
    run.cancel('the test is over');
    return result;
  }

  it('gets the identity and is updated', async () => {
    const id = await source.file('Adopted', 'ours', folder);
    const theirs = await target.file('Adopted', 'theirs', targetFolder);
    const result = await copyOnce(id);
    assert.equal(result.error, undefined);
    assert.equal(result.outcome, 'updated');
    assert.equal(result.target?.id, theirs);
    assert.ok(result.target?.typeKeywords.includes(`source-${id}`));
    assert.equal(await portals.target.readText(`/content/items/${theirs}/data`), 'ours');
    assert.equal((await copyOnce(id, { match: 'source-id' })).outcome, 'unchanged');
  });

  it('has to be of the same type, owner and folder, and nobody else’s copy', async () => {
    const id = await source.document('Web Map', 'Wells', webMap([]));
    await target.document('Dashboard', 'Wells', {});
    await target.document('Web Map', 'wells', webMap([]));
    await target.document('Web Map', 'Wells', webMap([]), { typeKeywords: `source-${'a'.repeat(32)}` });
    await new Content(portals.target, 'vera').document('Web Map', 'Wells', webMap([]));
    const inFolder = await target.document('Web Map', 'Wells', webMap([]));
    await portals.target.write(`/content/users/${target.username}/items/${inFolder}/move`, {
      folder: targetFolder,
    });
    assert.equal((await copyOnce(id)).outcome, 'created');
  });

  it('is not looked for unless that is chosen', async () => {
    const id = await source.document('Web Map', 'By id only', webMap([]));
    const theirs = await target.document('Web Map', 'By id only', webMap([]));
    const result = await copyOnce(id, { match: 'source-id' });
    assert.equal(result.outcome, 'created');
    assert.notEqual(result.target?.id, theirs);
  });

  it('is an error that names both if there are two of them', async () => {
    const id = await source.document('Web Map', 'Twins', webMap([]));
    const first = await target.document('Web Map', 'Twins', webMap([]));
    const second = await target.document('Web Map', 'Twins', webMap([]));
    const result = await copyOnce(id);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.error?.code, 'ARCGIS_EXISTS');
    for (const one of [first, second]) assert.ok(result.error?.message.includes(one), result.error?.message);
  });

  it('is taken by one of two items of the same title only', async () => {
    const ids = [
      await source.document('Web Map', 'Same', webMap([])),
      await source.document('Web Map', 'Same', webMap([])),
    ];
    const theirs = await target.document('Web Map', 'Same', webMap([]));
    const run = await portals.run(ids);
    const results = await Promise.all(ids.map((id) => portals.copy(run, id, { match: 'title' })));
    run.cancel('the test is over');
    const outcomes = results.map(({ outcome }) => outcome).sort();
    assert.deepEqual(outcomes, ['created', 'updated']);
    assert.equal(results.find(({ outcome }) => outcome === 'updated')?.target?.id, theirs);
  });
});
