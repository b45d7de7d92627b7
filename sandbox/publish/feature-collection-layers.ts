import { readFileSync } from 'node:fs';
import { PortalError } from '../http/answers.js';
import { type Geometry, mapCoordinates } from '../services/geometry/geometry.js';
import { reprojection, spatialReferenceOf } from '../services/geometry/reproject.js';
import type { SpatialReference } from '../services/layer-definition.js';
import type { PublishedLayer, PublishedRow } from './published-layer.js';

type Json = Record<string, unknown>;

interface Collected {
  layerDefinition?: Json;
  featureSet?: {
    features?: { attributes?: Json; geometry?: Geometry }[];
    geometryType?: string;
    spatialReference?: Json;
  };
}

/** The layers of a feature collection, ArcGIS's own JSON. Throws PortalError for anything else. */
export function featureCollectionLayers(
  file: string,
  name: string,
  target: SpatialReference,
): PublishedLayer[] {
  let json: { layers?: Collected[]; featureCollection?: { layers?: Collected[] } };
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw refused('The file is no JSON.');
  }
  const layers = json.layers ?? json.featureCollection?.layers;
  if (!Array.isArray(layers)) throw refused('The file is no feature collection.');
  return layers.map(({ layerDefinition = {}, featureSet = {} }, id) => {
    const { features = [] } = featureSet;
    const geometryType = layerDefinition.geometryType ?? featureSet.geometryType;
    const first = features.find((feature) => feature.geometry)?.geometry;
    const source = spatialReferenceOf(
      featureSet.spatialReference ?? first?.spatialReference ?? layerDefinition.spatialReference,
    );
    const change = reprojection(source, target);
    if (change === undefined) throw refused('The spatial reference is not supported.');
    const objectIdField = String(layerDefinition.objectIdField ?? 'OBJECTID');
    return {
      definition: {
        ...layerDefinition,
        id,
        name: layerDefinition.name ?? name,
        type: geometryType ? 'Feature Layer' : 'Table',
        ...(geometryType ? { geometryType } : {}),
        hasAttachments: false,
        relationships: [],
      },
      rows: function* rows(): Iterable<PublishedRow> {
        for (const { attributes = {}, geometry = null } of features) {
          const objectId = attributes[objectIdField];
          yield {
            objectId: typeof objectId === 'number' ? objectId : null,
            attributes,
            geometry: geometry && change ? mapCoordinates(geometry, change) : geometry,
          };
        }
      },
      attachments: () => [],
    };
  });
}

function refused(detail: string): PortalError {
  return new PortalError(400, 'Unable to publish item.', { details: [detail] });
}
