import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritablePortal } from '../../../lib/portal/portal.js';

type Json = Record<string, unknown>;

/** Puts content into a portal, with nothing but what each test needs. Every function gives the new item's id. */
export class Content {
  constructor(
    readonly portal: WritablePortal,
    readonly username: string,
  ) {}

  private get path(): string {
    return `/content/users/${this.username}`;
  }

  async folder(title: string): Promise<string> {
    const { folder } = await this.portal.write<{ folder: { id: string } }>(`${this.path}/createFolder`, {
      title,
    });
    return folder.id;
  }

  async file(title: string, text: string, folder = ''): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'copy-test-file-'));
    const path = join(dir, 'file');
    await writeFile(path, text);
    const { id } = await this.portal.write<{ id: string }>(
      `${this.path}${folder && `/${folder}`}/addItem`,
      { type: 'CSV', title, tags: 'town,file', snippet: `About ${title}` },
      { files: { file: { path, name: `${title}.csv`, contentType: 'text/csv' } } },
    );
    await rm(dir, { recursive: true });
    return id;
  }

  async document(type: string, title: string, data: unknown, more: Json = {}): Promise<string> {
    const params = { type, title, tags: 'town', text: JSON.stringify(data), ...more };
    const { id } = await this.portal.write<{ id: string }>(`${this.path}/addItem`, params);
    return id;
  }

  /** Gives an item a file as its data. */
  async packageOf(id: string, name: string, bytes: Uint8Array): Promise<void> {
    const dir = await mkdtemp(join(tmpdir(), 'copy-test-file-'));
    const path = join(dir, 'file');
    await writeFile(path, bytes);
    const file = { path, name, contentType: 'application/zip' };
    await this.portal.write(`${this.path}/items/${id}/update`, {}, { files: { file } });
    await rm(dir, { recursive: true });
  }

  update(id: string, params: Json): Promise<unknown> {
    return this.portal.write(`${this.path}/items/${id}/update`, params);
  }

  /** A point layer with some rows. */
  async layer(name: string, rows: number): Promise<{ id: string; url: string }> {
    const spatialReference = { wkid: 102100, latestWkid: 3857 };
    const extent = { xmin: -1000, ymin: -1000, xmax: 1000, ymax: 1000, spatialReference };
    const createParameters = {
      name,
      capabilities: 'Query,Create,Update,Delete,Editing',
      spatialReference,
      initialExtent: extent,
      maxRecordCount: 1000,
      allowGeometryUpdates: true,
      units: 'esriMeters',
    };
    const { serviceItemId, serviceurl } = await this.portal.write<{
      serviceItemId: string;
      serviceurl: string;
    }>(`${this.path}/createService`, {
      createParameters: JSON.stringify(createParameters),
      outputType: 'featureService',
    });
    await this.portal.write(`${admin(serviceurl)}/addToDefinition`, {
      addToDefinition: JSON.stringify({ layers: [pointLayer(name, extent)] }),
    });
    await this.update(serviceItemId, { title: name, tags: 'town,layer', text: JSON.stringify(popup(name)) });
    if (rows) await this.addRows(serviceurl, rows);
    return { id: serviceItemId, url: serviceurl };
  }

  async addRows(url: string, count: number, from = 1): Promise<void> {
    const adds = Array.from({ length: count }, (_, n) => ({
      geometry: { x: n, y: -n, spatialReference: { wkid: 102100 } },
      attributes: { NAME: `Row ${from + n}`, STATUS: n % 2 ? 'open' : 'closed' },
    }));
    await this.portal.write(`${url}/0/addFeatures`, { features: JSON.stringify(adds) });
  }

  /** A view that shows the open rows of a layer, or others. */
  async view(
    name: string,
    of: { id: string; url: string },
    viewDefinitionQuery = "STATUS = 'open'",
  ): Promise<{ id: string; url: string }> {
    const spatialReference = { wkid: 102100, latestWkid: 3857 };
    const { serviceItemId, serviceurl } = await this.portal.write<{
      serviceItemId: string;
      serviceurl: string;
    }>(`${this.path}/createService`, {
      createParameters: JSON.stringify({ name, isView: true, capabilities: 'Query', spatialReference }),
      isView: true,
      outputType: 'featureService',
    });
    const source = serviceName(of.url);
    const layer = {
      id: 0,
      name: 'Open',
      adminLayerInfo: {
        viewLayerDefinition: { sourceServiceName: source, sourceLayerId: 0, sourceLayerFields: '*' },
      },
    };
    await this.portal.write(`${admin(serviceurl)}/addToDefinition`, {
      addToDefinition: JSON.stringify({ layers: [layer] }),
    });
    await this.portal.write(`${admin(serviceurl)}/0/updateDefinition`, {
      updateDefinition: JSON.stringify({ viewDefinitionQuery }),
    });
    await this.update(serviceItemId, { title: name, tags: 'town,view' });
    return { id: serviceItemId, url: serviceurl };
  }
}

export function webMap(layers: { id?: string; url: string; title: string }[], more: Json = {}): Json {
  return {
    operationalLayers: layers.map(({ id, url, title }, n) => ({
      id: `layer-${n}`,
      title,
      url: `${url}/0`,
      ...(id && { itemId: id }),
      layerType: 'ArcGISFeatureLayer',
    })),
    baseMap: { baseMapLayers: [], title: 'None' },
    version: '2.30',
    ...more,
  };
}

export function dashboard(map: string): Json {
  return { version: 50, desktopView: { widgets: [{ id: 'w1', type: 'mapWidget', itemId: map }] } };
}

export function app(map: string): Json {
  return { source: null, values: { webmap: map, title: 'App' } };
}

function popup(name: string): Json {
  return {
    layers: [
      { id: 0, popupInfo: { title: `${name} {NAME}`, fieldInfos: [{ fieldName: 'NAME', label: 'Name' }] } },
    ],
  };
}

function pointLayer(name: string, extent: Json): Json {
  const text = {
    type: 'esriFieldTypeString',
    length: 50,
    nullable: true,
    editable: true,
    domain: null,
    defaultValue: null,
  };
  return {
    id: 0,
    name,
    type: 'Feature Layer',
    geometryType: 'esriGeometryPoint',
    extent,
    objectIdField: 'OBJECTID',
    globalIdField: 'GlobalID',
    displayField: 'NAME',
    hasAttachments: false,
    fields: [
      { name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID', nullable: false, editable: false },
      {
        name: 'GlobalID',
        type: 'esriFieldTypeGlobalID',
        alias: 'GlobalID',
        length: 38,
        nullable: false,
        editable: false,
      },
      { name: 'NAME', alias: 'Name', ...text },
      { name: 'STATUS', alias: 'Status', ...text },
    ],
    drawingInfo: {
      renderer: {
        type: 'simple',
        symbol: { type: 'esriSMS', style: 'esriSMSCircle', size: 6, color: [1, 2, 3, 255] },
      },
    },
    templates: [],
  };
}

function admin(url: string): string {
  return url.replace('/rest/services/', '/rest/admin/services/');
}

function serviceName(url: string): string {
  return /\/([^/]+)\/FeatureServer/.exec(url)?.[1] ?? '';
}
