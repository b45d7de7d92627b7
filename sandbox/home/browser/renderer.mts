import { fieldOfExpression } from './field-of-expression.mjs';
import { fallbackSymbol } from './symbol-style.mjs';
import type { Attributes, EsriSymbol, Renderer, VisualVariable } from './web-map.mjs';

/** A renderer, ready to be asked. */
export interface Drawing {
  /** The symbol of a row; null if it is not drawn. */
  symbolOf(attributes: Attributes): EsriSymbol | null;
  legend: { label: string; symbol: EsriSymbol }[];
  /** What of it cannot be done here, in words. */
  notes: string[];
}

/** Reads simple, unique value and class breaks renderers with their visual variables; anything else is drawn plainly and says so. */
export function drawingOf(renderer: Renderer | undefined, geometryType: string | undefined): Drawing {
  const { base, legend, notes } = classes(renderer, geometryType);
  const variables = (renderer?.visualVariables ?? []).map((one) => {
    const field = one.field || fieldOfExpression(one.valueExpression);
    return field ? { ...one, field } : one;
  });
  if (variables.length > 0) notes.push(variables.map(inWords).join('; '));
  return {
    legend,
    notes,
    symbolOf: (attributes) => {
      const symbol = base(attributes);
      return symbol && variables.reduce((one, variable) => varied(one, variable, attributes), symbol);
    },
  };
}

type Classes = { base: Drawing['symbolOf']; legend: Drawing['legend']; notes: string[] };

function classes(renderer: Renderer | undefined, geometryType: string | undefined): Classes {
  const plain = fallbackSymbol(geometryType);
  const other = renderer?.defaultSymbol;
  const others = other ? [{ label: renderer?.defaultLabel || 'Other', symbol: other }] : [];
  if (renderer?.type === 'simple' && renderer.symbol) {
    const { symbol, label = '' } = renderer;
    return { base: () => symbol, legend: [{ label, symbol }], notes: [] };
  }
  if (renderer?.type === 'uniqueValue') {
    const infos = uniqueValues(renderer);
    const legend = [...infos.map(({ label, symbol }) => ({ label, symbol })), ...others];
    if (!renderer.field1) {
      const title = renderer.valueExpressionTitle ?? 'an expression';
      const note = `By “${title}”, which is not computed here: drawn as “other”.`;
      return { base: () => other ?? plain, legend, notes: [note] };
    }
    const symbols = new Map(
      infos.flatMap(({ values, symbol }) => values.map((value) => [value, symbol] as const)),
    );
    const fields = [renderer.field1, renderer.field2, renderer.field3].filter((one): one is string =>
      Boolean(one),
    );
    const delimiter = renderer.fieldDelimiter ?? ',';
    return {
      base: (attributes) =>
        symbols.get(fields.map((field) => String(attributes[field] ?? '<Null>')).join(delimiter)) ??
        other ??
        null,
      legend,
      notes: [],
    };
  }
  if (renderer?.type === 'classBreaks' && renderer.field) {
    const { field, classBreakInfos: infos = [], minValue = Number.NEGATIVE_INFINITY } = renderer;
    const legend = infos.map(({ label, classMaxValue, symbol }) => ({
      label: label || `to ${classMaxValue}`,
      symbol,
    }));
    return {
      base: (attributes) => {
        const value = numberOf(attributes, field, renderer.normalizationField);
        if (value === null || value < minValue) return other ?? null;
        return infos.find(({ classMaxValue }) => value <= classMaxValue)?.symbol ?? other ?? null;
      },
      legend: [...legend, ...others],
      notes: [],
    };
  }
  const notes = renderer ? [`Drawn plainly: “${renderer.type}” is not known here.`] : [];
  const symbol = renderer?.symbol ?? other ?? plain;
  return { base: () => symbol, legend: [{ label: '', symbol }], notes };
}

