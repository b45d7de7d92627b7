import type { Caller } from '../../http/call.js';
import type { Field, JoinedTable, LayerDefinition, RelatedTable } from '../layer-definition.js';
import { tableOf } from '../row-table.js';
import type { Layer, Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { SqlError } from '../sql/sql-fragment.js';
import { joinTables } from '../views/join-tables.js';
import { checkLayer } from './check-layer.js';
import { DefinitionError } from './definition-error.js';
import { sourceLayer } from './source-layer.js';
import { viewProperties } from './view-properties.js';

type Json = Record<string, unknown>;

/** The name of the ObjectID that rows of several layers together get. */
const OBJECT_ID = 'ObjectId';

/**
 * A layer of a joined view (`viewLayerDefinition.table`): fields of several layers, of the first rows of groups, or expressions. It
 * can only be read. Throws DefinitionError.
 */
export function addJoinedLayer(
  context: ServicesContext,
  service: Service,
  entry: Json,
  id: number,
  caller: Caller | null | undefined,
): Layer {
  // Advanced views came with 10.8 to Enterprise.
  if (!context.profile.atLeast('10.8')) throw new DefinitionError('Joined views are not supported.');
  const admin = entry.adminLayerInfo as Json;
  const table = (admin.viewLayerDefinition as Json).table as JoinedTable;
  const related = table.relatedTables ?? [];
  const main = sourceLayer(context, service, table, caller);
  const others = related.map((one) => sourceLayer(context, service, one, caller));
  if (related.some((one) => !keysFit(one))) {
    throw new DefinitionError('parentKeyFields and keyFields of a join must name as many fields.');
  }
  const shaped = shapedLayer(admin, entry, [table, ...related], [main, ...others]);
  let joined: ReturnType<typeof joinTables>;
  try {
    joined = joinTables(context, { table, main, others, shaped, objectIdField: OBJECT_ID });
  } catch (error) {
    if (error instanceof SqlError) throw new DefinitionError(`Invalid view definition: ${error.message}.`);
    throw error;
  }
  const { fields, sql } = joined;
  const base = shaped ?? main;
  const objectIdField = fields.find((field) => field.type === 'esriFieldTypeOID')?.name ?? OBJECT_ID;
  const {
    join: _j,
    areaOfInterest: _a,
    types: _t,
    typeIdField: _i,
    templates: _p,
    ...plain
  } = base.definition;
  const definition: LayerDefinition = {
    ...plain,
    ...viewProperties(entry, base.definition),
    id,
    name: typeof entry.name === 'string' && entry.name !== '' ? entry.name : main.definition.name,
    ...(shaped ? {} : { spatialReference: null }),
    type: shaped ? 'Feature Layer' : 'Table',
    fields,
    objectIdField,
    globalIdField: fields.find((field) => field.type === 'esriFieldTypeGlobalID')?.name ?? '',
    displayField: displayFieldOf(entry, fields, objectIdField),
    editFieldsInfo: null,
    indexes: [],
    relationships: [],
    timeInfo: undefined,
    // Attachments would need the ObjectIDs of the main layer.
    hasAttachments: false,
    viewDefinitionQuery: String(entry.viewDefinitionQuery ?? ''),
    join: { table, keys: others.map((layer) => layer.key) },
  };
  if (!shaped) delete definition.geometryType;
  checkLayer(definition);
  const layer = context.store.addLayer(service, definition, main, others);
  context.store.database.exec(`CREATE VIEW ${tableOf(layer)} AS ${sql}`);
  return layer;
}

function keysFit({ parentKeyFields = [], keyFields = [] }: RelatedTable): boolean {
  return parentKeyFields.length > 0 && parentKeyFields.length === keyFields.length;
}

/** The layer whose shapes the view has: `geometryField` names it with its table before the point; without it there are none. */
function shapedLayer(admin: Json, entry: Json, tables: JoinedTable[], layers: Layer[]): Layer | null {
  if (entry.type === 'Table' || !admin.geometryField) return null;
  const name = String((admin.geometryField as Json | undefined)?.name ?? '');
  const index = tables.findIndex((one) => name.startsWith(`${one.name}.`));
  const layer = layers[Math.max(0, index)];
  return layer?.definition.geometryType ? layer : null;
}

function displayFieldOf(entry: Json, fields: Field[], fallback: string): string {
  const wanted = String(entry.displayField ?? '').toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === wanted)?.name ?? fallback;
}
