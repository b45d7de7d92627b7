import { type Access, ask, tokenFor } from './ask.mjs';
import { fieldOfExpression } from './field-of-expression.mjs';
import { type Drawing, drawingOf } from './renderer.mjs';
import { cssColour, symbolStyle } from './symbol-style.mjs';
import type {
  Attributes,
  EsriSymbol,
  LabelClass,
  LayerDefinition,
  LayerJson,
  PopupInfo,
} from './web-map.mjs';

type Style = import('ol/style/Style.js').default;
type VectorLayer = import('ol/layer/Vector.js').default;
type Feature = import('ol/Feature.js').default;

/** Features drawn of a layer at most. */
const MOST = 20_000;
const METRES_PER_INCH = 0.0254;

/** A layer on the map, and what its legend and pop-up need. */
export interface DrawnLayer {
  layer: VectorLayer;
  json: LayerJson;
  popup: PopupInfo | undefined;
  drawing: Drawing;
  count: number;
  /** Features beyond those that are drawn. */
  more: boolean;
}

interface Request {
  definition: LayerDefinition | undefined;
  popup: PopupInfo | undefined;
  opacity: number;
  labels: boolean;
}

/**
 * Asks the layer at `url` for itself and its features and draws them.
 * @throws Error with the words of the server
 */
export async function featureLayer(url: string, request: Request, access: Access): Promise<DrawnLayer> {
  const json = await ask<LayerJson>(url, {}, access);
  const features: unknown[] = [];
  let more = true;
  while (more && features.length < MOST) {
    const params = {
      where: request.definition?.definitionExpression || '1=1',
      outFields: '*',
      outSR: '102100',
      returnGeometry: 'true',
      orderByFields: json.objectIdField ?? '',
      resultOffset: String(features.length),
    };
    const page = await ask<{ features: unknown[]; exceededTransferLimit?: boolean }>(
      `${url}/query`,
      params,
      access,
    );
    features.push(...page.features);
    more = page.exceededTransferLimit === true && page.features.length > 0;
  }
  return drawn(json, { features, geometryType: json.geometryType }, request, access, more);
}

/** Draws a set of features as ArcGIS writes it, in Web Mercator or degrees. */
export function drawn(
  json: LayerJson,
  featureSet: unknown,
  request: Request,
  access: Access,
  more = false,
): DrawnLayer {
  const features = new ol.format.EsriJSON().readFeatures(featureSet, {
    featureProjection: 'EPSG:3857',
    dataProjection: projectionOf(featureSet),
  });
  return drawnFeatures(json, features, request, access, more);
}

/** Draws features that are in the projection of the map. */
export function drawnFeatures(
  json: LayerJson,
  features: Feature[],
  { definition, popup, opacity, labels }: Request,
  access: Access,
  more: boolean,
): DrawnLayer {
  const info = definition?.drawingInfo ?? json.drawingInfo;
  const drawing = drawingOf(info?.renderer ?? json.drawingInfo?.renderer, json.geometryType);
  const label = labels ? (info?.labelingInfo ?? json.drawingInfo?.labelingInfo)?.[0] : undefined;
  const minScale = definition?.minScale ?? json.minScale ?? 0;
  if (minScale > 0) drawing.notes.push(`Drawn from 1:${Math.round(minScale).toLocaleString('en')} inwards.`);
  const layer = new ol.layer.Vector({
    source: new ol.source.Vector({ features }),
    style: styleOf(drawing, label, access),
    opacity: opacity * (1 - (info?.transparency ?? 0) / 100),
    declutter: label !== undefined,
    ...resolutions(minScale, definition?.maxScale ?? json.maxScale),
  });
  return { layer, json, popup, drawing, count: features.length, more };
}

/** The symbol of a feature as attributes give it; styles are made once for each look. */
function styleOf(drawing: Drawing, label: LabelClass | undefined, access: Access) {
  const styles = new Map<string, Style>();
  const tokenOf = (url: string) => tokenFor(url, access);
  const text = label && labelOf(label);
  return (feature: { getProperties(): Attributes }, resolution: number): Style[] => {
    const attributes = feature.getProperties();
    const symbol = drawing.symbolOf(attributes);
    if (!symbol) return [];
    const key = keyOf(symbol);
    const style = styles.get(key) ?? symbolStyle(symbol, tokenOf);
    styles.set(key, style);
    const written = text?.(attributes, resolution);
    return written ? [style, written] : [style];
  };
}

const keys = new WeakMap<EsriSymbol, string>();

function keyOf(symbol: EsriSymbol): string {
  const known = keys.get(symbol);
  if (known !== undefined) return known;
  const key = JSON.stringify(symbol);
  keys.set(symbol, key);
  return key;
}

/** Labels that are the value of one field. */
function labelOf(
  label: LabelClass,
): ((attributes: Attributes, resolution: number) => Style | null) | undefined {
  const field = fieldOfExpression(
    label.labelExpressionInfo?.expression ?? label.labelExpressionInfo?.value ?? label.labelExpression,
  );
  if (field === undefined) return undefined;
  const { symbol } = label;
  const { minResolution = 0, maxResolution = Number.POSITIVE_INFINITY } = resolutions(
    label.minScale,
    label.maxScale,
  );
  return (attributes, resolution) => {
    const value = attributes[field];
    if (value === null || value === undefined || resolution > maxResolution || resolution < minResolution)
      return null;
    return new ol.style.Style({
      text: new ol.style.Text({
        text: String(value),
        font: `${symbol?.font?.weight ?? 'normal'} ${((symbol?.font?.size ?? 9) * 96) / 72}px system-ui, sans-serif`,
        fill: new ol.style.Fill({ color: cssColour(symbol?.color ?? [40, 50, 60, 255]) }),
        stroke: new ol.style.Stroke({
          color: cssColour(symbol?.haloColor ?? [255, 255, 255, 220]),
          width: 3,
        }),
        offsetY: -10,
        overflow: false,
      }),
    });
  };
}

/** Scale ranges as the map library counts them. */
function resolutions(minScale = 0, maxScale = 0): { maxResolution?: number; minResolution?: number } {
  const ofScale = (scale: number) => (scale * METRES_PER_INCH) / 96;
  return {
    ...(minScale > 0 ? { maxResolution: ofScale(minScale) } : {}),
    ...(maxScale > 0 ? { minResolution: ofScale(maxScale) } : {}),
  };
}

function projectionOf(featureSet: unknown): string {
  const { spatialReference, features } = featureSet as {
    spatialReference?: { wkid?: number };
    features?: { geometry?: { spatialReference?: { wkid?: number } } }[];
  };
  const wkid = spatialReference?.wkid ?? features?.[0]?.geometry?.spatialReference?.wkid;
  return wkid === 4326 ? 'EPSG:4326' : 'EPSG:3857';
}
