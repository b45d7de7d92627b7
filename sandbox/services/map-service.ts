import type { LayerDefinition, SpatialReference } from './layer-definition.js';

/** A map service that is not hosted, as the sandbox's demo content asks for it. */
export interface MapServiceDefinition {
  /** Folder and name below rest/services: 'Town/Base', or a name alone. */
  path: string;
  description?: string;
  copyrightText?: string;
  spatialReference?: SpatialReference;
  layers: MapServiceLayer[];
}

interface MapServiceLayer {
  id: number;
  name: string;
  geometryType?: LayerDefinition['geometryType'];
  fields?: unknown[];
  features?: { attributes: Record<string, unknown>; geometry?: unknown }[];
  [key: string]: unknown;
}

/** The definition of a map service as it comes from outside. Throws Error if it has no path or no layers. */
export function mapServiceDefinition(given: object): MapServiceDefinition {
  const { path, layers } = given as Partial<MapServiceDefinition>;
  if (typeof path !== 'string' || !Array.isArray(layers)) {
    throw new Error('A map service needs a path ("Town/Base") and layers.');
  }
  return { ...given, path, layers };
}
