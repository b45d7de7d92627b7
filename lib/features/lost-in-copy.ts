import type { Warning } from '../items/findings.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { globalIdField, layerLabel } from './definition.js';
import { editFields } from './field-roles.js';
import type { LayerService } from './layer-service.js';
import { keepsGlobalIds, type LayerPair, pairLayers } from './service-mapping.js';
import { keepsCurves } from './true-curves.js';

/**
 * Which values the portal could not take over, with a warning for each: GlobalIDs where it makes its own, and editors and edit
 * dates where it records them in columns of its own. `built` is the service as it was while rows were loaded.
 */
export function lostInCopy(
  source: LayerService,
  finished: LayerService,
  mapping: ServiceMapping,
  built: LayerService,
): { fields: Record<string, string[]>; warnings: Warning[] } {
  const fields: Record<string, string[]> = {};
  const warnings: Warning[] = [];
  for (const pair of pairLayers(source, finished, mapping)) {
    const lost: string[] = [];
    const label = layerLabel(pair.source);
    const path = `layers[${pair.source.id}]`;
    const globalId = globalIdField(pair.source);
    if (globalId !== null && !keepsGlobalIds(pair, built)) {
      lost.push(globalId);
      warnings.push({
        code: 'GLOBALIDS_NOT_KEPT',
        message: `The target gives the rows of layer ${label} GlobalIDs of its own. Related rows follow them; links written elsewhere do not.`,
        path,
      });
    }
    if (isCurved(source, pair) && !keepsCurves(pair.source)) {
      warnings.push({
        code: 'CURVES_NOT_KEPT',
        message: `The target keeps no true curves: those of layer ${label}, if it has any, are short straight lines there, as the source gives them to clients that know no curves.`,
        path,
      });
    }
    const theirs = editFields(pair.target);
    const ours = Object.entries(editFields(pair.source));
    const elsewhere = ours.filter(
      ([role, name]) => theirs[role] !== undefined && pair.fields.get(name) !== theirs[role],
    );
    const gone = ours.filter(([, name]) => !pair.fields.has(name));
    lost.push(...gone.map(([, name]) => name));
    if (gone.length > 0 || elsewhere.length > 0) {
      warnings.push({
        code: 'EDITORS_NOT_KEPT',
        message:
          gone.length > 0
            ? `The target does not take over who made and changed the rows of layer ${label}, and when: it shows the signed-in user and the time of the copy.`
            : `Who made and changed the rows of layer ${label}, and when, is kept in ${ours.map(([, name]) => pair.fields.get(name)).join(', ')}; the target tracks new edits in ${Object.values(theirs).join(', ')}.`,
        path,
      });
    }
    if (lost.length > 0) fields[pair.source.id] = lost;
  }
  return { fields, warnings };
}

function isCurved({ layers }: LayerService, { source }: LayerPair): boolean {
  return layers.some((layer) => Number(layer.id) === Number(source.id) && keepsCurves(layer));
}
