import type { Warning } from '../../items/findings.js';
import {
  asArray,
  type LayerDefinition,
  layerLabel,
  objectIdField,
  type Relationship,
} from '../definition.js';
import type { LayerService } from '../layer-service.js';

/** Field types that File Geodatabases, or the exports of many portals, do not have: they come back as something else or cut short. */
const TYPES: Record<string, string> = {
  esriFieldTypeBigInteger: 'whole numbers of 64 bits',
  esriFieldTypeDateOnly: 'dates without time',
  esriFieldTypeTimeOnly: 'times of day',
  esriFieldTypeTimestampOffset: 'dates with a time zone',
};

/**
 * What of a service a File Geodatabase cannot carry, and publishing one cannot restore: a warning for each. Empty: the layer may go this way.
 */
export function geodatabaseLimits(service: LayerService): Warning[] {
  return service.layers.flatMap((layer) => [...fieldLimits(layer), ...keyLimits(layer)]);
}

function fieldLimits(layer: LayerDefinition): Warning[] {
  return layer.fields
    .filter(({ type }) => TYPES[type] !== undefined)
    .map(({ name, type }) =>
      limit(layer, `the field ${name} holds ${TYPES[type]}, which a File Geodatabase cannot carry`),
    );
}

/** A published layer numbers its rows anew, so that relations by ObjectID would lead to other rows. */
function keyLimits(layer: LayerDefinition): Warning[] {
  return asArray<Relationship>(layer.relationships)
    .filter(({ role, keyField }) => /Origin$/.test(role) && keyField === objectIdField(layer))
    .map(({ name }) =>
      limit(layer, `the relationship ${name} goes by ObjectID, which publishing gives anew`),
    );
}

function limit(layer: LayerDefinition, what: string): Warning {
  return {
    code: 'GEODATABASE_LIMIT',
    message: `Layer ${layerLabel(layer)} was not exported: ${what}. It is copied row by row instead.`,
    path: `layers[${layer.id}]`,
  };
}
