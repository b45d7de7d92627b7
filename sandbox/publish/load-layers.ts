import { addLayers } from '../services/admin/add-layers.js';
import { insertAttachment } from '../services/attachments/attachments.js';
import { RowWriter } from '../services/edits/row-writer.js';
import { newGuid } from '../services/guid.js';
import type { Layer, Service } from '../services/service.js';
import type { ServicesContext } from '../services/services-context.js';
import type { PublishedLayer } from './published-layer.js';

/** Adds layers with their rows and attachments to a new service. GlobalIDs of the file are kept. Files of attachments are noted in `created`. */
export function loadLayers(
  context: ServicesContext,
  service: Service,
  layers: PublishedLayer[],
  created: string[],
): void {
  const definitions = layers.map((layer) => layer.definition);
  addLayers(context, service, {
    layers: definitions.filter((one) => one.type !== 'Table'),
    tables: definitions.filter((one) => one.type === 'Table'),
  });
  for (const published of layers) {
    const layer = service.layers.find((one) => one.definition.id === published.definition.id);
    if (layer) loadLayer(context, layer, published, created);
  }
}

function loadLayer(
  context: ServicesContext,
  layer: Layer,
  published: PublishedLayer,
  created: string[],
): void {
  const { globalIdField } = layer.definition;
  const sentGlobalId = String(published.definition.globalIdField ?? '');
  const writer = new RowWriter(context, layer, {
    useGlobalIds: globalIdField !== '',
    username: '',
    mayPreserve: true,
  });
  const parents = new Map<string | number, number>();
  for (const row of published.rows()) {
    const attributes = globalIdField
      ? { ...row.attributes, [globalIdField]: row.attributes[sentGlobalId] ?? newGuid(context.guids) }
      : row.attributes;
    const key = writer.add({ attributes, geometry: row.geometry });
    if (row.objectId !== null) parents.set(row.objectId, key.objectId);
    if (key.globalId !== null) parents.set(key.globalId.replace(/[{}]/g, '').toLowerCase(), key.objectId);
  }
  for (const attachment of published.attachments()) {
    const { parent } = attachment;
    const found = parents.get(
      typeof parent === 'string' ? parent.replace(/[{}]/g, '').toLowerCase() : parent,
    );
    if (found === undefined) continue;
    const file = context.files.write(attachment.bytes);
    created.push(file);
    insertAttachment(context, layer, {
      parent: found,
      globalId: attachment.globalId ?? undefined,
      name: attachment.name,
      content_type: attachment.contentType,
      size: attachment.bytes.length,
      keywords: attachment.keywords,
      file,
    });
  }
}
