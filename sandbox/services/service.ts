import type { LayerDefinition } from './layer-definition.js';

/** Properties of a service as createService and updateDefinition set them. */
type ServiceDefinition = Record<string, unknown>;

/** A hosted feature service or a map service that is not hosted. */
export interface Service {
  readonly key: number;
  name: string;
  /** 'Hosted' in Enterprise, any folder of a map service, null at the root. */
  readonly folder: string | null;
  readonly type: 'FeatureServer' | 'MapServer';
  /** '' for a map service without an item. */
  readonly itemId: string;
  readonly isView: boolean;
  definition: ServiceDefinition;
  /** Layers and tables by id, ascending. */
  layers: Layer[];
}

export interface Layer {
  readonly key: number;
  readonly service: Service;
  definition: LayerDefinition;
  /** The layer that a view shows, or joins others to; null if the layer has rows of its own. */
  readonly source: Layer | null;
  /** The layers that a joined view adds to its source, in the order of its definition. */
  readonly joined: Layer[];
  /** Epoch ms. */
  dataEdited: number;
  schemaEdited: number;
}
