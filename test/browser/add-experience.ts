import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Content } from '../copy/support/content.js';
import { addResource } from '../items/support/resources.js';

type Json = Record<string, unknown>;

/** Path of the resource that is the draft of an experience. */
export const DRAFT = 'config/config.json';

/**
 * Gives the town what it lacks: an experience that uses a map, services and a layer on its own, and a dashboard; its draft uses another map.
 * @param items the town's
 */
export async function addExperience(portal: WritablePortal, username: string, items: Item[]): Promise<void> {
  const of = (title: string, type: string): Item => {
    const item = items.find((one) => one.title === title && one.type === type);
    assert.ok(item, title);
    return item;
  };
  const layers = [of('Hydrants', 'Feature Service'), of('Neighbourhoods', 'Feature Service')];
  const board = of('Street Works', 'Dashboard');
  const content = new Content(portal, username);
  const published = experience(portal.url, of('Larkmoor Town Map', 'Web Map'), layers, board);
  const id = await content.document('Web Experience', 'Larkmoor in One Page', published);
  await content.update(id, { url: `${portal.url}/apps/experiencebuilder/experience/?id=${id}` });
  const draft = experience(portal.url, of('Out and About', 'Web Map'), layers, board);
  await addResource(portal, username, id, DRAFT, JSON.stringify(draft));
}

function experience(portalUrl: string, map: Item, layers: Item[], board: Item): Json {
  const services = layers.map(({ id: itemId, url }, n) => {
    const id = `dataSource_${n + 2}`;
    const child = {
      id: `${id}-0`,
      type: 'FEATURE_LAYER',
      layerId: '0',
      itemId,
      url: `${url}/0`,
      portalUrl,
    };
    const childDataSourceJsons = { 0: child };
    return [id, { id, type: 'FEATURE_SERVICE', itemId, url, portalUrl, childDataSourceJsons }] as const;
  });
  const [first] = layers;
  const alone = { itemId: first?.id, url: `${first?.url}/0`, layerId: '0', portalUrl };
  return {
    exbVersion: '1.15.0',
    pages: { page_0: { id: 'page_0', label: 'Town' } },
    dataSources: {
      dataSource_1: { id: 'dataSource_1', type: 'WEB_MAP', itemId: map.id, portalUrl },
      ...Object.fromEntries(services),
      dataSource_4: { id: 'dataSource_4', type: 'FEATURE_LAYER', ...alone },
    },
    widgets: {
      widget_1: { uri: 'widgets/arcgis/arcgis-map/', useDataSources: [{ dataSourceId: 'dataSource_1' }] },
      widget_2: {
        uri: 'widgets/common/embed/',
        config: { embedCode: `${portalUrl}/apps/dashboards/${board.id}`, itemId: board.id },
      },
    },
    attributes: { portalUrl },
  };
}
