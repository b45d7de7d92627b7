import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-portal';
import type { Cases } from '../case.js';
import { rejection } from '../stage.js';

export const items: Cases = {
  createItem: async ({ ann }) => {
    const made = await rest.createItem({
      item: {
        title: 'Made',
        type: 'Web Map',
        tags: ['a', 'b,c'],
        extent: [
          [1, 2],
          [3, 4],
        ],
        text: { version: '2.30' },
      },
      authentication: ann,
    });
    assert.deepEqual({ success: made.success, folder: made.folder }, { success: true, folder: null });
    const item = await rest.getItem(made.id, { authentication: ann });
    assert.deepEqual(item.tags, ['a', 'b', 'c'], 'the library does not escape a comma in a tag');
    assert.deepEqual(item.extent, [
      [1, 2],
      [3, 4],
    ]);
    const error = await rejection(
      rest.createItem({ item: { title: 'X', type: 'Nonsense' }, authentication: ann }),
    );
    assert.equal(error.code, 'CONT_0113');
  },
  createFolder: async (stage) => {
    const title = stage.name('Folder');
    const made = await rest.createFolder({ title, authentication: stage.ann });
    assert.equal(made.success, true);
    assert.equal(made.folder.title, title);
    assert.match(made.folder.id, /^[0-9a-f]{32}$/);
    const error = await rejection(rest.createFolder({ title, authentication: stage.ann }));
    assert.match(error.message, /Unable to create folder/);
  },
  removeFolder: async (stage) => {
    const { folder } = await rest.createFolder({ title: stage.name('Folder'), authentication: stage.ann });
    const gone = await rest.removeFolder({ folderId: folder.id, owner: 'ann', authentication: stage.ann });
    assert.equal(gone.success, true);
    await rejection(rest.removeFolder({ folderId: folder.id, owner: 'ann', authentication: stage.ann }));
  },
  getItemBaseUrl: async (stage) => {
    const id = await stage.item();
    const url = rest.getItemBaseUrl(id, { authentication: stage.ann });
    const item = await stage.as(stage.ann, url.slice(stage.rest.length));
    assert.equal(item.id, id);
  },
  updateItem: async (stage) => {
    const id = await stage.item({ snippet: 'old' });
    const before = await rest.getItem(id, { authentication: stage.ann });
    const done = await rest.updateItem({
      item: { id, title: 'New title', snippet: '' },
      authentication: stage.ann,
    });
    assert.deepEqual(done, { success: true, id });
    const after = await rest.getItem(id, { authentication: stage.ann });
    assert.deepEqual([after.title, after.snippet], ['New title', 'old'], 'empty values are ignored');
    assert.ok(after.modified > before.modified);
    await rest.updateItem({
      item: { id, snippet: '' },
      params: { clearEmptyFields: true },
      authentication: stage.ann,
    });
    assert.equal((await rest.getItem(id, { authentication: stage.ann })).snippet, null);
    const error = await rejection(
      rest.updateItem({ item: { id, title: 'x' }, owner: 'ann', authentication: stage.ben }),
    );
    assert.equal(error.code, 'CONT_0001');
  },
  moveItem: async (stage) => {
    const id = await stage.item();
    const { folder } = await rest.createFolder({ title: stage.name('Folder'), authentication: stage.ann });
    const moved = await rest.moveItem({ itemId: id, folderId: folder.id, authentication: stage.ann });
    assert.deepEqual(moved, { success: true, itemId: id, owner: 'ann', folder: folder.id });
    await rest.moveItem({ itemId: id, authentication: stage.ann });
    assert.equal((await rest.getItem(id, { authentication: stage.ann })).ownerFolder, null);
  },
  protectItem: async (stage) => {
    const id = await stage.item();
    assert.deepEqual(await rest.protectItem({ id, authentication: stage.ann }), { success: true });
    const error = await rejection(rest.removeItem({ id, authentication: stage.ann }));
    assert.match(error.message, /Delete protection is turned on/);
  },
  unprotectItem: async (stage) => {
    const id = await stage.item();
    await rest.protectItem({ id, authentication: stage.ann });
    assert.deepEqual(await rest.unprotectItem({ id, authentication: stage.ann }), { success: true });
    assert.equal((await rest.getItem(id, { authentication: stage.ann })).protected, false);
  },
  removeItem: async (stage) => {
    const id = await stage.item();
    assert.deepEqual(await rest.removeItem({ id, authentication: stage.ann }), { success: true, itemId: id });
    const error = await rejection(rest.getItem(id, { authentication: stage.ann }));
    assert.equal(error.code, 'CONT_0001');
    const bin = await stage.as(stage.ann, '/content/users/ann', { inRecycleBin: true });
    const recycled = (bin.items as { id: string }[]).some((item) => item.id === id);
    assert.equal(recycled, stage.kind === 'online', 'Online keeps it in the recycle bin');
  },
  reassignItem: async (stage) => {
    const id = await stage.item();
    const done = await rest.reassignItem({
      id,
      currentOwner: 'ann',
      targetUsername: 'ben',
      targetFolderName: 'From ann',
      authentication: stage.admin,
    });
    assert.deepEqual(done, { success: true, itemId: id });
    const { folders } = await rest.getUserContent({ owner: 'ben', authentication: stage.ben });
    const folder = folders?.find(({ title }) => title === 'From ann');
    const item = await rest.getItem(id, { authentication: stage.ben });
    assert.deepEqual([item.owner, item.ownerFolder], ['ben', folder?.id], 'a missing folder is made');
    const other = await stage.item();
    const refused = { id: other, currentOwner: 'ann', targetUsername: 'ben', authentication: stage.ann };
    assert.match((await rejection(rest.reassignItem(refused))).message, /not an organization administrator/);
  },
  getUserContent: async (stage) => {
    const { folder } = await rest.createFolder({ title: stage.name('Folder'), authentication: stage.ann });
    const id = await stage.test.add('ann', { title: stage.name('Map') }, folder.id);
    const root = await rest.getUserContent({ owner: 'ann', num: 100, authentication: stage.ann });
    assert.equal(root.username, 'ann');
    assert.equal(root.currentFolder, null);
    assert.ok(root.folders?.some((one) => one.id === folder.id));
    assert.ok(!root.items.some((one) => one.id === id), 'the root lists its own items only');
    const inside = await rest.getUserContent({
      owner: 'ann',
      folderId: folder.id,
      authentication: stage.ann,
    });
    assert.deepEqual([inside.total, inside.num, inside.items.map((one) => one.id)], [1, 10, [id]]);
    assert.equal(
      (await rejection(rest.getUserContent({ owner: 'ann', authentication: stage.ben }))).code,
      'GWM_0003',
    );
  },
  addItemRelationship: async (stage) => {
    const [originItemId, destinationItemId] = [await stage.item(), await stage.item()];
    const relation = { originItemId, destinationItemId, relationshipType: 'Map2AppConfig' as const };
    assert.deepEqual(await rest.addItemRelationship({ ...relation, authentication: stage.ann }), {
      success: true,
    });
    await rejection(rest.addItemRelationship({ ...relation, authentication: stage.ann }));
  },
  getRelatedItems: async (stage) => {
    const map = await stage.item();
    const types: rest.ItemRelationshipType[] = [
      'Map2Service',
      'WMA2Code',
      'Map2FeatureCollection',
      'MobileApp2Code',
      'Service2Data',
      'Service2Service',
      'Map2AppConfig',
      'Item2Attachment',
      'Item2Report',
      'Listed2Provisioned',
      'Style2Style',
      'Service2Style',
      'Survey2Service',
      'Survey2Data',
      'Service2Route',
      'Area2Package',
      'Map2Area',
      'Service2Layer',
      'Area2CustomPackage',
      'TrackView2Map',
      'SurveyAddIn2Data',
      'WorkforceMap2FeatureService',
      'Theme2Story',
      'WebStyle2DesktopStyle',
      'Solution2Item',
    ];
    for (const relationshipType of types) {
      const other = await stage.item();
      await rest.addItemRelationship({
        originItemId: map,
        destinationItemId: other,
        relationshipType,
        authentication: stage.ann,
      });
      const ids = async (id: string, direction: 'forward' | 'reverse') => {
        const found = await rest.getRelatedItems({
          id,
          relationshipType,
          direction,
          authentication: stage.ann,
        });
        assert.equal(found.total, found.relatedItems.length);
        return found.relatedItems.map((one) => one.id);
      };
      assert.deepEqual(await ids(map, 'forward'), [other]);
      assert.deepEqual(await ids(other, 'reverse'), [map]);
    }
    const error = await rejection(
      rest.getRelatedItems({ id: map, relationshipType: 'Map2Service', authentication: stage.ben }),
    );
    assert.equal(error.code, 'CONT_0004');
  },
  removeItemRelationship: async (stage) => {
    const [originItemId, destinationItemId] = [await stage.item(), await stage.item()];
    const relation = { originItemId, destinationItemId, relationshipType: 'Survey2Service' as const };
    await rest.addItemRelationship({ ...relation, authentication: stage.ann });
    assert.deepEqual(await rest.removeItemRelationship({ ...relation, authentication: stage.ann }), {
      success: true,
    });
    const left = await rest.getRelatedItems({ id: originItemId, ...relation, authentication: stage.ann });
    assert.equal(left.total, 0);
  },
  getItemGroups: async (stage) => {
    const [id, group] = [await stage.item(), await stage.group()];
    await rest.shareItemWithGroup({ id, groupId: group, authentication: stage.ann });
    const { admin, member, other } = await rest.getItemGroups(id, { authentication: stage.ann });
    assert.deepEqual([admin?.map((one) => one.id), member, other], [[group], [], []]);
  },
  exportItem: async (stage) => {
    const { id: csvId } = await stage.as(stage.ann, '/content/users/ann/addItem', {
      type: 'CSV',
      title: stage.name('Table'),
      text: '',
    });
    const error = await rejection(
      rest.exportItem({ id: String(csvId), exportFormat: 'CSV', authentication: stage.ann }),
    );
    assert.match(error.message, /Unable to export item/);
    const service = await stage.as(stage.ann, '/content/users/ann/createService', {
      createParameters: {
        name: `export_${stage.kind}`,
        capabilities: 'Query,Extract',
        spatialReference: { wkid: 102100 },
      },
      outputType: 'featureService',
    });
    const exported = await rest.exportItem({
      id: String(service.itemId),
      title: stage.name('Export'),
      exportFormat: 'File Geodatabase',
      exportParameters: {},
      authentication: stage.ann,
    });
    assert.deepEqual(Object.keys(exported).sort(), [
      'exportFormat',
      'exportItemId',
      'jobId',
      'serviceItemId',
      'size',
      'type',
    ]);
    assert.match(exported.jobId, stage.kind === 'online' ? /^[0-9a-f-]{36}$/ : /^j[0-9a-f]{32}$/);
  },
  searchItems: async (stage) => {
    const word = stage.name('Findable').replace(' ', '');
    for (let count = 0; count < 3; count += 1) await stage.item({ title: `${word} ${count}` });
    const first = await rest.searchItems({
      q: new rest.SearchQueryBuilder().match(word).in('title').and().match('ann').in('owner'),
      num: 2,
      sortField: 'title',
      countFields: 'type,access',
      authentication: stage.ann,
    });
    assert.deepEqual([first.total, first.start, first.num, first.nextStart], [3, 1, 2, 3]);
    assert.deepEqual(
      first.results.map((one) => one.title),
      [`${word} 0`, `${word} 1`],
    );
    assert.equal(first.aggregations?.counts.length, 2);
    const second = await first.nextPage?.();
    assert.deepEqual([second?.results.length, second?.nextStart], [1, -1]);
    assert.equal((await rest.searchItems({ q: word, authentication: stage.ben })).total, 0);
  },
};
