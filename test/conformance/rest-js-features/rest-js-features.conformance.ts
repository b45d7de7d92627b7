import * as featurePackage from '@esri/arcgis-rest-feature-service';
import { everyFunctionOf } from '../rest-js/every-function.js';
import { CASES, NOT_FOR_A_PORTAL } from './cases.js';
import { FeatureStage } from './feature-stage.js';

describe('rest-js: every exported function of arcgis-rest-feature-service', () => {
  everyFunctionOf({
    client: 'rest-js-features',
    exported: Object.entries(featurePackage),
    cases: CASES,
    left: NOT_FOR_A_PORTAL,
    open: (kind) => FeatureStage.open(kind),
    portalOf: ({ stage }) => stage.portal,
  });
});
