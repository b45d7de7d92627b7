import { type Access, tokenFor } from './ask.mjs';
import { type DrawnLayer, drawnFeatures } from './feature-layer.mjs';
import type { MapLayer } from './web-map.mjs';

type Feature = import('ol/Feature.js').default;

/** A file that could be drawn by others. */
export class NotDrawn extends Error {}

/** Layers that are a file: what they are drawn from is the file itself. */
export const FILE_LAYERS = ['CSV', 'GeoJSON', 'KML'];

/**
 * Draws a layer that is a file.
 * @throws Error if it cannot be had or read
 */
export async function fileLayer(layer: MapLayer, url: string, access: Access): Promise<DrawnLayer> {
  const token = tokenFor(url, access);
  const address = new URL(url);
  if (token !== '') address.searchParams.set('token', token);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const text = await answer.text();
  const features = featuresOf(layer, text);
  const [first] = features;
  const geometryType = {
    Point: 'esriGeometryPoint',
    LineString: 'esriGeometryPolyline',
    MultiLineString: 'esriGeometryPolyline',
  }[first?.getGeometry()?.getType() as 'Point'];
  const fields = Object.keys(first?.getProperties() ?? {}).filter((name) => name !== 'geometry');
  const json = {
    geometryType: first ? (geometryType ?? 'esriGeometryPolygon') : 'esriGeometryPoint',
    fields: fields.map((name) => ({ name, type: 'esriFieldTypeString' })),
  };
  const { layerDefinition: definition, popupInfo: popup, opacity = 1 } = layer;
  return drawnFeatures(json, features, { definition, popup, opacity, labels: false }, access, false);
}

function featuresOf(layer: MapLayer, text: string): Feature[] {
  const projections = { dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' };
  if (layer.layerType === 'GeoJSON') return new ol.format.GeoJSON().readFeatures(text, projections);
  if (layer.layerType === 'KML') {
    if (text.startsWith('PK')) throw new NotDrawn('A zipped KML is not drawn here.');
    return new ol.format.KML({ extractStyles: false }).readFeatures(text, projections);
  }
  const { latitudeFieldName = 'latitude', longitudeFieldName = 'longitude' } = layer.locationInfo ?? {};
  const [head = [], ...rows] = table(text, layer.columnDelimiter ?? ',');
  return rows.flatMap((row) => {
    const properties = Object.fromEntries(head.map((name, index) => [name, row[index] ?? '']));
    const place = [Number(properties[longitudeFieldName]), Number(properties[latitudeFieldName])];
    if (place.some((one) => !Number.isFinite(one))) return [];
    const geometry = new ol.geom.Point(ol.proj.fromLonLat(place));
    return [new ol.Feature({ ...properties, geometry })];
  });
}

/** Rows of a text with delimiters; quotes hold what they enclose together. */
function table(text: string, delimiter: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(
    new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\n\\r\\${delimiter}]*))(\\${delimiter}|\\r?\\n|$)`, 'g'),
  )) {
    rows.at(-1)?.push(quoted?.replace(/""/g, '"') ?? plain);
    if (end === '') break;
    if (end !== delimiter) rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
