import { sqlTypeOf } from './field-values.js';
import { styledGuid } from './guid.js';
import type { Field } from './layer-definition.js';
import type { Layer } from './service.js';
import type { ServicesContext } from './services-context.js';
import type { SqlContext } from './sql/sql-fragment.js';

/** A field of a layer and the column in which its values are. */
export interface LayerField {
  field: Field;
  column: string;
}

/** All fields of a layer in their order, hidden ones too. In a view a field may have another name than in its source. */
export function fieldsOf(layer: Layer): LayerField[] {
  const { fields } = layer.definition;
  if (!layer.source || layer.definition.join) return fields.map((field) => ({ field, column: field.name }));
  const below = byName(fieldsOf(layer.source));
  return fields.flatMap((field) => {
    const name = typeof field.source === 'string' ? field.source : field.name;
    const origin = below.get(name.toLowerCase());
    return origin ? [{ field: viewField(field, origin.field), column: origin.column }] : [];
  });
}

/** A view's field as the source's is now, but for what the view says of it itself. */
function viewField(field: Field, origin: Field): Field {
  const { name, source, visible, overrides } = field;
  if (!Array.isArray(overrides)) return field;
  const own = Object.fromEntries(overrides.map((key) => [key, field[key]]));
  const { visible: _, source: _source, overrides: _own, ...live } = origin;
  return {
    ...live,
    ...own,
    name,
    overrides,
    ...(source ? { source } : {}),
    ...(visible === undefined ? {} : { visible }),
  };
}

/** The properties in which a view's field differs from its source's. */
export function overridesOf(change: Record<string, unknown>, origin: Field): string[] {
  const kept = ['name', 'type', 'source', 'visible', 'overrides'];
  return Object.keys(change).filter(
    (key) =>
      !kept.includes(key) && JSON.stringify(change[key] ?? null) !== JSON.stringify(origin[key] ?? null),
  );
}

/** A field as clients see it. */
export function shownField({
  source: _source,
  overrides: _overrides,
  ...field
}: Field): Record<string, unknown> {
  return field;
}

/** The fields that clients see: a view can hide fields. */
export function visibleFieldsOf(layer: Layer): LayerField[] {
  const all = fieldsOf(layer);
  return layer.source ? all.filter(({ field }) => field.visible !== false) : all;
}

/** Looks fields up by name in any case. */
function byName(fields: LayerField[]): Map<string, LayerField> {
  return new Map(fields.map((one) => [one.field.name.toLowerCase(), one]));
}

/** The column of a field that certainly exists, such as the ObjectID. */
export function columnOf(layer: Layer, name: string): string {
  const found = byName(fieldsOf(layer)).get(name.toLowerCase());
  if (!found) throw new Error(`Layer ${layer.definition.name} has no field ${name}.`);
  return found.column;
}

/** For the translation of clauses that name these fields. */
export function clauseContext(context: ServicesContext, fields: LayerField[], user: string): SqlContext {
  const columns = new Map(
    fields.map(({ field, column }) => [field.name.toLowerCase(), { column, type: sqlTypeOf(field) }]),
  );
  return {
    column: (name) => columns.get(name.toLowerCase()),
    guid: (text) => (context.switches().exactGuids ? text : styledGuid(text, context.guids)),
    now: Date.now(),
    user,
  };
}
