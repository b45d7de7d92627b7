import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../../lib/items/item.js';
import type { ReadablePortal, WritablePortal } from '../../../lib/portal/portal.js';

type Json = Record<string, unknown>;

/** What is published of a package. */
export interface PublishedTiles {
  packageId: string;
  id: string;
  url: string;
}

export const PACKAGES = {
  tpkx: { type: 'Compact Tile Package', fileType: 'compactTilePackage' },
  tpk: { type: 'Tile Package', fileType: 'tilePackage' },
  vtpk: { type: 'Vector Tile Package', fileType: 'vectorTilePackage' },
  slpk: { type: 'Scene Package', fileType: 'scenePackage' },
  '3tz': { type: '3DTiles Package', fileType: '3DTilesPackage' },
} as const;

/** Puts packages into a portal, and publishes them. */
export class TileContent {
  constructor(
    readonly portal: WritablePortal,
    readonly username: string,
  ) {}

  async addPackage(ending: keyof typeof PACKAGES, name: string, bytes: Buffer): Promise<string> {
    return this.sendFile(`addItem`, `${name}.${ending}`, bytes, {
      type: PACKAGES[ending].type,
      title: name,
      tags: 'tiles',
      snippet: `Package of ${name}`,
    });
  }

  async replacePackage(id: string, fileName: string, bytes: Buffer): Promise<void> {
    await this.sendFile(`items/${id}/update`, fileName, bytes, {});
  }

  /** What `publish` says first of the one service. */
  async publish(packageId: string, ending: keyof typeof PACKAGES, name: string): Promise<Json> {
    const { services } = await this.portal.write<{ services: Json[] }>(
      `/content/users/${this.username}/publish`,
      {
        itemid: packageId,
        fileType: PACKAGES[ending].fileType,
        publishParameters: JSON.stringify({ name, maxRecordCount: 2000 }),
      },
    );
    return services[0] ?? {};
  }

  async tiles(ending: keyof typeof PACKAGES, name: string, bytes: Buffer): Promise<PublishedTiles> {
    const packageId = await this.addPackage(ending, name, bytes);
    const { serviceItemId, serviceurl, jobId } = await this.publish(packageId, ending, name);
    const id = String(serviceItemId);
    assert.equal(await this.end(id, String(jobId)), 'completed');
    return { packageId, id, url: String(serviceurl) };
  }

  /** Cuts tiles, vector tiles or a scene from a hosted layer. */
  async cut(
    layerId: string,
    outputType: 'Tiles' | 'VectorTiles' | 'sceneService',
    name: string,
    parameters: Json = {},
  ): Promise<{ id: string; url: string }> {
    const { services } = await this.portal.write<{ services: Json[] }>(
      `/content/users/${this.username}/publish`,
      {
        itemid: layerId,
        filetype: 'featureService',
        outputType,
        buildInitialCache: true,
        publishParameters: JSON.stringify({ name, ...parameters }),
      },
    );
    const { serviceItemId, serviceurl, jobId } = services[0] ?? {};
    assert.ok(serviceItemId, JSON.stringify(services));
    assert.equal(await this.end(String(serviceItemId), String(jobId)), 'completed');
    return { id: String(serviceItemId), url: String(serviceurl) };
  }

  /** Publishes the package anew over its service. */
  async overwrite(
    { id, packageId }: PublishedTiles,
    ending: keyof typeof PACKAGES,
    name: string,
  ): Promise<void> {
    await this.portal.write(`/content/users/${this.username}/publish`, {
      itemid: packageId,
      fileType: PACKAGES[ending].fileType,
      overwrite: true,
      publishParameters: JSON.stringify({ name }),
    });
    assert.equal(await this.end(id), 'completed');
  }

  /** State of a job that has ended. */
  async end(id: string, jobId?: string): Promise<string> {
    for (;;) {
      const path = `/content/users/${this.username}/items/${id}/status`;
      const { status } = await this.portal.read<{ status: string }>(path, {
        jobType: 'publish',
        ...(jobId && { jobId }),
      });
      if (status !== 'processing') return status;
    }
  }

  private async sendFile(path: string, name: string, bytes: Buffer, params: Json): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'tiles-test-'));
    const file = join(dir, 'package');
    await writeFile(file, bytes);
    const { id } = await this.portal.write<{ id: string }>(
      `/content/users/${this.username}/${path}`,
      params,
      { files: { file: { path: file, name, contentType: 'application/octet-stream' } } },
    );
    await rm(dir, { recursive: true });
    return id;
  }
}

/** Text of what lies below a service. */
export async function textAt(portal: ReadablePortal, url: string): Promise<string> {
  return portal.readText(url);
}

export async function related(portal: ReadablePortal, id: string, direction = 'forward'): Promise<string[]> {
  const { relatedItems } = await portal.read<{ relatedItems: Item[] }>(`/content/items/${id}/relatedItems`, {
    relationshipType: 'Service2Data',
    direction,
  });
  return relatedItems.map((item) => item.id);
}
