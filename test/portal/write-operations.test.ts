import { equal } from 'node:assert/strict';
import { isWriteOperation } from '../../lib/portal/write-operations.js';

describe('an operation that changes something', () => {
  it('is known by its name', () => {
    for (const path of [
      '/sharing/rest/content/users/gis/addItem',
      '/sharing/rest/content/users/gis/items/1/delete/',
      '/sharing/rest/content/users/gis/items/1/SHARE',
      '/server/rest/services/Hosted/A/FeatureServer/0/applyEdits',
      '/server/rest/admin/services/Hosted/A/FeatureServer/addToDefinition',
    ]) {
      equal(isWriteOperation(new URL(path, 'https://h')), true, path);
    }
  });

  it('is not taken for a read, nor something that only bears such a name', () => {
    for (const path of [
      '/sharing/rest/search',
      '/sharing/rest/generateToken',
      '/sharing/rest/community/users/update',
      '/sharing/rest/content/users/delete',
      '/sharing/rest/content/items/1/resources/config/delete',
      '/sharing/rest/content/items/1/info/metadata/refresh',
      '/server/rest/services/Hosted/Update/FeatureServer/0/query',
    ]) {
      equal(isWriteOperation(new URL(path, 'https://h')), false, path);
    }
  });
});
