import { isLocal } from './ask.mjs';
import type { EsriSymbol } from './web-map.mjs';

type Style = import('ol/style/Style.js').default;
type ImageStyle = import('ol/style/Image.js').default;
type Stroke = import('ol/style/Stroke.js').default;

/** Symbols are measured in points, the screen in pixels. */
const PIXELS = 96 / 72;

const DASHES: Record<string, number[]> = {
  esriSLSDash: [8, 5],
  esriSLSDot: [1.5, 4],
  esriSLSDashDot: [8, 4, 1.5, 4],
  esriSLSDashDotDot: [8, 4, 1.5, 4, 1.5, 4],
  esriSLSLongDash: [14, 6],
  esriSLSShortDash: [5, 3],
};

/** What a layer is drawn with if it does not say, by its geometry. */
export function fallbackSymbol(geometryType: string | undefined): EsriSymbol {
  const outline = { type: 'esriSLS', style: 'esriSLSSolid', color: [40, 60, 80, 255], width: 1 };
  if (geometryType === 'esriGeometryPolyline') return { ...outline, width: 2 };
  if (geometryType === 'esriGeometryPolygon') return { type: 'esriSFS', color: [90, 130, 170, 90], outline };
  return { type: 'esriSMS', style: 'esriSMSCircle', color: [60, 110, 170, 255], size: 7, outline };
}

/** How a symbol looks. Kinds that are not known are drawn plainly. `tokenOf` completes the address of a picture. */
export function symbolStyle(given: EsriSymbol, tokenOf: (url: string) => string): Style {
  const symbol = reachable(given);
  const { Style, Fill, Text } = ol.style;
  switch (symbol.type) {
    case 'esriSMS':
    case 'esriPMS':
      return new Style({ image: markerOf(symbol, tokenOf) });
    case 'esriSLS':
      return strokeOf(symbol) ? new Style({ stroke: strokeOf(symbol) as Stroke }) : new Style();
    case 'esriSFS':
    case 'esriPFS': {
      const stroke = symbol.outline ? strokeOf(symbol.outline) : null;
      const isEmpty = symbol.style === 'esriSFSNull' || !symbol.color;
      const color =
        symbol.type === 'esriPFS'
          ? 'rgba(140,150,160,0.5)'
          : cssColour(symbol.color, isHatch(symbol) ? 0.5 : 1);
      const fill = symbol.type === 'esriSFS' && isEmpty ? 'rgba(0,0,0,0.001)' : color;
      return new Style({ fill: new Fill({ color: fill }), ...(stroke ? { stroke } : {}) });
    }
    case 'esriTS':
      return new Style({
        text: new Text({ text: symbol.text ?? '?', fill: new Fill({ color: cssColour(symbol.color) }) }),
      });
    default:
      return symbolStyle(fallbackSymbol(undefined), tokenOf);
  }
}

/** A small picture of the symbol for the legend. */
export function symbolPicture(given: EsriSymbol, tokenOf: (url: string) => string): Element {
  const symbol = reachable(given);
  if (symbol.type === 'esriPMS') {
    const image = document.createElement('img');
    Object.assign(image, { src: pictureAddress(symbol, tokenOf), alt: '', width: 18, height: 18 });
    return image;
  }
  const svg = svgElement('svg', { width: '22', height: '16', 'aria-hidden': 'true' });
  const isCross = /^esriSMS(?:Cross|X)$/.test(symbol.style ?? '');
  const line =
    symbol.type === 'esriSLS' || isCross ? { ...symbol, width: symbol.width ?? 1.5 } : symbol.outline;
  const fill = symbol.type === 'esriSLS' ? 'none' : cssColour(symbol.color);
  const shape = {
    fill,
    stroke: line?.color ? cssColour(line.color) : 'none',
    'stroke-width': String(Math.min(6, (line?.width ?? 1) * PIXELS)),
    'stroke-dasharray': (DASHES[line?.style ?? ''] ?? []).join(' '),
  };
  if (symbol.type === 'esriSLS') svg.append(svgElement('path', { d: 'M1 8 H21', ...shape }));
  else if (symbol.type === 'esriSMS') {
    svg.append(
      svgElement('path', {
        d: markerPath(symbol.style, 11, 8, Math.min(7, ((symbol.size ?? 8) * PIXELS) / 2)),
        ...shape,
      }),
    );
  } else svg.append(svgElement('rect', { x: '2', y: '2', width: '18', height: '12', ...shape }));
  return svg;
}

