import type { SqlDatabase } from '../store/database.js';
import type { LayerDefinition } from './layer-definition.js';
import { createRowTable, dropRowTable, tableOf } from './row-table.js';
import type { Layer, Service } from './service.js';

interface ServiceRow {
  key: number;
  name: string;
  folder: string | null;
  type: 'FeatureServer' | 'MapServer';
  item: string;
  is_view: number;
  definition: string;
}

interface LayerRow {
  key: number;
  service: number;
  definition: string;
  source: number | null;
  data_edited: number;
  schema_edited: number;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS service (key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, folder TEXT, type TEXT NOT NULL,
  item TEXT NOT NULL, is_view INTEGER NOT NULL, definition TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS layer (key INTEGER PRIMARY KEY AUTOINCREMENT, service INTEGER NOT NULL, definition TEXT NOT NULL,
  source INTEGER, data_edited INTEGER NOT NULL, schema_edited INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS attachment (id INTEGER PRIMARY KEY AUTOINCREMENT, layer INTEGER NOT NULL, global_id TEXT NOT NULL,
  parent INTEGER NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL, size INTEGER NOT NULL, keywords TEXT NOT NULL,
  file TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attachment_parent ON attachment (layer, parent);
CREATE UNIQUE INDEX IF NOT EXISTS attachment_global ON attachment (layer, global_id);`;

/** The services of one portal: kept in memory, written through to the database. */
export class ServiceStore {
  readonly database: SqlDatabase;
  #services = new Map<number, Service>();
  #layers = new Map<number, Layer>();

  constructor(database: SqlDatabase) {
    this.database = database;
    database.exec(TABLES);
    this.#load();
  }

  services(): Service[] {
    return [...this.#services.values()];
  }

  /** Names of services are compared without case, as portals do. */
  find(folder: string | null, name: string, type: Service['type']): Service | undefined {
    const same = (a: string | null, b: string | null) => a?.toLowerCase() === b?.toLowerCase();
    return this.services().find(
      (one) => one.type === type && same(one.name, name) && same(one.folder, folder),
    );
  }

  /** The layer as it is now: a change that was taken back makes all of them anew. Undefined once it is deleted. */
  current(layer: Layer): Layer | undefined {
    return this.#layers.get(layer.key);
  }

  ofItem(itemId: string): Service | undefined {
    return this.services().find((service) => service.itemId === itemId);
  }

  /** Layers of views that show this layer, alone or joined with others. */
  viewsOf(layer: Layer): Layer[] {
    return [...this.#layers.values()].filter((one) => one.source === layer || one.joined.includes(layer));
  }

  /** Runs a change of services, layers or rows as one transaction; a failure leaves memory and database as they were. */
  change<T>(work: () => T): T {
    try {
      return this.database.transaction(work);
    } catch (error) {
      this.#load();
      throw error;
    }
  }

  addService(service: Omit<Service, 'key' | 'layers'>): Service {
    const { lastInsertRowid } = this.database.run(
      'INSERT INTO service (name, folder, type, item, is_view, definition) VALUES (?, ?, ?, ?, ?, ?)',
      [
        service.name,
        service.folder,
        service.type,
        service.itemId,
        service.isView,
        JSON.stringify(service.definition),
      ],
    );
    const added: Service = { ...service, key: lastInsertRowid, layers: [] };
    this.#services.set(added.key, added);
    return added;
  }

  saveService(service: Service): void {
    this.database.run('UPDATE service SET name = ?, definition = ? WHERE key = ?', [
      service.name,
      JSON.stringify(service.definition),
      service.key,
    ]);
  }

  removeService(service: Service): void {
    for (const layer of [...service.layers]) this.removeLayer(layer);
    this.database.run('DELETE FROM service WHERE key = ?', [service.key]);
    this.#services.delete(service.key);
  }

  /** Adds a layer; without a source it gets a table for its rows. `joined` are the further sources of a joined view. */
  addLayer(service: Service, definition: LayerDefinition, source: Layer | null, joined: Layer[] = []): Layer {
    const now = Date.now();
    const { lastInsertRowid } = this.database.run(
      'INSERT INTO layer (service, definition, source, data_edited, schema_edited) VALUES (?, ?, ?, ?, ?)',
      [service.key, JSON.stringify(definition), source?.key ?? null, now, now],
    );
    const layer: Layer = {
      key: lastInsertRowid,
      service,
      definition,
      source,
      joined,
      dataEdited: now,
      schemaEdited: now,
    };
    this.#layers.set(layer.key, layer);
    service.layers = [...service.layers, layer].sort((a, b) => a.definition.id - b.definition.id);
    if (!source) createRowTable(this.database, layer);
    return layer;
  }

  /** Writes a changed definition. */
  saveLayer(layer: Layer): void {
    layer.schemaEdited = Math.max(Date.now(), layer.schemaEdited + 1);
    this.database.run('UPDATE layer SET definition = ?, schema_edited = ? WHERE key = ?', [
      JSON.stringify(layer.definition),
      layer.schemaEdited,
      layer.key,
    ]);
  }

  /** Notes that rows or attachments have changed. The time always grows, so that a comparison sees every change. */
  noteEdit(layer: Layer): void {
    layer.dataEdited = Math.max(Date.now(), layer.dataEdited + 1);
    this.database.run('UPDATE layer SET data_edited = ? WHERE key = ?', [layer.dataEdited, layer.key]);
  }

  removeLayer(layer: Layer): void {
    this.database.run('DELETE FROM attachment WHERE layer = ?', [layer.key]);
    this.database.run('DELETE FROM layer WHERE key = ?', [layer.key]);
    if (!layer.source) dropRowTable(this.database, layer);
    if (layer.definition.join) this.database.exec(`DROP VIEW IF EXISTS ${tableOf(layer)}`);
    this.#layers.delete(layer.key);
    layer.service.layers = layer.service.layers.filter((one) => one !== layer);
  }

  #load(): void {
    this.#services = new Map();
    this.#layers = new Map();
    for (const row of this.database.all<ServiceRow>('SELECT * FROM service ORDER BY key')) {
      this.#services.set(row.key, {
        key: row.key,
        name: row.name,
        folder: row.folder,
        type: row.type,
        itemId: row.item,
        isView: row.is_view === 1,
        definition: JSON.parse(row.definition),
        layers: [],
      });
    }
    // A view's layer is always younger than its source, so the source is known when the view is read.
    for (const row of this.database.all<LayerRow>('SELECT * FROM layer ORDER BY key')) {
      const service = this.#services.get(row.service);
      if (!service) continue;
      const layer: Layer = {
        key: row.key,
        service,
        definition: JSON.parse(row.definition),
        source: row.source === null ? null : (this.#layers.get(row.source) ?? null),
        joined: [],
        dataEdited: row.data_edited,
        schemaEdited: row.schema_edited,
      };
      const keys = layer.definition.join?.keys ?? [];
      layer.joined.push(...keys.flatMap((key) => this.#layers.get(key) ?? []));
      this.#layers.set(layer.key, layer);
      service.layers.push(layer);
    }
    for (const service of this.#services.values())
      service.layers.sort((a, b) => a.definition.id - b.definition.id);
  }
}
