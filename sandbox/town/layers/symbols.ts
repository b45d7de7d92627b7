import type { Colour } from '../pictures/png.js';

type Json = Record<string, unknown>;

const rgba = (colour: Colour, alpha = 255): number[] => [...colour, alpha];

export function marker(colour: Colour, size = 8, style = 'esriSMSCircle'): Json {
  return {
    type: 'esriSMS',
    style,
    color: rgba(colour),
    size,
    angle: 0,
    xoffset: 0,
    yoffset: 0,
    outline: { type: 'esriSLS', style: 'esriSLSSolid', color: [255, 255, 255, 255], width: 0.75 },
  };
}

export function line(colour: Colour, width = 1.5, style = 'esriSLSSolid'): Json {
  return { type: 'esriSLS', style, color: rgba(colour), width };
}

export function fill(colour: Colour, alpha = 130): Json {
  return { type: 'esriSFS', style: 'esriSFSSolid', color: rgba(colour, alpha), outline: line(colour, 0.75) };
}

/** A marker that carries its picture in itself, as the portal stores uploaded symbols. */
export function pictureMarker(picture: Buffer, size = 20): Json {
  return {
    type: 'esriPMS',
    url: 'f3a19c0de7b84d62a5c1908b7f6e2d41',
    imageData: picture.toString('base64'),
    contentType: 'image/png',
    width: size,
    height: size,
    angle: 0,
    xoffset: 0,
    yoffset: 0,
  };
}

export function simple(symbol: Json, label = ''): Json {
  return { type: 'simple', symbol, label, description: '' };
}

export function uniqueValues(
  field: string,
  symbol: Json,
  values: { value: string; label: string; symbol: Json }[],
): Json {
  return {
    type: 'uniqueValue',
    field1: field,
    fieldDelimiter: ',',
    defaultSymbol: symbol,
    defaultLabel: 'Other',
    uniqueValueInfos: values.map((one) => ({ ...one, description: '' })),
  };
}

export function classBreaks(
  field: string,
  minimum: number,
  breaks: { max: number; label: string; symbol: Json }[],
): Json {
  return {
    type: 'classBreaks',
    field,
    classificationMethod: 'esriClassifyManual',
    minValue: minimum,
    classBreakInfos: breaks.map(({ max, label, symbol }) => ({
      classMaxValue: max,
      label,
      description: '',
      symbol,
    })),
  };
}

/** Labels from an Arcade expression, seen from `minScale` inwards. */
export function label(
  expression: string,
  placement: string,
  minScale: number,
  where: string | null = null,
): Json {
  return {
    labelExpression: null,
    labelExpressionInfo: { expression, title: 'Label' },
    labelPlacement: placement,
    useCodedValues: true,
    where,
    minScale,
    maxScale: 0,
    symbol: {
      type: 'esriTS',
      color: [44, 58, 66, 255],
      haloColor: [255, 255, 255, 230],
      haloSize: 1,
      verticalAlignment: 'bottom',
      horizontalAlignment: 'center',
      rightToLeft: false,
      angle: 0,
      xoffset: 0,
      yoffset: 0,
      kerning: true,
      font: { family: 'Noto Sans', size: 9, style: 'normal', weight: 'bold', decoration: 'none' },
    },
  };
}
