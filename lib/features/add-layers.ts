import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import { replyLost } from '../portal/reply-lost.js';
import { changeDefinition } from './change-definition.js';
import { asArray, isTable, type Json, type LayerDefinition, layerLabel } from './definition.js';

/** Layers in one call: with more, calls were seen to time out. */
const layersPerCall = 20;
/** How often the service is looked at after an answer was lost, and how long before each look, in ms. */
const looks = [1000, 3000, 10_000, 30_000];

/** What addToDefinition takes for one layer or table. */
export interface PreparedLayer {
  source: LayerDefinition;
  definition: Json;
}

/**
 * Adds layers and tables with their ids to a service. Those that are there already are left alone, so an interrupted call can
 * be taken up again; after a lost answer the service is looked at before anything is sent again.
 */
export async function addLayers(
  portal: WritablePortal,
  url: string,
  layers: PreparedLayer[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < layers.length; start += layersPerCall) {
    await addSome(portal, url, layers.slice(start, start + layersPerCall), signal);
  }
}

async function addSome(portal: WritablePortal, url: string, layers: PreparedLayer[], signal?: AbortSignal) {
  let missing = layers;
  for (const wait of [...looks, null]) {
    const definition = {
      layers: missing.filter(({ source }) => !isTable(source)).map((layer) => layer.definition),
      tables: missing.filter(({ source }) => isTable(source)).map((layer) => layer.definition),
    };
    try {
      await changeDefinition(portal, url, 'addToDefinition', definition, signal);
      return;
    } catch (error) {
      if (!replyLost(error) || wait === null) throw explained(error, missing);
      await portal.clock.sleep(wait, signal);
      missing = await notThere(portal, url, missing, signal);
      if (missing.length === 0) return;
    }
  }
}

async function notThere(
  portal: WritablePortal,
  url: string,
  layers: PreparedLayer[],
  signal?: AbortSignal,
): Promise<PreparedLayer[]> {
  const service = await portal.read<Json>(url, {}, signal ? { signal } : {});
  const there = [...asArray<Json>(service.layers), ...asArray<Json>(service.tables)].map(
    (layer) => layer.name,
  );
  return layers.filter(({ source }) => !there.includes(source.name));
}

function explained(error: unknown, layers: PreparedLayer[]): unknown {
  if (!(error instanceof ArcGISError)) return error;
  const names = layers.map(({ source }) => layerLabel(source)).join(', ');
  return new ArcGISError(
    error.code,
    `The definition of layer ${names} could not be added. ${error.message}`,
    error.details,
  );
}
