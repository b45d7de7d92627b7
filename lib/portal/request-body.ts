import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { FormData } from 'undici';
import { ArcGISError } from './arcgis-error.js';
import { formBody } from './form-body.js';
import type { FilePart } from './portal.js';

/**
 * Body of a POST: form fields, or multipart if anything in it is a file. Files are read from disk while they are sent; their length is
 * known beforehand, because portals refuse uploads of unknown length above 50 MB.
 *
 * @throws ArcGISError ARCGIS_INPUT if a file cannot be read.
 */
export async function requestBody(
  params: [name: string, value: string | Blob][],
  files: Record<string, FilePart>,
): Promise<Buffer | FormData> {
  const parts = Object.entries(files);
  if (parts.length === 0 && params.every(([, value]) => typeof value === 'string')) {
    return formBody(params as [string, string][]);
  }
  const form = new FormData();
  for (const [name, value] of params) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, value instanceof File ? value.name : name);
  }
  for (const [name, part] of parts) {
    const blob = await open(part);
    form.append(name, blob, part.name === '' ? basename(part.path) : part.name);
  }
  return form;
}

async function open(part: FilePart): Promise<Blob> {
  try {
    return await openAsBlob(part.path, { type: part.contentType ?? 'application/octet-stream' });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ArcGISError('ARCGIS_INPUT', `The file ${part.path} cannot be read for the upload: ${words}.`);
  }
}
