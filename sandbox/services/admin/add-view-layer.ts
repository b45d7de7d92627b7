import type { Caller } from '../../http/call.js';
import type {
  AreaOfInterest,
  Field,
  LayerDefinition,
  Relationship,
  ViewSource,
} from '../layer-definition.js';
import { fieldsOf, overridesOf } from '../layer-fields.js';
import type { Layer, Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { addJoinedLayer } from './add-joined-layer.js';
import { checkLayer } from './check-layer.js';
import { checkViewFilter } from './check-view-filter.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';
import { sourceLayer } from './source-layer.js';
import { viewProperties } from './view-properties.js';

type Json = Record<string, unknown>;

/** A layer of a view: of one layer of another service, or of several that are joined. Throws DefinitionError. */
export function addViewLayer(
  context: ServicesContext,
  service: Service,
  entry: Json,
  id: number,
  caller: Caller | null | undefined,
): Layer {
  const admin = (entry.adminLayerInfo ?? {}) as Json;
  const info = (admin.viewLayerDefinition ?? {}) as Json;
  if (info.table) return addJoinedLayer(context, service, entry, id, caller);
  if (typeof info.sourceServiceName !== 'string') {
    throw new DefinitionError(
      'A layer of a view needs adminLayerInfo.viewLayerDefinition.sourceServiceName.',
    );
  }
  const view = info as unknown as ViewSource;
  const source = sourceLayer(context, service, view, caller);
  const overrides = new Map(jsonList(entry.fields).map((field) => [String(field.name).toLowerCase(), field]));
  const base = source.definition;
  const { join: _, ...plain } = base;
  const definition: LayerDefinition = {
    ...plain,
    ...viewProperties(entry, base),
    id,
    type: base.type,
    name: typeof entry.name === 'string' && entry.name !== '' ? entry.name : base.name,
    fields: viewFields(
      fieldsOf(source).map(({ field }) => field),
      view,
      overrides,
    ),
    relationships: jsonList(entry.relationships) as unknown as Relationship[],
    viewDefinitionQuery: String(
      entry.viewDefinitionQuery ?? (typeof info.filter === 'string' ? info.filter : ''),
    ),
    areaOfInterest: areaOf(info.filter),
    sourceLayerFields: view.sourceLayerFields ?? '*',
  };
  checkLayer(definition);
  const layer = context.store.addLayer(service, definition, source);
  checkViewFilter(context, layer);
  return layer;
}

/** The area of interest in a `filter`; null for anything else. */
export function areaOf(filter: unknown): AreaOfInterest | null {
  const area = filter as Partial<AreaOfInterest> | null | undefined;
  return typeof area === 'object' && area?.value?.geometry ? (area as AreaOfInterest) : null;
}

function viewFields(fields: Field[], view: ViewSource, overrides: Map<string, Json>): Field[] {
  const chosen = Array.isArray(view.sourceLayerFields)
    ? new Map(view.sourceLayerFields.map((one) => [(one.source ?? one.name).toLowerCase(), one]))
    : null;
  return fields.map((field) => {
    const choice = chosen?.get(field.name.toLowerCase());
    const name = choice?.name ?? field.name;
    const override = overrides.get(name.toLowerCase());
    const system = field.type === 'esriFieldTypeOID' || field.type === 'esriFieldTypeGlobalID';
    const listed =
      (chosen === null || choice !== undefined) && (overrides.size === 0 || override !== undefined);
    return {
      ...field,
      ...override,
      overrides: overridesOf(override ?? {}, field),
      name,
      type: field.type,
      ...(name === field.name ? {} : { source: field.name }),
      visible: system || (listed && override?.visible !== false),
    };
  });
}
