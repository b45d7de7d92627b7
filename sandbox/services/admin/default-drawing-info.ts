import type { GeometryType } from '../layer-definition.js';

const OUTLINE = { type: 'esriSLS', style: 'esriSLSSolid', color: [26, 26, 26, 255], width: 0.75 };

/** The plain symbols that portals give layers without any. */
export function defaultDrawingInfo(geometryType: GeometryType): Record<string, unknown> {
  return {
    renderer: { type: 'simple', symbol: symbolOf(geometryType) },
    transparency: 0,
    labelingInfo: null,
  };
}

function symbolOf(geometryType: GeometryType): Record<string, unknown> {
  if (geometryType === 'esriGeometryPolyline') {
    return { type: 'esriSLS', style: 'esriSLSSolid', color: [0, 112, 255, 255], width: 1 };
  }
  if (geometryType === 'esriGeometryPolygon') {
    return { type: 'esriSFS', style: 'esriSFSSolid', color: [76, 129, 205, 191], outline: OUTLINE };
  }
  return { type: 'esriSMS', style: 'esriSMSCircle', color: [0, 112, 255, 255], size: 6, outline: OUTLINE };
}
