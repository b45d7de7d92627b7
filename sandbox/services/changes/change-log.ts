import type { SqlDatabase } from '../../store/database.js';
import { syncs, tracksChanges } from '../layer-features.js';
import { rootOf, tableOf } from '../row-table.js';
import type { Layer, Service } from '../service.js';
import { quoted } from '../sql/sql-fragment.js';

/** One change of a row. A row that was added and then deleted has both. */
export interface Change {
  gen: number;
  kind: 'insert' | 'update' | 'delete';
  objectId: number;
  globalId: string | null;
}

/** What happened to a row between two generations, taken together. */
export interface NetChanges {
  adds: Change[];
  updates: Change[];
  deletes: Change[];
}

const TABLE = `
CREATE TABLE IF NOT EXISTS change (gen INTEGER PRIMARY KEY AUTOINCREMENT, layer INTEGER NOT NULL, kind TEXT NOT NULL,
  object_id INTEGER NOT NULL, global_id TEXT);
CREATE INDEX IF NOT EXISTS change_layer ON change (layer, gen);`;

/** Makes the table of changes. */
export function prepareChanges(database: SqlDatabase): void {
  database.exec(TABLE);
}

/** Notes every change of rows from now on where clients may ask for changes; no longer where they may not. */
export function followChanges(database: SqlDatabase, service: Service): void {
  if (service.isView) return;
  const follows = tracksChanges(service) || syncs(service);
  for (const layer of service.layers) {
    for (const kind of ['insert', 'update', 'delete'] as const) {
      const name = `follow_${layer.key}_${kind}`;
      if (follows) database.exec(triggerSql(layer, name, kind));
      else database.exec(`DROP TRIGGER IF EXISTS ${name}`);
    }
  }
}

/** Number of the last change of a layer; 0 if there was none. */
export function serverGen(database: SqlDatabase): number {
  return database.get<{ gen: number | null }>('SELECT max(gen) AS gen FROM change')?.gen ?? 0;
}

/** What has become of the rows of a layer since a generation. */
export function changesSince(database: SqlDatabase, layer: Layer, since: number): NetChanges {
  const all = database.all<Change>(
    `SELECT gen, kind, object_id AS objectId, global_id AS globalId FROM change WHERE layer = ? AND gen > ? ORDER BY gen`,
    [rootOf(layer).key, since],
  );
  const first = new Map<number, Change>();
  const last = new Map<number, Change>();
  for (const change of all) {
    if (!first.has(change.objectId)) first.set(change.objectId, change);
    last.set(change.objectId, change);
  }
  const net: NetChanges = { adds: [], updates: [], deletes: [] };
  for (const [id, change] of last) {
    const isNew = first.get(id)?.kind === 'insert';
    if (change.kind === 'delete') {
      if (!isNew) net.deletes.push(change);
    } else if (isNew) net.adds.push(change);
    else net.updates.push(change);
  }
  return net;
}

function triggerSql(layer: Layer, name: string, kind: Change['kind']): string {
  const { objectIdField, globalIdField } = layer.definition;
  const row = kind === 'delete' ? 'OLD' : 'NEW';
  const globalId = globalIdField ? `${row}.${quoted(globalIdField)}` : 'NULL';
  return `CREATE TRIGGER IF NOT EXISTS ${name} AFTER ${kind.toUpperCase()} ON ${tableOf(layer)} BEGIN
    INSERT INTO change (layer, kind, object_id, global_id) VALUES (${layer.key}, '${kind}', ${row}.${quoted(objectIdField)}, ${globalId}); END`;
}
