import assert from 'node:assert/strict';
import type { Json } from '../features/town-services.js';
import type { Rest } from '../support/rest.js';
import { DEFINITION_CHANGES, makePlain, retype } from './support/definition-changes.js';
import { seeRows } from './support/seen-rows.js';
import type { Service } from './support/strange-layer.js';
import { copyBy, DIRECTIONS, explain, startTwoPortals, type TwoPortals, WAYS } from './support/two-ways.js';

const OF_LAYER = [
  'description',
  'copyrightText',
  'displayField',
  'typeIdField',
  'types',
  'templates',
  'subtypeField',
  'defaultSubtypeCode',
  'subtypes',
  'minScale',
  'maxScale',
  'defaultVisibility',
  'hasAttachments',
  'editFieldsInfo',
];

for (const [from, to] of DIRECTIONS) {
  describe(`A copied layer whose definition is changed in the source, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let two: TwoPortals;
    let service: Service;

    before(async () => {
      two = await startTwoPortals(from, to);
      service = await makePlain(two.editor);
      for (const way of WAYS) await copyBy(two.portals, way, service.itemId);
    });
    after(() => two?.close());

    for (const { name, change } of DEFINITION_CHANGES) {
      it(`follows, by both ways, when ${name}`, async () => {
        const { portals, editor } = two;
        await change(editor, service.url);
        for (const way of WAYS) {
          const copied = await copyBy(portals, way, service.itemId);
          assert.equal(copied.result.outcome, 'updated', explain(copied));
          const url = String(copied.result.target?.url);
          assert.deepEqual(await seeRows(portals.to, url), await seeRows(portals.from, service.url));
          assert.deepEqual(
            await definition(portals.to, url),
            await definition(portals.from, service.url),
            way,
          );
        }
      });
    }

    it('says what is to be done when a field has another type', async () => {
      await retype(two.editor, service.url);
      const copied = await copyBy(two.portals, 'clone-item', service.itemId);
      assert.equal(copied.result.outcome, 'failed');
      const said = copied.result.warnings.find(({ code }) => code === 'FIELD_TYPE_CHANGED');
      assert.match(
        String(said?.message),
        /OTHER of layer 0 Points is of the type Integer .+ String .+Delete the field/,
      );
    });
  });
}

/** What has to be followed, with names in lower case; relationships and indexes that the source has no more may stay. */
async function definition(portal: Rest, url: string): Promise<unknown> {
  const service = await portal.json(url);
  const layers = await Promise.all([0, 1].map((id) => portal.json(`${url}/${id}`)));
  const seen = layers.map((layer) => ({
    ...Object.fromEntries(OF_LAYER.map((key) => [key, layer[key] || null])),
    time: (layer.timeInfo as Json | null)?.startTimeField ?? null,
    editable: (layer.fields as Json[]).map(({ name, editable }) => [name, editable]).sort(),
  }));
  const { capabilities, description, maxRecordCount, editorTrackingInfo } = service;
  const { enableEditorTracking } = (editorTrackingInfo ?? {}) as Json;
  const sorted = String(capabilities).split(',').sort();
  return JSON.parse(
    JSON.stringify([seen, sorted, description, maxRecordCount, enableEditorTracking === true]).toLowerCase(),
  ) as unknown;
}
