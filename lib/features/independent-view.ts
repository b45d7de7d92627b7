import { asArray, asJson, type Json, type LayerDefinition, type Relationship } from './definition.js';
import type { LayerService } from './layer-service.js';

/** What makes a service a view, and is not said of one with rows of its own. */
const OF_A_VIEW = [
  'isView',
  'isUpdatableView',
  'isMultiServicesView',
  'sourceSchemaChangesAllowed',
  'viewSourceHasAttachments',
  'adminLayerInfo',
  'viewDefinitionQuery',
  'definitionQuery',
];

/** Properties that name one field, with those that say nothing without it. */
const POINTERS: Readonly<Record<string, readonly string[]>> = {
  typeIdField: ['types'],
  subtypeField: ['subtypes', 'defaultSubtypeCode'],
  globalIdField: [],
  displayField: [],
};

/**
 * A view as if it were a hosted layer with rows of its own: the layers, fields and rows that it shows, without its filter, area of interest and
 * joins, and without what leads to fields and tables that it hides. `shows` stands for what decides which rows those are.
 */
export function independentView(view: LayerService): LayerService {
  const { sources: _sources, definitionReadable: _readable, ...rest } = view;
  const shown = view.layers.map((layer) => ({
    ...without(layer, OF_A_VIEW),
    fields: layer.fields.filter(({ visible }) => visible !== false).map(({ visible: _, ...field }) => field),
  })) as LayerDefinition[];
  return {
    ...rest,
    isView: false,
    service: without(view.service, OF_A_VIEW),
    layers: shown.map((layer) => withoutHidden(layer, shown)),
    shows: view.layers.map(({ viewDefinitionQuery, adminLayerInfo }) => [
      viewDefinitionQuery ?? null,
      asJson(adminLayerInfo).viewLayerDefinition ?? null,
    ]),
  };
}

function withoutHidden(layer: LayerDefinition, all: readonly LayerDefinition[]): LayerDefinition {
  const has = namesOf(layer);
  const gone = Object.entries(POINTERS).flatMap(([key, dependants]) => {
    const name = layer[key];
    return typeof name === 'string' && name !== '' && !has(name) ? [key, ...dependants] : [];
  });
  const relationships = asArray<Relationship>(layer.relationships).filter((one) => isShown(layer, one, all));
  const indexes = asArray<Json>(layer.indexes).filter(({ fields }) =>
    String(fields ?? '')
      .split(',')
      .every((name) => has(name.trim())),
  );
  return {
    ...without(layer, gone),
    ...(layer.relationships && { relationships }),
    ...(layer.indexes ? { indexes } : {}),
  } as LayerDefinition;
}

/** Both ends, their keys, and the table between them if there is one. */
function isShown(layer: LayerDefinition, end: Relationship, all: readonly LayerDefinition[]): boolean {
  const find = (id: unknown): LayerDefinition | undefined =>
    all.find((candidate) => Number(candidate.id) === Number(id));
  const related = find(end.relatedTableId);
  const otherEnd = asArray<Relationship>(related?.relationships).find(
    (one) => one.id === end.id && one.role !== end.role,
  );
  const between = end.relationshipTableId == null || find(end.relationshipTableId) !== undefined;
  return Boolean(
    related && otherEnd && between && namesOf(layer)(end.keyField) && namesOf(related)(otherEnd.keyField),
  );
}

function namesOf(layer: LayerDefinition): (name: string) => boolean {
  const names = new Set(layer.fields.map(({ name }) => name.toLowerCase()));
  return (name) => names.has(String(name).toLowerCase());
}

function without(from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}
