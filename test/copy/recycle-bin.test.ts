import assert from 'node:assert/strict';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { Item } from '../../lib/items/item.js';
import { Content } from './support/content.js';
import { Portals } from './support/portals.js';

type Choice = NonNullable<CopySettings['whenRecycled']>;

/** What a new copy is to be called, and what makes something of that name. */
const KINDS = {
  'hosted layer': async (content: Content, name: string) => (await content.layer(name, 1)).id,
  'hosted view': async (content: Content, name: string) => {
    const layer = await content.layer(`${name}_shown`, 1);
    return (await content.view(name, layer)).id;
  },
  file: (content: Content, name: string) => content.file(name, 'id,name\n1,North\n'),
} as const;

describe('a name that an item in the recycle bin holds', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let target: Content;
  let count = 0;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    target = new Content(portals.target, portals.pair.target.admin.username);
  });
  after(() => portals.close());

  const recycle = (id: string): Promise<unknown> =>
    portals.target.write(`/content/users/${target.username}/items/${id}/delete`);

  const isInBin = (id: string): Promise<boolean> =>
    portals.target
      .read(`/content/users/${target.username}/items/${id}`, { inRecycleBin: true })
      .then(() => true)
      .catch(() => false);

  /** A deleted item of the name, a deleted one of another name, and what became of the copy. */
  async function copyOver(
    kind: keyof typeof KINDS,
    whenRecycled?: Choice,
  ): Promise<{ result: CopyResult; name: string; held: string; other: string }> {
    count += 1;
    const name = `Name_${count}`;
    const [held, other] = [await KINDS[kind](target, name), await KINDS[kind](target, `${name}_other`)];
    await recycle(held);
    await recycle(other);
    const id = await KINDS[kind](source, name);
    const run = await portals.run([id]);
    portals.pair.target.requests.clear();
    const result = await portals.copy(run, id, whenRecycled ? { whenRecycled } : {});
    run.cancel('the test is over');
    return { result, name, held, other };
  }

  /** What the copy is called, as the portal sees it: of a service in its address, of a file in its name. */
  async function nameOf(result: CopyResult): Promise<string> {
    const { url, name } = await portals.target.read<Item>(`/content/items/${result.target?.id}`);
    return /\/([^/]+)\/FeatureServer/.exec(url ?? '')?.[1] ?? String(name).replace(/\.csv$/, '');
  }

  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    describe(`and a ${kind} is to have`, () => {
      it('AC-35: is an error that names the item, its owner and what to do; nothing is written or purged', async () => {
        const { result, name, held, other } = await copyOver(kind);
        assert.equal(result.outcome, 'failed');
        assert.equal(result.error?.code, 'ARCGIS_EXISTS');
        const message = result.error?.message ?? '';
        for (const part of [name, held, `recycle bin of ${target.username}`, 'Restore it', 'another name'])
          assert.ok(message.includes(part), `${part} in: ${message}`);
        assert.ok((await isInBin(held)) && (await isInBin(other)));
        const writes = portals.pair.target.requests
          .all()
          .filter(({ write, path }) => write && /\/(addItem|createService|delete)$/.test(path));
        // The layer that a view shows is copied all the same.
        assert.ok(writes.length <= (kind === 'hosted view' ? 1 : 0));
      });

      it('AC-35: gives way to another name with a warning, if so chosen', async () => {
        const { result, name, held, other } = await copyOver(kind, 'rename');
        assert.equal(result.error, undefined);
        assert.equal(result.outcome, 'created');
        const taken = await nameOf(result);
        assert.ok(taken.startsWith(`${name}_`), taken);
        const warning = result.warnings.find(({ code }) => code === 'NAME_IN_RECYCLE_BIN');
        assert.ok(warning?.message.includes(held), warning?.message);
        assert.ok((await isInBin(held)) && (await isInBin(other)));
      });

      it('AC-35: is freed by purging that item and no other one, only if purging is allowed', async () => {
        const { result, name, held, other } = await copyOver(kind, 'purge');
        assert.equal(result.error, undefined);
        assert.equal(await nameOf(result), name);
        assert.ok(result.warnings.some(({ code, message }) => code === 'PURGED' && message.includes(held)));
        assert.equal(await isInBin(held), false);
        assert.equal(await isInBin(other), true);
      });
    });
  }

  it('AC-35: is no reason to purge a living item of that name', async () => {
    const living = await target.layer('Living', 1);
    const { id } = await source.layer('Living', 1);
    const run = await portals.run([id]);
    const result = await portals.copy(run, id, { whenRecycled: 'purge' });
    run.cancel('the test is over');
    assert.equal(result.error, undefined);
    assert.equal(await nameOf(result), 'Living_2');
    assert.equal((await portals.target.read<Item>(`/content/items/${living.id}`)).id, living.id);
  });

  it('AC-35: leaves the item there and says why if the portal refuses to purge it', async () => {
    count += 1;
    const name = `Name_${count}`;
    const held = await target.layer(name, 1);
    await recycle(held.id);
    const { id } = await source.layer(name, 1);
    const run = await portals.run([id]);
    portals.pair.target.switches.fault = ({ path }) =>
      path.endsWith('/delete') ? { kind: 'error', code: 403, message: 'Not by you.' } : undefined;
    const result = await portals.copy(run, id, { whenRecycled: 'purge' });
    portals.pair.target.switches.fault = undefined;
    run.cancel('the test is over');
    assert.equal(result.error?.code, 'ARCGIS_FORBIDDEN');
    assert.match(result.error?.message ?? '', new RegExp(`${held.id}.*Not by you`, 's'));
    assert.ok(await isInBin(held.id));
  });

  it('gives way where a copy beside another one was asked for', async () => {
    count += 1;
    const name = `Name_${count}`;
    const held = await target.layer(name, 1);
    await recycle(held.id);
    const { id } = await source.layer(name, 1);
    const run = await portals.run([id]);
    const result = await portals.copy(run, id, { whenExists: 'new' });
    run.cancel('the test is over');
    assert.equal(result.error, undefined);
    assert.equal(await nameOf(result), `${name}_2`);
  });
});
