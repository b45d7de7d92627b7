import type { Warning } from '../items/findings.js';
import type { WritablePortal } from '../portal/portal.js';
import {
  asArray,
  globalIdField,
  layerLabel,
  objectIdField,
  type Relationship,
  type Row,
} from './definition.js';
import { readRows } from './read-rows.js';
import { keyText } from './row-transform.js';
import type { LayerPair } from './service-mapping.js';

/** A relationship whose parents get other keys in the copy. */
interface ChangedKey {
  parent: LayerPair;
  child: LayerPair;
  /** Key field of the parent in the source: its ObjectID or its GlobalID. */
  parentField: string;
  /** Field of the child that holds the parent's key. */
  childField: string;
}

/**
 * Follows the keys of parents that cannot keep them (ObjectIDs never can, GlobalIDs not on every portal) to their children.
 * A relationship of a layer with itself, or in a circle, cannot be followed this way: a warning says so.
 */
export class KeyMaps {
  private readonly circles: Warning[] = [];
  /** Rows by child and field that refer to none of their parents. */
  private readonly orphans = new Map<ChangedKey, number>();
  private readonly changed: ChangedKey[];
  private readonly maps = new Map<LayerPair, Map<string, Map<string, unknown>>>();
  private readonly sourceKeys = new Map<LayerPair, Map<string, Map<number, string>>>();

  constructor(
    private readonly pairs: LayerPair[],
    keepsGlobalIds: (pair: LayerPair) => boolean,
  ) {
    this.changed = pairs.flatMap((parent) => changedKeys(parent, pairs, keepsGlobalIds(parent)));
  }

  /** True if any child has to be given new keys: then layers have to be copied one after the other, parents first. */
  get needed(): boolean {
    return this.changed.length > 0;
  }

  /** True if the layer is an end of such a relationship. */
  changes(pair: LayerPair): boolean {
    return this.changed.some((one) => one.parent === pair || one.child === pair);
  }

  /** Fields of a layer that hold other keys in the copy than in the source. */
  childFields(pair: LayerPair): string[] {
    return this.changed.filter((one) => one.child === pair).map((one) => one.childField);
  }

  parentsFirst(): LayerPair[] {
    const done: LayerPair[] = [];
    let open = [...this.pairs];
    while (open.length > 0) {
      const ready = open.filter((pair) =>
        this.changed.every((one) => one.child !== pair || done.includes(one.parent)),
      );
      if (ready.length === 0) {
        for (const pair of open) this.circles.push(notFollowed(pair));
        return [...done, ...open];
      }
      done.push(...ready);
      open = open.filter((pair) => !ready.includes(pair));
    }
    return done;
  }

  /** For a layer's own rows: field → (key in the source → key in the target). */
  childKeys(pair: LayerPair): Map<string, ReadonlyMap<string, unknown>> {
    const keys = new Map<string, ReadonlyMap<string, unknown>>();
    for (const one of this.changed) {
      if (one.child === pair) keys.set(one.childField, this.newKeys(one) ?? new Map());
    }
    return keys;
  }

  get warnings(): Warning[] {
    return [...this.circles, ...[...this.orphans].map(([one, rows]) => withoutParent(one, rows))];
  }

  /** For the rows of a layer that come once more. */
  again(pair: LayerPair): this {
    for (const one of this.changed) if (one.child === pair) this.orphans.delete(one);
    return this;
  }

  /** Notes the keys of a parent row on its way, and children that have none. */
  seen(pair: LayerPair, row: Row): void {
    for (const one of this.changed) {
      if (one.child !== pair) continue;
      const key = row.attributes[one.childField] ?? null;
      const isOrphan = key !== null && this.newKeys(one)?.has(keyText(key)) === false;
      if (isOrphan) this.orphans.set(one, (this.orphans.get(one) ?? 0) + 1);
    }
    for (const { parentField } of this.changed.filter((one) => one.parent === pair)) {
      const fields = this.sourceKeys.get(pair) ?? new Map<string, Map<number, string>>();
      const keys = fields.get(parentField) ?? new Map<number, string>();
      keys.set(Number(row.attributes[objectIdField(pair.source)]), keyText(row.attributes[parentField]));
      this.sourceKeys.set(pair, fields.set(parentField, keys));
    }
  }

