import type { Json } from '../../features/town-services.js';
import { type Rest, sha256 } from '../../support/rest.js';

interface SeenRow {
  attributes: Json;
  geometry: unknown;
}

interface SeenAttachment {
  name: string;
  contentType: string;
  keywords: string;
  size: number;
  sha256: string;
}

/** A layer with its content, as a client sees it. */
export interface SeenLayer {
  definition: Json;
  /** By what they are called; of rows without that name, by their ObjectID. */
  rows: Map<string, SeenRow>;
  /** By the names of their rows. */
  attachments: Map<string, SeenAttachment[]>;
  contingentValues: Json | null;
  /** '' if it has none of its own. */
  metadata: string;
}

/** A hosted service as its users see it, read without the engine. */
export interface SeenService {
  item: Json;
  data: Json;
  metadata: string;
  service: Json;
  layers: Map<string, SeenLayer>;
}

/** Reads a service with all its rows and attachments. */
export async function seeService(portal: Rest, itemId: string, url: string): Promise<SeenService> {
  const [item, service, all, data, metadata] = await Promise.all([
    portal.json(`/content/items/${itemId}`),
    portal.json(url),
    portal.json<{ layers: Json[]; tables: Json[] }>(`${url}/layers`),
    portal.bytes(`/content/items/${itemId}/data`),
    portal.bytes(`/content/items/${itemId}/info/metadata/metadata.xml`),
  ]);
  const admin = await portal.json<{ layers: Json[]; tables?: Json[] }>(
    url.replace('/rest/services/', '/rest/admin/services/'),
  );
  const infos = new Map(
    [...admin.layers, ...(admin.tables ?? [])].map((one) => [one.id, one.adminLayerInfo]),
  );
  const layers = new Map<string, SeenLayer>();
  for (const definition of [...all.layers, ...all.tables]) {
    const seen = await seeLayer(portal, `${url}/${definition.id}`, definition);
    layers.set(String(definition.name), {
      ...seen,
      definition: { ...definition, adminLayerInfo: infos.get(definition.id) },
    });
  }
  const text = data.toString();
  return {
    item,
    data: text === '' ? {} : (JSON.parse(text) as Json),
    metadata: metadata.toString(),
    service,
    layers,
  };
}

async function seeLayer(portal: Rest, url: string, definition: Json): Promise<SeenLayer> {
  const { features } = await portal.json<{ features: { attributes: Json; geometry?: unknown }[] }>(
    `${url}/query`,
    { where: '1=1', outFields: '*', returnZ: true, returnM: true },
  );
  const rows = new Map<string, SeenRow>();
  const names = new Map<number, string>();
  const objectId = String(definition.objectIdField);
  for (const { attributes, geometry = null } of features) {
    const spelt = Object.keys(attributes).find((name) => /^(labeltext|codetext)$/i.test(name)) ?? objectId;
    const name = String(attributes[spelt]);
    rows.set(name, { attributes, geometry });
    names.set(Number(attributes[objectId]), name);
  }
  const attachments = new Map<string, SeenAttachment[]>();
  if (definition.hasAttachments === true && names.size > 0) {
    const { attachmentGroups } = await portal.json<{
      attachmentGroups: { parentObjectId: number; attachmentInfos: Json[] }[];
    }>(`${url}/queryAttachments`, { objectIds: [...names.keys()].join(',') });
    for (const { parentObjectId, attachmentInfos } of attachmentGroups) {
      const seen: SeenAttachment[] = [];
      for (const { id, name, contentType, keywords, size } of attachmentInfos) {
        const bytes = await portal.bytes(`${url}/${parentObjectId}/attachments/${id}`);
        const texts = {
          name: String(name),
          contentType: String(contentType),
          keywords: String(keywords ?? ''),
        };
        seen.push({ ...texts, size: Number(size), sha256: sha256(bytes) });
      }
      attachments.set(
        names.get(parentObjectId) ?? '',
        seen.sort((a, b) => (a.name < b.name ? -1 : 1)),
      );
    }
  }
  const contingentValues =
    definition.hasContingentValuesDefinition === true ? await portal.json(`${url}/contingentValues`) : null;
  const metadata = definition.hasMetadata === true ? (await portal.bytes(`${url}/metadata`)).toString() : '';
  return { definition, rows, attachments, contingentValues, metadata };
}
