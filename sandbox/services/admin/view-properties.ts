import type { LayerDefinition } from '../layer-definition.js';

type Json = Record<string, unknown>;

const OWN = [
  'displayField',
  'description',
  'copyrightText',
  'drawingInfo',
  'templates',
  'types',
  'typeIdField',
  'minScale',
  'maxScale',
  'defaultVisibility',
  'hasAttachments',
  'timeInfo',
  'viewDefinitionQuery',
  'attachmentProperties',
];

/** Properties of a view's layer that it has for itself; what the rows are is the source's business. */
export function viewProperties(entry: Json, base: LayerDefinition): Partial<LayerDefinition> {
  const kept = Object.entries(entry).filter(([key, value]) => OWN.includes(key) && value !== undefined);
  return {
    ...Object.fromEntries(kept),
    hasAttachments: base.hasAttachments && entry.hasAttachments !== false,
  };
}
