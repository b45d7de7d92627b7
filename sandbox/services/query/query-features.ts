import type { Call } from '../../http/call.js';
import { centroidOf } from '../geometry/centroid.js';
import { toGeoJson } from '../geometry/geojson.js';
import { type Geometry, mapCoordinates, shownGeometry } from '../geometry/geometry.js';
import { reprojection, spatialReferenceOf } from '../geometry/reproject.js';
import { simplify } from '../geometry/simplify.js';
import type { SpatialReference } from '../layer-definition.js';
import { columnOf, type LayerField, shownField } from '../layer-fields.js';
import { SHAPE, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted, type SqlValue } from '../sql/sql-fragment.js';
import type { RowFilter } from './all-of.js';
import { orderOf } from './order.js';
import { outFieldsOf } from './out-fields.js';
import { pageOf } from './page.js';
import { type Grid, gridOf, quantized } from './quantize.js';
import { invalidParameter } from './query-errors.js';

type Row = Record<string, SqlValue>;

/** How the geometries of an answer are shown. */
export interface GeometryView {
  /** Turns stored JSON into what is shown; null where there is none or none was asked for. */
  show(stored: SqlValue | undefined): Geometry | null;
  /** It shows them just as they are stored. */
  asStored: boolean;
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
  const page = withinBytes(context, rows.slice(0, limit));
  const exceeded = rows.length > page.length;
  if (geoJson) return featureCollection(page, fields, objectId, view, withGeometry, exceeded);
  // PBF is put on its grid when it is written.
  const asked =
    params.text('f', '').toLowerCase() === 'pbf'
      ? undefined
      : params.json<Record<string, unknown>>('quantizationParameters');
  const grid = gridOf(asked);
  const centroids =
    params.boolean('returnCentroid', false) && definition.geometryType === 'esriGeometryPolygon';
  const hidden = exceeded && params.boolean('returnExceededLimitFeatures') === false;
  return {
    ...featuresHead(layer, call, view, grid),
    fields: fields.map(({ field }) => shownField(field)),
    ...(exceeded ? { exceededTransferLimit: true } : {}),
    features: (hidden ? [] : page).map((row) => ({
      attributes: attributesOf(row, fields),
      ...(withGeometry ? shapeOf(row, view, grid, centroids) : {}),
    })),
  };
}

/** What is said of the features of an answer before its fields. */
export function featuresHead(
  { definition }: Layer,
  { params }: Call,
  view: GeometryView,
  grid: Grid | null,
): Record<string, unknown> {
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
    ...(grid ? { transform: grid } : {}),
  };
}

/** A page ends early where its rows are more than the portal gives at once; one row always comes. */
function withinBytes(context: ServicesContext, rows: Row[]): Row[] {
  const { pageBytes } = context.switches();
  if (pageBytes === 0) return rows;
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += JSON.stringify(row).length;
    return index > 0 && bytes > pageBytes;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function shapeOf(
  row: Row,
  view: GeometryView,
  grid: Grid | null,
  centroids: boolean,
): Record<string, unknown> {
  const geometry = view.show(row['!shape']);
  return {
    geometry: grid ? quantized(geometry, grid) : geometry,
    ...(centroids ? { centroid: centroidOf(geometry) } : {}),
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
  const asked = spatialReferenceOf(params.text('outSR') || (geoJson ? '4326' : params.text('defaultSR')));
  if (params.text('outSR', '').trim() && !asked) throw invalidParameter(context, 'outSR');
  const change = reprojection(definition.spatialReference, asked);
  if (change === undefined) throw invalidParameter(context, 'outSR');
  const show = {
    z: params.boolean('returnZ', geoJson),
    m: params.boolean('returnM', false),
    curves: params.boolean('returnTrueCurves', false),
    precision: params.number('geometryPrecision'),
  };
  const offset = params.number('maxAllowableOffset', 0);
  const mark = definition.geometryType !== 'esriGeometryPoint';
  const [showsZ, showsM] = [definition.hasZ && show.z, definition.hasM && show.m];
  const isWhole = showsZ === definition.hasZ && showsM === definition.hasM && show.precision === undefined;
  const isMarked = mark && !geoJson && (showsZ || showsM);
  return {
    spatialReference: asked ?? definition.spatialReference,
    asStored: !change && !(offset > 0) && isWhole && !isMarked && !context.switches().trueCurves,
    show: (stored) => {
      if (typeof stored !== 'string') return null;
      const geometry = JSON.parse(stored) as Geometry;
      const placed = change ? mapCoordinates(geometry, change) : geometry;
      const shown = shownGeometry(simplify(placed, offset), definition, show);
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
  const wkid = view.spatialReference?.latestWkid ?? view.spatialReference?.wkid ?? 4326;
  return {
    type: 'FeatureCollection',
    // Degrees are what GeoJSON is in unless it says otherwise.
    ...(wkid === 4326 ? {} : { crs: { type: 'name', properties: { name: `EPSG:${wkid}` } } }),
    ...(exceeded ? { exceededTransferLimit: true, properties: { exceededTransferLimit: true } } : {}),
    features: rows.map((row) => ({
      type: 'Feature',
      id: row[objectId],
      geometry: withGeometry ? toGeoJson(view.show(row['!shape'])) : null,
      properties: attributesOf(row, fields),
    })),
  };
}
