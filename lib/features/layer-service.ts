import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import { asArray, asJson, type Json, type LayerDefinition } from './definition.js';
import { adminUrl, serviceRoot } from './service-url.js';

/** A feature service with all its layers and tables, as far as a copy needs it. */
export interface LayerService {
  /** Root URL, without layer number. */
  url: string;
  /** The service resource. */
  service: Json;
  /** Layers, then tables, each complete. */
  layers: LayerDefinition[];
  isView: boolean;
  /** Of a view: the services that it shows. */
  sources?: { itemId: string; url: string }[];
  /** Of a view: false if the signed-in user may not read its definition (filter, hidden fields). */
  definitionReadable?: boolean;
  /** What the portal says if it does not give the definition. */
  definitionRefusal?: string;
  /** What the portal says if it does not tell the services that the view shows. */
  sourcesRefusal?: string;
  /** Of a view that is copied as a layer of its own: what decides which rows it shows. */
  shows?: unknown;
}

/**
 * Reads a feature service: the service, every layer and table, and for a view the administrative definition, which alone
 * tells the filter (`adminLayerInfo.viewLayerDefinition`, `viewDefinitionQuery`) and is only given to the owner and to
 * administrators. `url` may carry a layer number.
 */
export async function readLayerService(
  portal: ReadablePortal,
  url: string,
  signal?: AbortSignal,
): Promise<LayerService> {
  const root = serviceRoot(url);
  const options = signal ? { signal } : {};
  const [service, all] = await Promise.all([
    portal.read<Json>(root, {}, options),
    portal.read<Json>(`${root}/layers`, {}, options).catch(emptyIfRefused),
  ]);
  const isView = service.isView === true;
  const [layers, sources, admin] = await Promise.all([
    completeLayers(portal, root, service, all, options),
    isView ? readSources(portal, root, options) : undefined,
    isView ? readAdminLayers(portal, root, options) : undefined,
  ]);
  if (!isView) return { url: root, service, layers, isView };
  return {
    url: root,
    service,
    layers: layers.map((layer) => withAdminInfo(layer, admin?.layers)),
    isView,
    sources: sources?.found ?? [],
    ...(sources?.refusal !== undefined && { sourcesRefusal: sources.refusal }),
    definitionReadable: admin?.layers !== undefined,
    ...(admin?.refusal !== undefined && { definitionRefusal: admin.refusal }),
  };
}

/** `<service>/layers` gives all of them in one answer; a server that does not know it is asked for each. */
async function completeLayers(
  portal: ReadablePortal,
  root: string,
  service: Json,
  all: Json,
  options: { signal?: AbortSignal },
): Promise<LayerDefinition[]> {
  const listed = [...asArray<Json>(service.layers), ...asArray<Json>(service.tables)];
  const found = new Map(
    [...asArray<LayerDefinition>(all.layers), ...asArray<LayerDefinition>(all.tables)]
      .filter((layer) => Array.isArray(layer.fields))
      .map((layer) => [Number(layer.id), layer]),
  );
  const layers: LayerDefinition[] = [];
  for (const entry of listed) {
    if (entry.type === 'Group Layer') continue;
    const id = Number(entry.id);
    layers.push(found.get(id) ?? (await portal.read<LayerDefinition>(`${root}/${id}`, {}, options)));
  }
  return layers;
}

/** The services that a view shows; none, and the portal's words, if it does not tell. */
async function readSources(
  portal: ReadablePortal,
  root: string,
  options: { signal?: AbortSignal },
): Promise<{ found: { itemId: string; url: string }[]; refusal?: string }> {
  try {
    const answer = await portal.read<Json>(`${root}/sources`, {}, options);
    const found = asArray<Json>(answer.services).map((source) => ({
      itemId: String(source.serviceItemId ?? ''),
      url: serviceRoot(String(source.url ?? '')),
    }));
    return { found };
  } catch (error) {
    if (error instanceof ArcGISError && isRefusal(error)) return { found: [], refusal: wordsOf(error) };
    throw error;
  }
}

/** The layers, or the portal's words if it does not let the signed-in user read them. */
async function readAdminLayers(
  portal: ReadablePortal,
  root: string,
  options: { signal?: AbortSignal },
): Promise<{ layers?: Map<number, LayerDefinition>; refusal?: string }> {
  try {
    const answer = await portal.read<Json>(adminUrl(root), {}, options);
    const layers = [...asArray<LayerDefinition>(answer.layers), ...asArray<LayerDefinition>(answer.tables)];
    return { layers: new Map(layers.map((layer) => [Number(layer.id), layer])) };
  } catch (error) {
    if (error instanceof ArcGISError && isRefusal(error)) {
      return { refusal: wordsOf(error) };
    }
    throw error;
  }
}

function emptyIfRefused(error: unknown): Json {
  if (error instanceof ArcGISError && isRefusal(error)) return {};
  throw error;
}

function wordsOf({ details, message }: ArcGISError): string {
  return details.portalMessage ?? message;
}

/** What the portal answers when a resource is missing or not for this user, in contrast to trouble on the way. */
function isRefusal(error: ArcGISError): boolean {
  return (
    error.code === 'ARCGIS_FORBIDDEN' ||
    error.code === 'ARCGIS_NOT_FOUND' ||
    (error.code === 'ARCGIS_UNEXPECTED' &&
      [400, 403, 404, 405, 499, 500].includes(error.details.esriCode ?? 0))
  );
}

function withAdminInfo(
  layer: LayerDefinition,
  admin: Map<number, LayerDefinition> | undefined,
): LayerDefinition {
  const info = admin?.get(Number(layer.id));
  if (!info) return layer;
  const query = info.viewDefinitionQuery ?? info.definitionQuery;
  return {
    ...layer,
    adminLayerInfo: asJson(info.adminLayerInfo),
    ...(typeof query === 'string' ? { viewDefinitionQuery: query } : {}),
  };
}
