import { townExtent } from '../geography.js';
import { trackingFields, trackingInfo, withSystemFields } from './fields.js';
import type { Field, LayerDefinition } from './plan.js';

interface LayerOptions {
  id: number;
  name: string;
  geometryType?: 'esriGeometryPoint' | 'esriGeometryPolyline' | 'esriGeometryPolygon';
  fields: Field[];
  displayField: string;
  description: string;
  tracked?: boolean;
  attachments?: boolean;
  drawingInfo?: Record<string, unknown>;
  minScale?: number;
  maxScale?: number;
  /** Further properties: types, templates, timeInfo, indexes. */
  more?: Record<string, unknown>;
}

/** The definition of a layer or table as addToDefinition takes it. */
export function buildLayer(options: LayerOptions): LayerDefinition {
  const own = withSystemFields(options.fields);
  return {
    id: options.id,
    name: options.name,
    type: options.geometryType ? 'Feature Layer' : 'Table',
    description: options.description,
    copyrightText: '',
    displayField: options.displayField,
    defaultVisibility: true,
    ...(options.geometryType
      ? {
          geometryType: options.geometryType,
          extent: townExtent,
          drawingInfo: options.drawingInfo ?? {},
          minScale: options.minScale ?? 0,
          maxScale: options.maxScale ?? 0,
          allowGeometryUpdates: true,
        }
      : {}),
    hasM: false,
    hasZ: false,
    hasAttachments: options.attachments ?? false,
    htmlPopupType: 'esriServerHTMLPopupTypeAsHTMLText',
    objectIdField: 'OBJECTID',
    globalIdField: 'GlobalID',
    typeIdField: '',
    fields: options.tracked ? [...own, ...trackingFields] : own,
    ...(options.tracked ? { editFieldsInfo: trackingInfo } : {}),
    indexes: [],
    types: [],
    templates: [],
    capabilities: 'Create,Delete,Query,Update,Editing',
    ...options.more,
  };
}

/** A template by which editors draw a new feature. */
export function template(
  name: string,
  tool: string,
  attributes: Record<string, string | number | null>,
): Record<string, unknown> {
  return { name, description: '', drawingTool: tool, prototype: { attributes } };
}

/** A kind of feature: what editors choose from, each with a template of its own. */
export function featureType(
  id: string | number,
  name: string,
  tool: string,
  attributes: Record<string, string | number | null>,
): Record<string, unknown> {
  return { id, name, domains: {}, templates: [template(name, tool, attributes)] };
}
