import * as portalPackage from '@esri/arcgis-rest-portal';
import * as requestPackage from '@esri/arcgis-rest-request';
import type { Cases } from './case.js';
import { groups } from './cases/groups.js';
import { itemFiles } from './cases/item-files.js';
import { items } from './cases/items.js';
import { organisation } from './cases/organisation.js';
import { requests } from './cases/request.js';
import { sharing } from './cases/sharing.js';
import { users } from './cases/users.js';
import { everyFunctionOf } from './every-function.js';
import { NOT_FOR_A_PORTAL } from './not-for-a-portal.js';
import { Stage } from './stage.js';

const CASES: Cases = {
  ...items,
  ...itemFiles,
  ...groups,
  ...users,
  ...sharing,
  ...organisation,
  ...requests,
};

describe('rest-js: every exported function of arcgis-rest-portal and arcgis-rest-request', () => {
  everyFunctionOf({
    client: 'rest-js',
    exported: [...Object.entries(portalPackage), ...Object.entries(requestPackage)],
    cases: CASES,
    left: NOT_FOR_A_PORTAL,
    open: (kind) => Stage.open(kind),
    portalOf: ({ portal }) => portal,
    unknownOnPurpose: '/no/such/address',
  });
});
