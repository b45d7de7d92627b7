import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceCopy } from '../../../lib/features/create-service-copy.js';
import { readLayerService } from '../../../lib/features/layer-service.js';
import { countRows } from '../../../lib/features/read-rows.js';
import type { SourceId } from '../../../lib/items/item.js';
import { readItem } from '../../../lib/items/read-item.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { downloadToFile } from '../../../lib/transfer/download-to-file.js';
import type { Task } from './task.js';

interface Row {
  attributes: Record<string, unknown>;
  geometry?: unknown;
}

const PAGE = 2000;

/**
 * What a plain script does: a page is read, the page is written; then of each row the list of its files is read, and each file is downloaded
 * and uploaded. One request at a time, and nothing is compared. Copies only a share of the rows if asked to.
 */
export async function copyByLoop(
  source: WritablePortal,
  target: WritablePortal,
  task: Task,
): Promise<string> {
  const { signal } = new AbortController();
  const item = await readItem(source, task.id as SourceId, signal);
  const from = await readLayerService(source, String(item.url));
  const { user } = await target.self();
  const copy = await createServiceCopy(target, {
    source: from,
    owner: user?.username ?? '',
    folderId: null,
    name: 'Loop',
    itemParams: { title: 'Loop', tags: 'bench' },
  });
  const [ours, theirs] = [`${from.url}/0`, `${copy.url}/0`];
  const wanted = Math.ceil((await countRows(source, ours)) * task.share);
  const ids = new Map<number, number>();
  for (let last = -1; ids.size < wanted; ) {
    const { features } = await source.read<{ features: Row[] }>(`${ours}/query`, {
      where: `OBJECTID > ${last}`,
      outFields: '*',
      orderByFields: 'OBJECTID',
      resultRecordCount: Math.min(PAGE, wanted - ids.size),
    });
    if (features.length === 0) break;
    last = await writePage(target, theirs, features, ids);
  }
  if (from.layers[0]?.hasAttachments === true) await copyFiles(source, target, ours, theirs, ids);
  return `${ids.size} rows`;
}

async function writePage(
  target: WritablePortal,
  url: string,
  features: Row[],
  ids: Map<number, number>,
): Promise<number> {
  const { addResults } = await target.write<{ addResults: { objectId: number; success: boolean }[] }>(
    `${url}/applyEdits`,
    { adds: JSON.stringify(features), useGlobalIds: true },
  );
  features.forEach(({ attributes }, index) => {
    const result = addResults[index];
    if (!result?.success) throw new Error('A row of the loop was refused.');
    ids.set(Number(attributes.OBJECTID), result.objectId);
  });
  return Number(features.at(-1)?.attributes.OBJECTID);
}

async function copyFiles(
  source: WritablePortal,
  target: WritablePortal,
  ours: string,
  theirs: string,
  ids: ReadonlyMap<number, number>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-loop-'));
  for (const [row, copied] of ids) {
    const { attachmentInfos } = await source.read<{
      attachmentInfos: { id: number; name: string; contentType: string; keywords?: string }[];
    }>(`${ours}/${row}/attachments`);
    for (const { id, name, contentType, keywords } of attachmentInfos) {
      const path = join(folder, 'file');
      await downloadToFile(source, `${ours}/${row}/attachments/${id}`, path);
      const attachment = { path, name, contentType };
      await target.write(`${theirs}/${copied}/addAttachment`, keywords ? { keywords } : {}, {
        files: { attachment },
      });
    }
  }
  await rm(folder, { recursive: true });
}
