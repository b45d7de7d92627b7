import { PortalError, TextAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Layer } from './service.js';
import type { ServicesContext } from './services-context.js';
import { statusUrl } from './status-url.js';

/** The metadata document of a layer: what was stored, or one that says its name. */
export function layerMetadata({ definition }: Layer): TextAnswer {
  const stored = definition.metadata;
  const text =
    typeof stored === 'string'
      ? stored
      : `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xml:lang="en"><dataIdInfo><idCitation><resTitle>${escaped(definition.name)}</resTitle></idCitation></dataIdInfo></metadata>\n`;
  return new TextAnswer(text, 'text/xml;charset=utf-8');
}

/** `metadata/update`: stores a document that was sent as text or uploaded before. It is told as a job. */
export function updateMetadata(context: ServicesContext, layer: Layer, call: Call): Record<string, unknown> {
  const upload = call.params.text('metadataUploadId', '').trim();
  let text = call.params.text('metadata', '');
  if (upload !== '') {
    const { file } = context.uploads.take(upload);
    text = context.files.read(file).toString('utf8');
    context.files.remove([file]);
  }
  if (!/^\uFEFF?\s*</.test(text)) {
    throw new PortalError(400, 'Unable to update metadata.', { details: ['The metadata is no XML.'] });
  }
  layer.definition.metadata = text;
  context.store.saveLayer(layer);
  return statusUrl(context, call, layer.service, context.jobs.add(context.switches().jobMs));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
