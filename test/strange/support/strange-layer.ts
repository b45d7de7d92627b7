import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CopySettings } from '../../../lib/copy/copy-settings.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import type { Switches } from '../../../sandbox/index.js';
import { field, guid, type Json, type TestRow } from '../../features/town-services.js';

export type Service = { itemId: string; url: string };

/** A layer that portals take, although few expect it. */
export interface StrangeLayer {
  name: string;
  /** Manners of both portals, or of one of them. */
  switches?: Partial<Switches>;
  targetSwitches?: Partial<Switches>;
  make: (portal: WritablePortal) => Promise<Service>;
  /** What somebody does with it before its copy is brought up to date. */
  edits?: ((portal: WritablePortal, url: string) => Promise<unknown>)[];
  settings?: Partial<CopySettings>;
  /** Publishing numbers the layers anew. */
  renumbered?: true;
}

export const label = field('LABEL', 'String', { length: 80 });
export const point = (n: number): Json => ({ x: -7.5e6 + n, y: 4.5e6 });
export const rowsOf = (count: number, more: (n: number) => Json = () => ({})): TestRow[] =>
  Array.from({ length: count }, (_, n) => ({
    attributes: { GlobalID: guid(), LABEL: `row ${n}`, ...more(n) },
    geometry: point(n),
  }));
export const shaped = (shapes: unknown[]): TestRow[] =>
  shapes.map((geometry, n) => ({
    attributes: { GlobalID: guid(), LABEL: `row ${n}` },
    geometry: geometry as Json | null,
  }));
export const update = (portal: WritablePortal, layerUrl: string, rows: Json[]): Promise<unknown> =>
  portal.write(`${layerUrl}/applyEdits`, { updates: JSON.stringify(rows) });

/** Without GlobalIDs, which hosted layers need not have. */
export function withoutGlobalIds(one: Json): Json {
  const { globalIdField: _, ...rest } = one;
  return { ...rest, fields: (one.fields as Json[]).filter(({ name }) => name !== 'GlobalID') };
}

export async function attachFile(
  portal: WritablePortal,
  row: string,
  {
    name,
    content,
    keywords = '',
    contentType = 'text/plain',
  }: { name: string; content: string; keywords?: string; contentType?: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strange-file-'));
  const path = join(folder, 'file');
  await writeFile(path, content);
  const answer = await portal.write<{ addAttachmentResult?: { success: boolean } }>(
    `${row}/addAttachment`,
    { keywords },
    { files: { attachment: { path, name, contentType } } },
  );
  await rm(folder, { recursive: true });
  if (answer.addAttachmentResult?.success !== true) throw new Error(`${name} was refused.`);
}

export async function attachmentsOf(
  portal: WritablePortal,
  row: string,
): Promise<{ id: number; name: string }[]> {
  const answer = await portal.read<{ attachmentInfos: { id: number; name: string }[] }>(`${row}/attachments`);
  return answer.attachmentInfos;
}

export const removeFile = (portal: WritablePortal, row: string, id: number): Promise<unknown> =>
  portal.write(`${row}/deleteAttachments`, { attachmentIds: String(id) });
