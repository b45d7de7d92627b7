import { readFileSync } from 'node:fs';
import { PortalError } from '../http/answers.js';
import { fromGeoJson } from '../services/geometry/geojson.js';
import { mapCoordinates } from '../services/geometry/geometry.js';
import { reprojection } from '../services/geometry/reproject.js';
import type { GeometryType, SpatialReference } from '../services/layer-definition.js';
import { fieldNames, inferField, textOf } from './infer-field.js';
import type { PublishedLayer, PublishedRow } from './published-layer.js';

interface Feature {
  geometry: { type: string } | null;
  properties: Record<string, unknown> | null;
}

const OBJECT_ID = 'OBJECTID';
const SHAPES: Record<string, { type: GeometryType; suffix: string }> = {
  Point: { type: 'esriGeometryPoint', suffix: 'points' },
  MultiPoint: { type: 'esriGeometryMultipoint', suffix: 'multipoints' },
  LineString: { type: 'esriGeometryPolyline', suffix: 'lines' },
  MultiLineString: { type: 'esriGeometryPolyline', suffix: 'lines' },
  Polygon: { type: 'esriGeometryPolygon', suffix: 'polygons' },
  MultiPolygon: { type: 'esriGeometryPolygon', suffix: 'polygons' },
};
const WGS84 = { wkid: 4326, latestWkid: 4326 };

/** A layer per kind of geometry in a GeoJSON file. Throws PortalError if it is no feature collection. */
export function geoJsonLayers(file: string, name: string, target: SpatialReference | null): PublishedLayer[] {
  const features = readFeatures(file);
  const change = reprojection(WGS84, target);
  if (change === undefined) throw refused('targetSR is not supported.');
  const kinds = new Map<string, { type: GeometryType; features: Feature[] }>();
  for (const feature of features) {
    const shape = SHAPES[feature.geometry?.type ?? 'Point'];
    if (!shape) throw refused(`Geometries of type ${feature.geometry?.type} are not supported.`);
    const kind = kinds.get(shape.suffix) ?? { type: shape.type, features: [] };
    kind.features.push(feature);
    kinds.set(shape.suffix, kind);
  }
  return [...kinds].map(([suffix, kind], id) => {
    const columns = [...new Set(kind.features.flatMap((feature) => Object.keys(feature.properties ?? {})))];
    const names = fieldNames(columns, [OBJECT_ID]);
    const fields = columns.map((column, index) =>
      inferField(
        column,
        names[index] ?? column,
        kind.features.map((feature) => feature.properties?.[column]),
        false,
      ),
    );
    const hasZ = kind.features.some((feature) => firstPosition(feature.geometry).length > 2);
    return {
      definition: {
        id,
        name: kinds.size === 1 ? name : `${name}_${suffix}`,
        type: 'Feature Layer',
        geometryType: kind.type,
        hasZ,
        objectIdField: OBJECT_ID,
        fields: [
          { name: OBJECT_ID, type: 'esriFieldTypeOID', alias: OBJECT_ID },
          ...fields.map(({ column: _, ...field }) => field),
        ],
      },
      rows: function* rows(): Iterable<PublishedRow> {
        for (const feature of kind.features) {
          const attributes = Object.fromEntries(
            fields.map((field) => {
              const value = feature.properties?.[field.column] ?? null;
              return [
                field.name,
                value === null || field.type !== 'esriFieldTypeString' ? value : textOf(value),
              ];
            }),
          );
          const geometry = fromGeoJson(feature.geometry);
          yield {
            objectId: null,
            attributes,
            geometry: geometry && change ? mapCoordinates(geometry, change) : geometry,
          };
        }
      },
      attachments: () => [],
    };
  });
}

function readFeatures(file: string): Feature[] {
  let json: { type?: string; features?: Feature[] };
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw refused('The file is no JSON.');
  }
  if (json.type === 'Feature') return [json as unknown as Feature];
  if (json.type !== 'FeatureCollection' || !Array.isArray(json.features))
    throw refused('The file is no GeoJSON.');
  if (json.features.length === 0) throw refused('The file holds no features.');
  return json.features;
}

function firstPosition(geometry: unknown): unknown[] {
  let inner = (geometry as { coordinates?: unknown } | null)?.coordinates;
  while (Array.isArray(inner) && Array.isArray(inner[0])) inner = inner[0];
  return Array.isArray(inner) ? inner : [];
}

function refused(detail: string): PortalError {
  return new PortalError(400, 'Unable to publish item.', { details: [detail] });
}
