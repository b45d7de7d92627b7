import { listResources, resourcePath } from '../items/list-resources.js';
import type { CopyJob } from './copy-job.js';

/** Resources that may refer to items, and no larger than a configuration is. */
const CONFIGURATION = /\.(?:json|xml|html?)$/i;
const LARGEST = 5 * 1024 * 1024;

/** The resources of the source item in which it may name what it needs, parsed where they are JSON. */
export async function readTextResources(job: CopyJob): Promise<unknown[]> {
  const resources = await listResources(job.source, job.item.id, job.signal);
  const readable = resources.filter(
    ({ resource, size }) => CONFIGURATION.test(resource) && (size ?? 0) <= LARGEST,
  );
  const documents: unknown[] = [];
  for (const { resource } of readable) {
    const text = await job.source.readText(resourcePath(job.item.id, resource), {}, { signal: job.signal });
    documents.push(parsed(text));
  }
  return documents;
}

/** JSON if the text is that, else the text. */
export function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
