import type { Call } from '../../http/call.js';
import { visibleFieldsOf } from '../layer-fields.js';
import type { Service } from '../service.js';

/** `queryDomains`: each domain of the layers once, by its name. */
export function queryDomains(service: Service, call: Call): Record<string, unknown> {
  const wanted = call.params
    .text('layers', '')
    .replace(/[[\]\s]/g, '')
    .split(',')
    .filter((id) => id !== '')
    .map(Number);
  const domains = new Map<string, unknown>();
  for (const layer of service.layers) {
    if (wanted.length > 0 && !wanted.includes(layer.definition.id)) continue;
    for (const { field } of visibleFieldsOf(layer)) {
      if (field.domain)
        domains.set(field.domain.name ?? `${layer.definition.name}_${field.name}`, field.domain);
    }
  }
  return { domains: [...domains.values()] };
}
