import type { Call } from '../http/call.js';
import { toGeoJson } from './geometry/geojson.js';
import { type Geometry, mapCoordinates, shownGeometry } from './geometry/geometry.js';
import { reprojection, spatialReferenceOf } from './geometry/reproject.js';
import type { SpatialReference } from './layer-definition.js';
import { columnOf, type LayerField, shownField } from './layer-fields.js';
import { invalidParameter } from './query-errors.js';
import { orderOf, outFieldsOf, pageOf } from './query-layer.js';
import type { RowFilter } from './row-filter.js';
import { SHAPE, tableOf } from './row-table.js';
import type { Layer } from './service-store.js';
import type { ServicesContext } from './services-context.js';
import { quoted, type SqlValue } from './sql/sql-fragment.js';

type Row = Record<string, SqlValue>;

/** How the geometries of an answer are shown. */
export interface GeometryView {
  /** Turns stored JSON into what is shown; null where there is none or none was asked for. */
  show(stored: SqlValue | undefined): Geometry | null;
  spatialReference: SpatialReference | null;
}

/** The features of one page, in ArcGIS's JSON or as GeoJSON. */
export function featuresAnswer(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  filter: RowFilter,
): Record<string, unknown> {
  const { params } = call;
  const { definition } = layer;
  const geoJson = params.text('f', '').toLowerCase() === 'geojson';
  const fields = outFieldsOf(context, layer, params.list('outFields'));
  const withGeometry = definition.geometryType !== undefined && params.boolean('returnGeometry', true);
  const view = geometryView(context, layer, call, geoJson);
  const { offset, limit } = pageOf(context, layer, call);
  const objectId = columnOf(layer, definition.objectIdField);
  const columns = [...new Set([objectId, ...fields.map(({ column }) => column)])].map(quoted);
  if (withGeometry) columns.push(SHAPE);
  const rows = context.store.database.all<Row>(
    `SELECT ${columns.join(', ')} FROM ${tableOf(layer)} WHERE ${filter.sql} ORDER BY ${orderOf(context, layer, call)}
     LIMIT ${limit + 1} OFFSET ${offset}`,
    filter.params,
  );
  const exceeded = rows.length > limit;
  const page = exceeded ? rows.slice(0, limit) : rows;
  if (geoJson) return featureCollection(page, fields, objectId, view, withGeometry, exceeded);
  const hidden = exceeded && params.boolean('returnExceededLimitFeatures') === false;
  return {
    objectIdFieldName: definition.objectIdField,
    uniqueIdField: { name: definition.objectIdField, isSystemMaintained: true },
    globalIdFieldName: definition.globalIdField,
    ...(definition.geometryType
      ? {
          geometryType: definition.geometryType,
          spatialReference: view.spatialReference,
          ...(definition.hasZ && params.boolean('returnZ', false) ? { hasZ: true } : {}),
          ...(definition.hasM && params.boolean('returnM', false) ? { hasM: true } : {}),
        }
      : {}),
    fields: fields.map(({ field }) => shownField(field)),
    ...(exceeded ? { exceededTransferLimit: true } : {}),
    features: (hidden ? [] : page).map((row) => ({
      attributes: attributesOf(row, fields),
      ...(withGeometry ? { geometry: view.show(row['!shape']) } : {}),
    })),
  };
}

/** Field values of a row by their names in the layer. */
export function attributesOf(row: Row, fields: LayerField[]): Record<string, SqlValue> {
  const attributes: Record<string, SqlValue> = {};
  for (const { field, column } of fields) attributes[field.name] = row[column] ?? null;
  return attributes;
}

/** The spatial reference, precision and dimensions that a query asks its geometries in. */
export function geometryView(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  geoJson: boolean,
): GeometryView {
  const { params } = call;
  const { definition } = layer;
  const asked = spatialReferenceOf(params.text('outSR') ?? (geoJson ? '4326' : undefined));
  if (params.text('outSR', '').trim() && !asked) throw invalidParameter(context, 'outSR');
  const change = reprojection(definition.spatialReference, asked);
  if (change === undefined) throw invalidParameter(context, 'outSR');
  const show = {
    z: params.boolean('returnZ', geoJson),
    m: params.boolean('returnM', false),
    precision: params.number('geometryPrecision'),
  };
  const mark = definition.geometryType !== 'esriGeometryPoint';
  return {
    spatialReference: asked ?? definition.spatialReference,
    show: (stored) => {
      if (typeof stored !== 'string') return null;
      const geometry = JSON.parse(stored) as Geometry;
      const shown = shownGeometry(change ? mapCoordinates(geometry, change) : geometry, definition, show);
      if (!mark || geoJson) return shown;
      return {
        ...(definition.hasZ && show.z ? { hasZ: true } : {}),
        ...(definition.hasM && show.m ? { hasM: true } : {}),
        ...shown,
      };
    },
  };
}

function featureCollection(
  rows: Row[],
  fields: LayerField[],
  objectId: string,
  view: GeometryView,
  withGeometry: boolean,
  exceeded: boolean,
): Record<string, unknown> {
  return {
    type: 'FeatureCollection',
    crs: { type: 'name', properties: { name: `EPSG:${view.spatialReference?.latestWkid ?? 4326}` } },
    ...(exceeded ? { exceededTransferLimit: true, properties: { exceededTransferLimit: true } } : {}),
    features: rows.map((row) => ({
      type: 'Feature',
      id: row[objectId],
      geometry: withGeometry ? toGeoJson(view.show(row['!shape'])) : null,
      properties: attributesOf(row, fields),
    })),
  };
}
