type Json = Record<string, unknown>;

export const field = (name: string, type: string, more: Json = {}): Json => ({
  name,
  type: `esriFieldType${type}`,
  alias: name,
  ...more,
});

/** A point layer with one field of each common kind. */
export function trees(more: Json = {}): Json {
  return {
    id: 0,
    name: 'Trees',
    type: 'Feature Layer',
    geometryType: 'esriGeometryPoint',
    objectIdField: 'OBJECTID',
    globalIdField: 'GlobalID',
    displayField: 'name',
    hasAttachments: true,
    fields: [
      field('OBJECTID', 'OID'),
      field('GlobalID', 'GlobalID'),
      field('name', 'String', { length: 20 }),
      field('height', 'Double'),
      field('count', 'Integer', { nullable: false, defaultValue: 7 }),
      field('planted', 'Date'),
      field('owner', 'GUID'),
    ],
    extent: { xmin: 0, ymin: 0, xmax: 1, ymax: 1, spatialReference: { wkid: 102100 } },
    ...more,
  };
}

/** A table of inspections, related to the trees by their GlobalID. */
export function inspections(more: Json = {}): Json {
  return {
    id: 1,
    name: 'Inspections',
    type: 'Table',
    objectIdField: 'OBJECTID',
    globalIdField: 'GlobalID',
    displayField: 'note',
    fields: [
      field('OBJECTID', 'OID'),
      field('GlobalID', 'GlobalID'),
      field('note', 'String', { length: 100 }),
      field('tree', 'GUID'),
    ],
    ...more,
  };
}

/** Both sides of the relationship between trees and inspections. */
export function related(): Json {
  const common = { name: 'inspected', cardinality: 'esriRelCardinalityOneToMany', composite: false, id: 0 };
  return {
    layers: [
      trees({
        relationships: [{ ...common, relatedTableId: 1, role: 'esriRelRoleOrigin', keyField: 'GlobalID' }],
      }),
    ],
    tables: [
      inspections({
        relationships: [{ ...common, relatedTableId: 0, role: 'esriRelRoleDestination', keyField: 'tree' }],
      }),
    ],
  };
}

/** A feature at x, y in Web Mercator. */
export const at = (x: number, y: number, attributes: Json = {}): Json => ({ attributes, geometry: { x, y } });