  /** A layer without rows is the parent of nobody. */
  private noParents(pair: LayerPair): void {
    const fields = this.changed.filter((one) => one.parent === pair).map((one) => one.parentField);
    if (fields.length > 0) this.maps.set(pair, new Map(fields.map((field) => [field, new Map()])));
  }

  private newKeys({ parent, parentField }: ChangedKey): ReadonlyMap<string, unknown> | undefined {
    return this.maps.get(parent)?.get(parentField);
  }

  /** Learns the new keys of the parents that were written: `ids` is ObjectID in the source → in the target. */
  async written(
    pair: LayerPair,
    ids: ReadonlyMap<number, number>,
    to: { portal: WritablePortal; url: string; signal?: AbortSignal },
  ): Promise<void> {
    const sources = this.sourceKeys.get(pair);
    if (!sources) {
      this.noParents(pair);
      return;
    }
    const maps = new Map<string, Map<string, unknown>>();
    for (const [field, keys] of sources) {
      const byId = field === objectIdField(pair.source) ? null : await newGlobalIds(pair, to);
      const map = new Map<string, unknown>();
      for (const [sourceId, key] of keys) {
        const id = ids.get(sourceId);
        const value = id === undefined ? undefined : byId ? byId.get(id) : id;
        if (value !== undefined) map.set(key, value);
      }
      maps.set(field, map);
    }
    this.maps.set(pair, maps);
    this.sourceKeys.delete(pair);
  }
}

function changedKeys(parent: LayerPair, pairs: LayerPair[], kept: boolean): ChangedKey[] {
  return asArray<Relationship>(parent.source.relationships).flatMap((end) => {
    const parentField = end.keyField;
    const byObjectId = parentField === objectIdField(parent.source);
    const byGlobalId = parentField === globalIdField(parent.source) && !kept;
    const holder = byObjectId || byGlobalId ? keyHolder(end, pairs) : null;
    return holder ? [{ parent, parentField, ...holder }] : [];
  });
}

/** The layer that holds the keys of an end, and in which field: the table between the two where many have many, else the other end of an origin. */
function keyHolder(end: Relationship, pairs: LayerPair[]): { child: LayerPair; childField: string } | null {
  const pairOf = (id: unknown) => pairs.find(({ source }) => Number(source.id) === Number(id));
  if (end.relationshipTableId != null) {
    const child = pairOf(end.relationshipTableId);
    const childField = end.keyFieldInRelationshipTable;
    return child && childField ? { child, childField } : null;
  }
  if (!/Origin$/.test(end.role)) return null;
  const child = pairOf(end.relatedTableId);
  const other = asArray<Relationship>(child?.source.relationships).find(
    (one) => one.id === end.id && /Destination$/.test(one.role),
  );
  return child && other ? { child, childField: other.keyField } : null;
}

/** GlobalIDs that the target gave to its rows, by ObjectID. */
async function newGlobalIds(
  pair: LayerPair,
  { portal, url, signal }: { portal: WritablePortal; url: string; signal?: AbortSignal },
): Promise<Map<number, unknown>> {
  const ids = new Map<number, unknown>();
  const field = globalIdField(pair.target);
  if (field === null) return ids;
  const oid = objectIdField(pair.target);
  const query = { url, layer: pair.target, fields: [oid, field], geometry: false };
  for await (const page of readRows(portal, query, signal)) {
    for (const { attributes } of page) ids.set(Number(attributes[oid]), attributes[field]);
  }
  return ids;
}

function withoutParent({ parent, child, childField }: ChangedKey, rows: number): Warning {
  return {
    code: 'ROWS_WITHOUT_PARENT',
    message: `${rows} rows of layer ${layerLabel(child.source)} name by ${childField} a row of layer ${layerLabel(parent.source)} that is not there. In the copy they belong to none.`,
    path: `layers[${child.source.id}].relationships`,
  };
}

function notFollowed(pair: LayerPair): Warning {
  return {
    code: 'RELATIONSHIP_NOT_FOLLOWED',
    message: `Layer ${layerLabel(pair.source)} is related to itself, or in a circle, by keys that the target does not keep: these relations are lost in the copy.`,
    path: `layers[${pair.source.id}].relationships`,
  };
}
