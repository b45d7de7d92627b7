import { townExtent, webMercator } from '../geography.js';
import type { LayerPlan, ServicePlan } from '../layers/plan.js';
import type { Json, RestClient } from '../rest/rest-client.js';
import { addAttachments } from './add-attachments.js';
import { addRows } from './add-rows.js';
import type { Site } from './site.js';

/** Makes a hosted service with its layers, relationships, rows and attachments. */
export async function makeService(site: Site, plan: ServicePlan): Promise<void> {
  const client = site.as(plan.owner);
  const url = await createService(site, plan, {
    name: plan.serviceName,
    serviceDescription: plan.serviceDescription,
    description: plan.snippet,
    copyrightText: plan.copyrightText,
    maxRecordCount: plan.maxRecordCount,
    supportedQueryFormats: 'JSON',
    capabilities: 'Create,Delete,Query,Update,Editing,Extract',
    spatialReference: webMercator,
    initialExtent: townExtent,
    allowGeometryUpdates: true,
    units: 'esriMeters',
    preserveLayerIds: true,
    xssPreventionInfo: { xssPreventionEnabled: false },
    ...(plan.editorTracking ? { editorTrackingInfo: tracking } : {}),
  });
  await client.admin(url, '/addToDefinition', {
    addToDefinition: inTwo(
      plan,
      plan.layers.map(({ definition }) => definition),
    ),
  });
  if (plan.relationships.length > 0) {
    const sides = plan.relationships.map(({ layer, relationship }) => ({
      id: layer,
      relationships: [relationship],
    }));
    await client.admin(url, '/addToDefinition', { addToDefinition: inTwo(plan, sides) });
  }
  for (const layer of plan.layers) await fillLayer(client, url, layer);
  await markComplete(site, plan);
}

/** Definitions of layers and of tables, apart. */
function inTwo(plan: ServicePlan, definitions: { id: number }[]): Json {
  const tables = new Set(
    plan.layers.filter((layer) => layer.definition.type === 'Table').map((layer) => layer.definition.id),
  );
  return {
    layers: definitions.filter(({ id }) => !tables.has(id)),
    tables: definitions.filter(({ id }) => tables.has(id)),
  };
}

/**
 * Makes an empty service in the folder of its plan.
 * @returns its address
 */
export async function createService(
  site: Site,
  plan: Pick<ServicePlan, 'key' | 'owner'>,
  createParameters: Json,
  isView = false,
): Promise<string> {
  const folder = site.placed.get(plan.key);
  const made = await site.as(plan.owner).content(`${folder ? `/${folder}` : ''}/createService`, {
    createParameters,
    outputType: 'featureService',
    ...(isView ? { isView: true } : {}),
  });
  const url = String(made.serviceurl ?? made.serviceUrl);
  site.items.set(plan.key, { id: String(made.serviceItemId ?? made.itemId), url });
  return url;
}

/** Gives a service item data, empty at first: the sign that the service is no half-made one. */
export async function markComplete(site: Site, plan: Pick<ServicePlan, 'key' | 'owner'>): Promise<void> {
  const text = { layers: [], tables: [] };
  await site.as(plan.owner).content(`/items/${site.town.id(plan.key)}/update`, { text });
}

async function fillLayer(client: RestClient, url: string, layer: LayerPlan): Promise<void> {
  const address = `${url}/${layer.definition.id}`;
  const objectIds = await addRows(client, address, layer.rows);
  await addAttachments(client, address, layer.attachments, objectIds);
}

const tracking = {
  enableEditorTracking: true,
  enableOwnershipAccessControl: false,
  allowOthersToQuery: true,
  allowOthersToUpdate: true,
  allowOthersToDelete: true,
};