function uniqueValues(renderer: Renderer): { label: string; symbol: EsriSymbol; values: string[] }[] {
  const delimiter = renderer.fieldDelimiter ?? ',';
  if (renderer.uniqueValueInfos) {
    return renderer.uniqueValueInfos.map(({ value, label, symbol }) => ({
      label: label || String(value),
      symbol,
      values: [String(value)],
    }));
  }
  return (renderer.uniqueValueGroups ?? [])
    .flatMap((group) => group.classes)
    .map(({ label, symbol, values }) => ({
      label: label ?? '',
      symbol,
      values: values.map((parts) => parts.join(delimiter)),
    }));
}

function varied(symbol: EsriSymbol, variable: VisualVariable, attributes: Attributes): EsriSymbol {
  const value = variable.field ? numberOf(attributes, variable.field, variable.normalizationField) : null;
  if (value === null) return symbol;
  if (variable.type === 'sizeInfo') {
    const size = sizeAt(variable, value);
    if (size === null) return symbol;
    if (symbol.type === 'esriSLS') return { ...symbol, width: size };
    return symbol.type === 'esriPMS' ? { ...symbol, width: size, height: size } : { ...symbol, size };
  }
  if (variable.type === 'colorInfo') {
    const color = between(variable.stops ?? [], value, (stop) => stop.color);
    return color ? { ...symbol, color } : symbol;
  }
  if (variable.type === 'rotationInfo') return { ...symbol, angle: value };
  if (variable.type === 'transparencyInfo' && symbol.color) {
    const [faint] = between(variable.stops ?? [], value, (stop) => [stop.transparency ?? 0]) ?? [0];
    const [red = 0, green = 0, blue = 0, alpha = 255] = symbol.color;
    return { ...symbol, color: [red, green, blue, alpha * (1 - (faint ?? 0) / 100)] };
  }
  return symbol;
}

function sizeAt(variable: VisualVariable, value: number): number | null {
  const { minDataValue, maxDataValue, minSize, maxSize, stops } = variable;
  if (stops)
    return between(stops, value, (stop) => (stop.size === undefined ? undefined : [stop.size]))?.[0] ?? null;
  if (minDataValue === undefined || maxDataValue === undefined) return null;
  // Sizes may also be expressions by scale; those are left as they are.
  if (typeof minSize !== 'number' || typeof maxSize !== 'number') return null;
  const share = Math.min(1, Math.max(0, (value - minDataValue) / (maxDataValue - minDataValue || 1)));
  return minSize + share * (maxSize - minSize);
}

/** The numbers of the stops on either side of a value, in proportion. */
function between<Stop extends { value: number }>(
  stops: Stop[],
  value: number,
  of: (stop: Stop) => number[] | undefined,
): number[] | undefined {
  const sorted = [...stops].sort((a, b) => a.value - b.value);
  const above = sorted.findIndex((stop) => stop.value >= value);
  const upper = sorted[above === -1 ? sorted.length - 1 : above];
  const lower = above === -1 ? upper : (sorted[Math.max(0, above - 1)] ?? upper);
  const [from, to] = [lower && of(lower), upper && of(upper)];
  if (!from || !to || !lower || !upper) return to;
  const share = upper.value === lower.value ? 0 : (value - lower.value) / (upper.value - lower.value);
  return to.map((end, index) => (from[index] ?? end) + share * (end - (from[index] ?? end)));
}

function numberOf(attributes: Attributes, field: string, by: string | undefined): number | null {
  const value = attributes[field];
  if (typeof value !== 'number') return null;
  const divisor = by ? attributes[by] : 1;
  return typeof divisor === 'number' && divisor !== 0 ? value / divisor : null;
}

function inWords({ type, field }: VisualVariable): string {
  const what = {
    sizeInfo: 'Size',
    colorInfo: 'Colour',
    rotationInfo: 'Rotation',
    transparencyInfo: 'Transparency',
  };
  return `${what[type as keyof typeof what] ?? type} by ${field ?? 'an expression (not computed here)'}`;
}
