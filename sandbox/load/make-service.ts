import type { RestClient } from '../town/rest/rest-client.js';

type Json = Record<string, unknown>;

const EXTENT = { xmin: 0, ymin: 0, xmax: 100, ymax: 100, spatialReference: { wkid: 102100 } };

/** Properties of a layer that are said by its service, or that belong to the portal that it came from. */
const NOT_GIVEN =
  /^(?:currentVersion|serviceItemId|adminLayerInfo|editingInfo|isView|isUpdatableView|sourceSchemaChangesAllowed|viewDefinitionQuery|relationships|hasViews|url|joinedLayerObjectIdField|capabilities|isMultiServicesView)$/;

/** What a hosted service is made of. */
export interface ServicePlan {
  name: string;
  /** Title of its item, if it is not the name. */
  title?: string;
  layers: Json[];
  /** Rows of the first layer. */
  features: Json[];
  typeKeywords: string[];
}

/**
 * Makes a hosted service with layers.
 * @throws Error with the portal's words
 */
export async function makeService(
  client: RestClient,
  plan: ServicePlan,
): Promise<{ id: string; url: string }> {
  const made = await client.content('/createService', {
    outputType: 'featureService',
    createParameters: {
      name: plan.name,
      capabilities: 'Query',
      spatialReference: { wkid: 102100 },
      initialExtent: EXTENT,
      maxRecordCount: 1000,
      preserveLayerIds: true,
    },
  });
  const [id, url] = [String(made.itemId), String(made.serviceurl)];
  try {
    const isTable = (layer: Json) => layer.type === 'Table';
    const given = plan.layers.map(newLayer);
    await client.admin(url, '/addToDefinition', {
      addToDefinition: { layers: given.filter((layer) => !isTable(layer)), tables: given.filter(isTable) },
    });
    const first = plan.layers[0]?.id ?? 0;
    if (plan.features.length > 0)
      await client.service(`${url}/${String(first)}/addFeatures`, { features: plan.features });
    const typeKeywords = ['Hosted Service', ...plan.typeKeywords].join(',');
    await client.content(`/items/${id}/update`, {
      typeKeywords,
      ...(plan.title ? { title: plan.title } : {}),
    });
    return { id, url };
  } catch (error) {
    await client.content(`/items/${id}/delete`, { permanentDelete: true });
    throw error;
  }
}

/** A point layer with a name, and fields of text for the names given. */
export function smallLayer(id: number, names: Iterable<string> = []): Json {
  const own = new Set(['objectid', 'name', 'shape']);
  const further = [...names].filter((name) => {
    const isNew = !own.has(name.toLowerCase());
    own.add(name.toLowerCase());
    return isNew;
  });
  return {
    id,
    name: `Layer ${id}`,
    type: 'Feature Layer',
    geometryType: 'esriGeometryPoint',
    objectIdField: 'OBJECTID',
    displayField: 'NAME',
    capabilities: 'Query',
    extent: EXTENT,
    fields: [
      { name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID', nullable: false, editable: false },
      {
        name: 'NAME',
        type: 'esriFieldTypeString',
        alias: 'Name',
        length: 80,
        nullable: true,
        editable: true,
      },
      ...further.map((name) => ({
        name,
        type: 'esriFieldTypeString',
        alias: name,
        length: 80,
        nullable: true,
        editable: true,
      })),
    ],
  };
}

function newLayer(layer: Json): Json {
  return Object.fromEntries(Object.entries(layer).filter(([name]) => !NOT_GIVEN.test(name)));
}
