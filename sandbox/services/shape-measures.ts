import type { Field, GeometryType } from './layer-definition.js';

export const AREA = 'Shape__Area';
export const LENGTH = 'Shape__Length';

/** The fields that hosted layers of lines and polygons have beside those of their definition: the server computes them. */
export function measureFields(geometryType: GeometryType | undefined): Field[] {
  if (geometryType === 'esriGeometryPolygon') return [measure(AREA), measure(LENGTH)];
  return geometryType === 'esriGeometryPolyline' ? [measure(LENGTH)] : [];
}

/** Whether a field is one of them, however a client writes its name. */
export function isMeasure(name: string): boolean {
  return [AREA, LENGTH].some((one) => one.toLowerCase() === name.toLowerCase());
}

/** How the layer's JSON names them. */
export function geometryProperties(fields: Field[]): Record<string, unknown> {
  const has = (name: string) => fields.some((field) => field.name === name);
  if (!has(LENGTH)) return {};
  const area = has(AREA) ? { shapeAreaFieldName: AREA } : {};
  return {
    hasGeometryProperties: true,
    geometryProperties: { ...area, shapeLengthFieldName: LENGTH, units: 'esriMeters' },
  };
}

function measure(name: string): Field {
  return {
    name,
    type: 'esriFieldTypeDouble',
    alias: name,
    sqlType: 'sqlTypeDouble',
    nullable: true,
    editable: false,
    domain: null,
    defaultValue: null,
  };
}
