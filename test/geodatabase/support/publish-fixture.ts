import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixture } from '../../real/fixtures.js';
import type { Rest } from '../../support/rest.js';

interface Published {
  services: { serviceItemId: string; serviceurl: string }[];
}

/** Publishes a real File Geodatabase in a portal, by plain calls; gives the item and the URL of the service. */
export async function publishFixture(
  portal: Rest,
  username: string,
  file: string,
): Promise<{ id: string; url: string }> {
  const name = file.replace(/\..*$/, '');
  const form = new FormData();
  form.set('type', 'File Geodatabase');
  form.set('title', name);
  form.set('tags', 'real');
  form.set('file', await openAsBlob(fixture('data', file)), file);
  const content = `/content/users/${username}`;
  const { id } = await portal.post<{ id: string }>(`${content}/addItem`, form);
  const answer = await portal.json<Published>(`${content}/publish`, {
    itemid: id,
    fileType: 'fileGeodatabase',
    publishParameters: { name },
  });
  const [service] = answer.services;
  assert.ok(service, 'a service');
  for (;;) {
    const { status, statusMessage } = await portal.json(`${content}/items/${service.serviceItemId}/status`);
    if (status === 'completed') return { id: service.serviceItemId, url: service.serviceurl };
    assert.notEqual(status, 'failed', String(statusMessage));
    await sleep(20);
  }
}
