import type { Call } from '../../http/call.js';
import { CallParams } from '../../http/call.js';
import { layerOf } from '../access.js';
import type { Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { invalidParameter } from './query-errors.js';
import { layerResult } from './query-layer.js';

interface LayerQuery {
  layerId: number;
  where?: string;
  outFields?: string;
}

/** `<FeatureServer>/query`: several layers at once, each with its clause (`layerDefs`). */
export function queryService(
  context: ServicesContext,
  service: Service,
  call: Call,
): Record<string, unknown> {
  const queries = layerQueries(context, call.params.text('layerDefs', ''));
  return {
    layers: queries.map(({ layerId, where = '1=1', outFields = '*' }) => {
      const layer = layerOf(context, service, layerId);
      const params = new CallParams();
      for (const [name, value] of call.params.entries()) params.set(name, value);
      params.set('where', where === '' ? '1=1' : where);
      params.set('outFields', outFields);
      return { id: layerId, ...layerResult(context, layer, { ...call, params, route: { ...call.route } }) };
    }),
  };
}

/** A list of objects, an object of clauses by id, or `0:clause;1:clause`. */
function layerQueries(context: ServicesContext, text: string): LayerQuery[] {
  if (text.trim() === '') throw invalidParameter(context, 'layerDefs');
  if (/^\s*[[{]/.test(text)) {
    try {
      const given = JSON.parse(text) as LayerQuery[] | Record<string, string>;
      if (Array.isArray(given)) return given;
      return Object.entries(given).map(([id, where]) => ({ layerId: Number(id), where }));
    } catch {
      throw invalidParameter(context, 'layerDefs');
    }
  }
  return text.split(';').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw invalidParameter(context, 'layerDefs');
    return { layerId: Number(part.slice(0, colon)), where: part.slice(colon + 1) };
  });
}
