import { storedValue, ValueError } from '../field-values.js';
import { envelopeOf, type Geometry, mapCoordinates, storedGeometry } from '../geometry/geometry.js';
import { areaOf, lengthOf } from '../geometry/measure.js';
import { reprojection, spatialReferenceOf } from '../geometry/reproject.js';
import { newGuid, styledGuid } from '../guid.js';
import type { Field } from '../layer-definition.js';
import { trackingOf } from '../layer-features.js';
import { visibleFieldsOf } from '../layer-fields.js';
import { viewFilter } from '../query/row-filter.js';
import { GEOMETRY_COLUMNS, rootOf, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { AREA, LENGTH } from '../shape-measures.js';
import { quoted, type SqlValue } from '../sql/sql-fragment.js';

/** A feature as clients send it. */
export interface SentFeature {
  attributes?: Record<string, unknown>;
  geometry?: unknown;
}

export interface WriteOptions {
  /** Rows are named by their GlobalID, and new rows keep the GlobalID that they come with. */
  useGlobalIds: boolean;
  username: string;
  /** The owner or an administrator: may set the fields of editor tracking where the service allows that. */
  mayPreserve: boolean;
  /** What is sent for the fields of editor tracking counts, whatever the service says. */
  keepTracking?: boolean;
  /** Fields with editable=false are left as they are. */
  lockReadOnlyFields?: boolean;
}

interface Settable {
  field: Field;
  column: string;
}

/** A row that was written. */
export interface RowKey {
  objectId: number;
  globalId: string | null;
}

/** The row named by an edit does not exist (or the view does not show it). */
export class MissingRowError extends Error {
  override readonly name = 'MissingRowError';
}

/** A unique index has this value already. */
export class DuplicateError extends Error {
  override readonly name = 'DuplicateError';

  constructor() {
    super('A value of a unique field occurs twice.');
  }
}

/** Writes rows of one layer, for one request. Throws ValueError, MissingRowError or DuplicateError for a row that cannot be written. */
export class RowWriter {
  readonly #context: ServicesContext;
  readonly #layer: Layer;
  readonly #root: Layer;
  readonly #options: WriteOptions;
  readonly #table: string;
  readonly #objectId: string;
  /** Fields that a client may set, by name in lower case. */
  readonly #settable = new Map<string, Settable>();
  /** The same by names as they were sent; null for those that are no such field. */
  readonly #sent = new Map<string, Settable | null>();
  readonly #measures: { area: boolean; length: boolean };
  readonly #insert: string;
  readonly #now = Date.now();
  readonly #zDefault: number;

  constructor(context: ServicesContext, layer: Layer, options: WriteOptions) {
    this.#context = context;
    this.#layer = layer;
    this.#root = rootOf(layer);
    this.#options = options;
    this.#table = tableOf(layer);
    this.#objectId = this.#root.definition.objectIdField;
    this.#zDefault = Number(this.#root.service.definition.zDefault ?? 0);
    const maintained = new Set([this.#objectId, this.#root.definition.globalIdField, AREA, LENGTH]);
    for (const { field, column } of visibleFieldsOf(layer)) {
      const origin = this.#root.definition.fields.find((one) => one.name === column);
      const locked =
        field.editable === false && options.lockReadOnlyFields === true && !isTracked(this.#root, column);
      if (!maintained.has(column) && origin && !locked)
        this.#settable.set(field.name.toLowerCase(), { field: origin, column });
    }
    const has = (name: string) => this.#root.definition.fields.some((field) => field.name === name);
    this.#measures = { area: has(AREA), length: has(LENGTH) };
    const columns = this.#root.definition.fields
      .filter((field) => field.name !== this.#objectId)
      .map((field) => quoted(field.name));
    const all = [...columns, ...GEOMETRY_COLUMNS];
    // A statement that fails cannot be used again at once, so conflicts are ignored and then noticed.
    this.#insert = `INSERT OR IGNORE INTO ${this.#table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`;
  }

  /** Adds a row; its ObjectID is always the server's. */
  add(feature: SentFeature): RowKey {
    const { definition } = this.#root;
    const values = this.#valuesOf(feature.attributes ?? {});
    const globalId = this.#newGlobalId(feature.attributes ?? {});
    this.#track(values, true);
    const geometry = this.#geometryOf(feature);
    this.#measure(values, geometry);
    const row: SqlValue[] = [];
    for (const field of definition.fields) {
      if (field.name === this.#objectId) continue;
      if (field.name === definition.globalIdField) {
        row.push(globalId);
        continue;
      }
      const value = values.get(field.name);
      const stored =
        value === undefined ? storedValue(field.defaultValue, field, this.#context.guids) : value;
      row.push(this.#present(stored, field));
    }
    row.push(...geometryColumns(geometry));
    const { changes, lastInsertRowid } = this.#context.store.database.run(this.#insert, row);
    if (changes === 0) throw new DuplicateError();
    return { objectId: lastInsertRowid, globalId };
  }

  /** Changes the attributes that were sent, and the geometry if one was. */
  update(feature: SentFeature): RowKey {
    const attributes = feature.attributes ?? {};
    const key = this.find(this.#keyIn(attributes));
    const values = this.#valuesOf(attributes);
    for (const [name, value] of values) this.#present(value, this.#fieldNamed(name));
    this.#track(values, false);
    const assignments: string[] = [];
    const params: SqlValue[] = [];
    if (this.#root.definition.geometryType && 'geometry' in feature && feature.geometry !== undefined) {
      const { allowGeometryUpdates } = this.#root.service.definition;
      if (this.#context.switches().lockGeometry && allowGeometryUpdates === false)
        throw new ValueError('Geometry updates are not allowed.');
      const geometry = this.#geometryOf(feature);
      this.#measure(values, geometry);
      assignments.push(...GEOMETRY_COLUMNS.map((column) => `${column} = ?`));
      params.push(...geometryColumns(geometry));
    }
    for (const [name, value] of values) {
      assignments.push(`${quoted(name)} = ?`);
      params.push(value);
    }
    if (assignments.length > 0) {
      const { changes } = this.#context.store.database.run(
        `UPDATE OR IGNORE ${this.#table} SET ${assignments.join(', ')} WHERE ${quoted(this.#objectId)} = ?`,
        [...params, key.objectId],
      );
      if (changes === 0) throw new DuplicateError();
    }
    return key;
  }

  /** Removes a row; its attachments are the caller's business. */
  delete(id: unknown): RowKey {
    const key = this.find(id);
    this.#context.store.database.run(`DELETE FROM ${this.#table} WHERE ${quoted(this.#objectId)} = ?`, [
      key.objectId,
    ]);
    return key;
  }

  /** The row with this ObjectID, or this GlobalID where rows are named so. */
  find(id: unknown): RowKey {
    const { globalIdField } = this.#root.definition;
    const byGlobalId = this.#options.useGlobalIds;
    const column = byGlobalId ? globalIdField : this.#objectId;
    const value = byGlobalId ? styledGuid(id, this.#context.guids) : Number(id);
    if (value === null || Number.isNaN(value)) throw new MissingRowError('The row is not named.');
    const shown = globalIdField ? quoted(globalIdField) : 'NULL';
    const filter = viewFilter(this.#context, this.#layer);
    const [found] = this.#context.store.database.all<{ objectId: number; globalId: string | null }>(
      `SELECT ${quoted(this.#objectId)} AS objectId, ${shown} AS globalId FROM ${this.#table}
       WHERE ${quoted(column)} = ? AND ${filter.sql}`,
      [value, ...filter.params],
    );
    if (!found) throw new MissingRowError(`Row ${String(id)} does not exist.`);
    return found;
  }

  #keyIn(attributes: Record<string, unknown>): unknown {
    const { objectIdField, globalIdField } = this.#layer.definition;
    const name = this.#options.useGlobalIds ? globalIdField : objectIdField;
    if (Object.hasOwn(attributes, name)) return attributes[name];
    return Object.entries(attributes).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }

  #newGlobalId(attributes: Record<string, unknown>): string | null {
    const { globalIdField } = this.#root.definition;
    if (!globalIdField) return null;
    if (!this.#options.useGlobalIds) return newGuid(this.#context.guids);
    const styled = styledGuid(this.#keyIn(attributes), this.#context.guids);
    if (styled === null) throw new ValueError('A GlobalID is needed when useGlobalIds is true.');
    return styled;
  }

  /** Stored values by column. Unknown attributes are ignored, as servers do. */
  #valuesOf(attributes: Record<string, unknown>): Map<string, SqlValue> {
    const values = new Map<string, SqlValue>();
    for (const name in attributes) {
      const settable = this.#settableNamed(name);
      if (!settable) continue;
      const value = attributes[name];
      values.set(settable.column, storedValue(value, settable.field, this.#context.guids));
    }
    return values;
  }

  #settableNamed(name: string): Settable | null {
    let found = this.#sent.get(name);
    if (found === undefined) {
      found = this.#settable.get(name.toLowerCase()) ?? null;
      this.#sent.set(name, found);
    }
    return found;
  }

  #present(value: SqlValue, field: Field): SqlValue {
    if (value !== null || field.nullable) return value;
    const fallback = storedValue(field.defaultValue, field, this.#context.guids);
    if (fallback === null) throw new ValueError(`Field ${field.name} cannot be null.`);
    return fallback;
  }

  #fieldNamed(name: string): Field {
    const found = this.#root.definition.fields.find((field) => field.name === name);
    if (!found) throw new Error(`No field ${name}.`);
    return found;
  }

  #track(values: Map<string, SqlValue>, isNew: boolean): void {
    const info = this.#root.definition.editFieldsInfo;
    const tracking = trackingOf(this.#root.service);
    if (!info || !tracking) return;
    const { mayPreserve, keepTracking } = this.#options;
    const preserves = keepTracking === true || (tracking.preserve && mayPreserve);
    const set = (field: string, value: SqlValue) => {
      if (!field) return;
      const keep = preserves && (values.get(field) ?? null) !== null;
      if (!keep) values.set(field, value);
    };
    if (isNew) {
      set(info.creatorField, this.#options.username);
      set(info.creationDateField, this.#now);
    } else if (!preserves) {
      values.delete(info.creatorField);
      values.delete(info.creationDateField);
    }
    set(info.editorField, this.#options.username);
    set(info.editDateField, this.#now);
  }

  #geometryOf(feature: SentFeature): Geometry | null {
    const { geometryType, hasZ, hasM, spatialReference } = this.#root.definition;
    if (!geometryType) return null;
    const { trueCurves } = this.#context.switches();
    const given = feature.geometry as Geometry | null | undefined;
    let geometry: Geometry | null;
    try {
      geometry = storedGeometry(given, { geometryType, hasZ, hasM, trueCurves }, this.#zDefault);
    } catch (error) {
      if (error instanceof RangeError) throw new ValueError(error.message);
      throw error;
    }
    const change = reprojection(spatialReferenceOf(given?.spatialReference), spatialReference);
    if (change === undefined) throw new ValueError('The spatial reference of the geometry is not supported.');
    return geometry && change ? mapCoordinates(geometry, change) : geometry;
  }

  #measure(values: Map<string, SqlValue>, geometry: Geometry | null): void {
    if (this.#measures.area) values.set(AREA, geometry ? areaOf(geometry) : null);
    if (this.#measures.length) values.set(LENGTH, geometry ? lengthOf(geometry) : null);
  }
}

function isTracked(layer: Layer, column: string): boolean {
  return Object.values(layer.definition.editFieldsInfo ?? {}).includes(column);
}

function geometryColumns(geometry: Geometry | null): SqlValue[] {
  const envelope = geometry ? envelopeOf(geometry) : null;
  if (!geometry || !envelope) return [null, null, null, null, null];
  return [JSON.stringify(geometry), envelope.xmin, envelope.ymin, envelope.xmax, envelope.ymax];
}
