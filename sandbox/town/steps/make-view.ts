import { townExtent, webMercator } from '../geography.js';
import type { ServicePlan } from '../layers/plan.js';
import type { ViewLayerPlan, ViewPlan } from '../views/plan.js';
import { createService, markComplete } from './make-service.js';
import type { Site } from './site.js';

/** Makes a view: which layers it shows, of which rows and fields. */
export async function makeView(site: Site, plan: ViewPlan, source: ServicePlan): Promise<void> {
  const client = site.as(plan.owner);
  const url = await createService(
    site,
    plan,
    {
      name: plan.serviceName,
      isView: true,
      sourceSchemaChangesAllowed: true,
      isUpdatableView: true,
      capabilities: plan.capabilities,
      spatialReference: webMercator,
      initialExtent: townExtent,
    },
    true,
  );
  const shown = plan.layers.map((layer) => ({
    id: layer.id,
    name: layer.name,
    type: layer.type,
    ...(layer.geometryType ? { geometryType: layer.geometryType } : {}),
    adminLayerInfo: {
      viewLayerDefinition: {
        sourceServiceName: source.serviceName,
        sourceLayerId: layer.id,
        sourceLayerFields: '*',
      },
    },
  }));
  await client.admin(url, '/addToDefinition', {
    addToDefinition: {
      layers: shown.filter((layer) => layer.type === 'Feature Layer'),
      tables: shown.filter((layer) => layer.type === 'Table'),
    },
  });
  for (const layer of plan.layers) {
    const updateDefinition = definitionOf(layer);
    if (Object.keys(updateDefinition).length > 0)
      await client.admin(url, `/${layer.id}/updateDefinition`, { updateDefinition });
  }
  await markComplete(site, plan);
}

function definitionOf(layer: ViewLayerPlan): Record<string, unknown> {
  return {
    ...(layer.filter ? { viewDefinitionQuery: layer.filter } : {}),
    ...(layer.hidden.length > 0 ? { fields: layer.hidden.map((name) => ({ name, visible: false })) } : {}),
    ...(layer.drawingInfo ? { drawingInfo: layer.drawingInfo } : {}),
  };
}