/** A picture on another host is not asked for: a plain mark stands for it. */
function reachable(symbol: EsriSymbol): EsriSymbol {
  const isPicture = symbol.type === 'esriPMS' && !symbol.imageData;
  return isPicture && !isLocal(symbol.url ?? '') ? fallbackSymbol(undefined) : symbol;
}

/** A colour as CSS; none is transparent. */
export function cssColour(color: number[] | null | undefined, weaken = 1): string {
  if (!color) return 'rgba(0,0,0,0)';
  const [red = 0, green = 0, blue = 0, alpha = 255] = color;
  return `rgba(${red},${green},${blue},${(alpha / 255) * weaken})`;
}

function markerOf(symbol: EsriSymbol, tokenOf: (url: string) => string): ImageStyle {
  const { Fill, Circle, RegularShape, Icon } = ol.style;
  const rotation = ((symbol.angle ?? 0) * Math.PI) / 180;
  if (symbol.type === 'esriPMS') {
    return new Icon({
      src: pictureAddress(symbol, tokenOf),
      crossOrigin: 'anonymous',
      width: (symbol.width ?? 16) * PIXELS,
      height: (symbol.height ?? 16) * PIXELS,
      displacement: [(symbol.xoffset ?? 0) * PIXELS, (symbol.yoffset ?? 0) * PIXELS],
      rotation,
    });
  }
  // A cross has no inside: it is drawn with the colour of the symbol.
  const isCross = /^esriSMS(?:Cross|X)$/.test(symbol.style ?? '');
  const outline = isCross ? { type: 'esriSLS', color: symbol.color ?? null, width: 1.75 } : symbol.outline;
  const stroke = outline ? strokeOf(outline) : null;
  const radius = Math.max(1, ((symbol.size ?? 8) * PIXELS) / 2);
  const look = { fill: new Fill({ color: cssColour(symbol.color) }), ...(stroke ? { stroke } : {}), radius };
  const points: Record<string, { points: number; angle?: number; radius2?: number }> = {
    esriSMSSquare: { points: 4, angle: Math.PI / 4 },
    esriSMSDiamond: { points: 4 },
    esriSMSTriangle: { points: 3 },
    esriSMSCross: { points: 4, radius2: 0 },
    esriSMSX: { points: 4, radius2: 0, angle: Math.PI / 4 },
  };
  const shape = points[symbol.style ?? ''];
  return shape ? new RegularShape({ ...look, ...shape, rotation }) : new Circle(look);
}

function strokeOf({ color, width = 1, style = '' }: EsriSymbol): Stroke | null {
  if (!color || width === 0 || style === 'esriSLSNull') return null;
  const dashes = DASHES[style];
  return new ol.style.Stroke({
    color: cssColour(color),
    width: width * PIXELS,
    ...(dashes ? { lineDash: dashes } : {}),
  });
}

function pictureAddress(
  { imageData, contentType, url = '' }: EsriSymbol,
  tokenOf: (url: string) => string,
): string {
  if (imageData) return `data:${contentType ?? 'image/png'};base64,${imageData}`;
  const token = tokenOf(url);
  return token === '' ? url : `${url}${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`;
}

function isHatch({ style = '' }: EsriSymbol): boolean {
  return /Diagonal|Cross|Horizontal|Vertical/.test(style);
}

function markerPath(style: string | undefined, x: number, y: number, r: number): string {
  switch (style) {
    case 'esriSMSSquare':
      return `M${x - r} ${y - r} H${x + r} V${y + r} H${x - r} Z`;
    case 'esriSMSDiamond':
      return `M${x} ${y - r} L${x + r} ${y} L${x} ${y + r} L${x - r} ${y} Z`;
    case 'esriSMSTriangle':
      return `M${x} ${y - r} L${x + r} ${y + r} H${x - r} Z`;
    case 'esriSMSCross':
      return `M${x - r} ${y} H${x + r} M${x} ${y - r} V${y + r}`;
    case 'esriSMSX':
      return `M${x - r} ${y - r} L${x + r} ${y + r} M${x - r} ${y + r} L${x + r} ${y - r}`;
    default:
      return `M${x - r} ${y} A${r} ${r} 0 1 0 ${x + r} ${y} A${r} ${r} 0 1 0 ${x - r} ${y} Z`;
  }
}

function svgElement(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) if (value !== '') element.setAttribute(key, value);
  return element;
}
