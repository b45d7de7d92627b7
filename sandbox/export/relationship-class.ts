import type { Relationship } from '../services/layer-definition.js';
import { className } from './class-name.js';
import type { ExportedTable } from './exported-table.js';

/** A relationship class of a geodatabase. */
export interface RelationshipClass {
  name: string;
  cardinality: string;
  composite: boolean;
  isAttachment: boolean;
  /** Names of classes. */
  origin: string;
  destination: string;
  originKey: string;
  destinationKey: string;
  forward: string;
  backward: string;
}

/** The relationships of which both sides are exported. Their names are noted in `taken`, for they share it with the tables. */
export function relationshipClasses(tables: ExportedTable[], taken: Set<string>): RelationshipClass[] {
  const byId = new Map(tables.map((table) => [table.definition.id, table]));
  return tables.flatMap((table) =>
    table.definition.relationships.flatMap((one) => {
      // One whose pairs are in a table would be a class of another kind: only its table is written.
      if (one.role !== 'esriRelRoleOrigin' || one.relationshipTableId !== undefined) return [];
      const destination = byId.get(one.relatedTableId);
      const back = destination && otherSide(table, one, destination);
      if (!back) return [];
      return [
        {
          name: className(one.name, taken),
          cardinality: one.cardinality,
          composite: one.composite,
          isAttachment: false,
          origin: table.name,
          destination: destination.name,
          originKey: one.keyField,
          destinationKey: back.keyField,
          forward: one.name,
          backward: back.name,
        },
      ];
    }),
  );
}

function otherSide(
  table: ExportedTable,
  one: Relationship,
  destination: ExportedTable,
): Relationship | undefined {
  return destination.definition.relationships.find(
    (back) =>
      back.role === 'esriRelRoleDestination' &&
      back.relatedTableId === table.definition.id &&
      (back.id === one.id || back.name === one.name),
  );
}
