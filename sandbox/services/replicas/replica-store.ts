import { randomUUID } from 'node:crypto';
import type { SqlDatabase } from '../../store/database.js';
import type { Service } from '../service.js';

/** A replica that a client has registered. */
export interface Replica {
  id: string;
  name: string;
  owner: string;
  created: number;
  syncModel: string;
  layers: number[];
}

interface Row {
  id: string;
  content: string;
}

const TABLE =
  'CREATE TABLE IF NOT EXISTS replica (id TEXT PRIMARY KEY, service INTEGER NOT NULL, content TEXT NOT NULL)';

/** Makes the table of replicas. */
export function prepareReplicas(database: SqlDatabase): void {
  database.exec(TABLE);
}

export function addReplica(
  database: SqlDatabase,
  service: Service,
  replica: Omit<Replica, 'id' | 'created'>,
): Replica {
  const added = { ...replica, id: randomUUID().toUpperCase(), created: Date.now() };
  database.run('INSERT INTO replica (id, service, content) VALUES (?, ?, ?)', [
    added.id,
    service.key,
    JSON.stringify(added),
  ]);
  return added;
}

export function replicasOf(database: SqlDatabase, service: Service): Replica[] {
  const rows = database.all<Row>('SELECT id, content FROM replica WHERE service = ? ORDER BY rowid', [
    service.key,
  ]);
  return rows.map((row) => JSON.parse(row.content) as Replica);
}

/** Forgets a replica, or all of a service ('*'). False if there is none of that id. */
export function removeReplica(database: SqlDatabase, service: Service, id: string): boolean {
  if (id === '*') {
    database.run('DELETE FROM replica WHERE service = ?', [service.key]);
    return true;
  }
  const bare = id.replace(/[{}]/g, '').toUpperCase();
  return database.run('DELETE FROM replica WHERE service = ? AND id = ?', [service.key, bare]).changes > 0;
}
