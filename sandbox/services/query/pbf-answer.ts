import { BytesAnswer } from '../../http/answers.js';
import type { SpatialReference } from '../layer-definition.js';
import {
  countCollection,
  type FeatureResult,
  featureCollection,
  idsCollection,
} from '../pbf/feature-collection.js';
import type { Grid } from './quantize.js';

type Json = Record<string, unknown>;

/** The answer to a query with `f=pbf`; null for those that are given as JSON all the same (statistics, extents). */
export function pbfAnswer(answer: Json, asked: Grid | null): BytesAnswer | null {
  const { count, objectIds, features, extent } = answer;
  if (Array.isArray(features) && answer.objectIdFieldName !== undefined) {
    const result = answer as unknown as FeatureResult;
    return bytes(featureCollection(result, asked ?? fineGrid(result.spatialReference)));
  }
  if (extent === undefined && typeof count === 'number') return bytes(countCollection(count));
  if (objectIds !== undefined) {
    return bytes(idsCollection(String(answer.objectIdFieldName), (objectIds ?? []) as number[]));
  }
  return null;
}

/** Without quantization the grid is finer than any coordinate needs. */
function fineGrid(reference: SpatialReference | null | undefined): Grid {
  const wkid = reference?.latestWkid ?? reference?.wkid ?? 0;
  const step = wkid >= 4000 && wkid < 5000 ? 1e-9 : 1e-4;
  return { originPosition: 'upperLeft', scale: [step, step], translate: [0, 0] };
}

function bytes(content: Buffer): BytesAnswer {
  return new BytesAnswer(content, 'application/x-protobuf');
}
