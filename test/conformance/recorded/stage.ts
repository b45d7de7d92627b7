import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SandboxPair, type SandboxPortal, startPair } from '../../../sandbox/index.js';
import { type Rest, signIn } from '../../support/rest.js';

export type Json = Record<string, unknown>;

/** A portal of each kind, and what a recording needs to be asked for again. */
export class Stage {
  readonly enterprise: Side;
  readonly online: Side;
  readonly #pair: SandboxPair;
  readonly #folder: string;

  private constructor(pair: SandboxPair, folder: string, enterprise: Side, online: Side) {
    this.#pair = pair;
    this.#folder = folder;
    this.enterprise = enterprise;
    this.online = online;
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'recorded-'));
    const switches = { indexLagMs: 0, jobMs: 0 };
    const pair = await startPair({ dir: folder, empty: true, switches });
    return new Stage(pair, folder, await Side.of(pair.source), await Side.of(pair.target));
  }

  async close(): Promise<void> {
    await this.#pair.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One portal with a signed-in administrator. */
export class Side {
  readonly portal: SandboxPortal;
  readonly rest: Rest;
  #services = 0;

  private constructor(portal: SandboxPortal, rest: Rest) {
    this.portal = portal;
    this.rest = rest;
  }

  static async of(portal: SandboxPortal): Promise<Side> {
    return new Side(portal, await signIn(portal.url, portal.admin.username, portal.admin.password));
  }

  /** An item with the properties of a recorded one. */
  async item(recorded: Json, more: Json = {}): Promise<string> {
    const given = [
      'title',
      'type',
      'description',
      'snippet',
      'tags',
      'typeKeywords',
      'licenseInfo',
      'accessInformation',
      'url',
    ];
    const params: Json = {};
    for (const name of given) {
      const value = recorded[name];
      if (value !== null && value !== undefined)
        params[name] = Array.isArray(value) ? value.join(',') : value;
    }
    const made = await this.rest.post('/content/users/admin/addItem', {
      ...params,
      extent: recorded.extent ?? '',
      ...more,
    });
    return String(made.id);
  }

  /** A hosted service with recorded layers and properties; answers with its address. */
  async service(properties: Json, layers: Json[]): Promise<string> {
    this.#services += 1;
    const {
      spatialReference,
      initialExtent,
      editorTrackingInfo,
      capabilities = 'Query',
      maxRecordCount = 1000,
    } = properties;
    const made = await this.rest.post('/content/users/admin/createService', {
      outputType: 'featureService',
      createParameters: {
        name: `recorded_${this.#services}`,
        capabilities,
        maxRecordCount,
        spatialReference: spatialReference ?? { wkid: 102100, latestWkid: 3857 },
        ...(initialExtent ? { initialExtent } : {}),
        ...(editorTrackingInfo ? { editorTrackingInfo } : {}),
        xssPreventionInfo: properties.xssPreventionInfo ?? { xssPreventionEnabled: true },
        preserveLayerIds: true,
      },
    });
    const url = String(made.serviceurl);
    const isTable = (layer: Json) => layer.type === 'Table';
    const definitions = layers.map((layer) =>
      Object.fromEntries(
        Object.entries(layer)
          .filter(([name]) => SENT.includes(name))
          .map(([name, value]) => [name, sent(name, value)]),
      ),
    );
    await this.#define(
      url,
      definitions.filter((one) => !isTable(one)),
      definitions.filter(isTable),
    );
    const related = layers.filter(
      ({ relationships }) => Array.isArray(relationships) && relationships.length > 0,
    );
    const sides = (tables: boolean) =>
      related
        .filter((one) => isTable(one) === tables)
        .map(({ id, relationships }) => ({ id, relationships }));
    if (related.length > 0) await this.#define(url, sides(false), sides(true));
    return url;
  }

  /** A view of a service with all its layers; answers with its address. */
  async view(source: string, layers: Json[]): Promise<string> {
    this.#services += 1;
    const made = await this.rest.post('/content/users/admin/createService', {
      outputType: 'featureService',
      isView: true,
      createParameters: { name: `recorded_${this.#services}_view`, isView: true, capabilities: 'Query' },
    });
    const url = String(made.serviceurl);
    const shown = layers.map(({ id, name, type }) => ({
      id,
      name,
      type,
      adminLayerInfo: {
        viewLayerDefinition: {
          sourceServiceName: /\/services\/(?:Hosted\/)?([^/]+)\//.exec(source)?.[1],
          sourceLayerId: id,
          sourceLayerFields: '*',
        },
      },
    }));
    await this.#define(
      url,
      shown.filter(({ type }) => type !== 'Table'),
      shown.filter(({ type }) => type === 'Table'),
    );
    return url;
  }

  async #define(url: string, layers: Json[], tables: Json[]): Promise<void> {
    await this.rest.post(`${adminOf(url)}/addToDefinition`, {
      addToDefinition: { layers, tables },
    });
  }
}

/** The administration directory of a service. */
export function adminOf(url: string): string {
  return url.replace('/rest/services/', '/rest/admin/services/');
}

/** What a client sends when it makes a layer like another. */
const SENT = [
  ...[
    'id',
    'name',
    'type',
    'description',
    'copyrightText',
    'displayField',
    'defaultVisibility',
    'minScale',
    'maxScale',
  ],
  ...[
    'geometryType',
    'hasZ',
    'hasM',
    'enableZDefaults',
    'zDefault',
    'allowUpdateWithoutMValues',
    'allowGeometryUpdates',
    'extent',
    'hasAttachments',
  ],
  ...[
    'objectIdField',
    'globalIdField',
    'typeIdField',
    'fields',
    'types',
    'templates',
    'drawingInfo',
    'htmlPopupType',
    'timeInfo',
  ],
];

/** The geometry is no field of its own in a definition. */
function sent(name: string, value: unknown): unknown {
  if (name !== 'fields') return value;
  return (value as Json[]).filter(({ type }) => type !== 'esriFieldTypeGeometry');
}
