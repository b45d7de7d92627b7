import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { type Json, layerLabel } from './definition.js';
import { finishedChange } from './finished-change.js';
import type { LayerService } from './layer-service.js';
import { pairLayers } from './service-mapping.js';

/**
 * Gives the copy's layers and tables the metadata documents of their sources. Hosted layers have some of their own since Enterprise 11.2; one
 * that is not taken is named by a warning.
 * @param rewrite turns the source's references into the target's
 * @see https://developers.arcgis.com/rest/services-reference/enterprise/fs-update-metadata
 */
export async function copyLayerMetadata(
  source: ReadablePortal,
  target: WritablePortal,
  from: LayerService,
  to: { built: LayerService; mapping: ServiceMapping },
  rewrite: (text: string) => string,
  signal?: AbortSignal,
): Promise<Warning[]> {
  const options = signal ? { signal } : {};
  const warnings: Warning[] = [];
  for (const pair of pairLayers(from, to.built, to.mapping)) {
    if (pair.source.hasMetadata !== true) continue;
    const url = `${to.built.url}/${pair.target.id}/metadata`;
    try {
      const wanted = rewrite(await source.readText(`${from.url}/${pair.source.id}/metadata`, {}, options));
      const read = async (): Promise<boolean> =>
        layout(await target.readText(url, {}, options)) === layout(wanted);
      if (pair.target.hasMetadata === true && (await read())) continue;
      const params = { metadata: wanted, metadataUploadFormat: 'xml' };
      const answer = await target.write<Json>(`${url}/update`, params, { ...options, repeatable: true });
      const statusUrl = answer.statusUrl ?? answer.statusURL;
      if (typeof statusUrl === 'string')
        await finishedChange(target, statusUrl, 'The update of metadata', signal);
      if (await read()) continue;
      warnings.push(notCarried(pair.source, 'The target took it, but has another one afterwards.'));
    } catch (error) {
      if (!(error instanceof ArcGISError) || !REFUSALS.includes(error.code)) throw error;
      warnings.push(notCarried(pair.source, error.message));
    }
  }
  return warnings;
}

const REFUSALS = ['ARCGIS_UNEXPECTED', 'ARCGIS_NOT_FOUND', 'ARCGIS_FORBIDDEN', 'ARCGIS_JOB_FAILED'];

/** Without the blanks and line ends in which a portal may lay out a document anew. */
function layout(xml: string): string {
  return xml
    .replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '')
    .replace(/>\s+</g, '><')
    .trim();
}

function notCarried(layer: LayerService['layers'][number], why: string): Warning {
  return {
    code: 'NOT_COPIED',
    message: `Layer ${layerLabel(layer)} has metadata of its own, which the copy does not have. ${why} Enter it in the target by hand.`,
    path: `layers[${layer.id}]`,
  };
}
