import assert from 'node:assert/strict';
import type { LayerDefinition } from '../../lib/features/definition.js';
import { fieldMapping, missingFields } from '../../lib/features/field-mapping.js';

function layerOf(fields: [string, string][], more: Partial<LayerDefinition> = {}): LayerDefinition {
  return {
    id: 0,
    name: 'Parcels',
    type: 'Feature Layer',
    geometryType: 'esriGeometryPolygon',
    fields: fields.map(([name, type]) => ({ name, type: `esriFieldType${type}` })),
    ...more,
  };
}

describe('The mapping of fields', () => {
  it('follows a portal that writes names in lower case, regardless of order', () => {
    const source = layerOf([
      ['OBJECTID', 'OID'],
      ['GlobalID', 'GlobalID'],
      ['Parcel_ID', 'String'],
      ['AREA_HA', 'Double'],
    ]);
    const target = layerOf([
      ['objectid', 'OID'],
      ['area_ha', 'Double'],
      ['parcel_id', 'String'],
      ['globalid', 'GlobalID'],
    ]);
    assert.deepEqual(Object.fromEntries(fieldMapping(source, target)), {
      OBJECTID: 'objectid',
      GlobalID: 'globalid',
      Parcel_ID: 'parcel_id',
      AREA_HA: 'area_ha',
    });
  });

  it('pairs ids, computed areas and tracking fields by what they are, not by their names', () => {
    const source = layerOf(
      [
        ['FID', 'OID'],
        ['guid', 'GlobalID'],
        ['Shape__Area', 'Double'],
        ['created_user', 'String'],
        ['created_date', 'Date'],
      ],
      {
        geometryProperties: { shapeAreaFieldName: 'Shape__Area' },
        editFieldsInfo: { creatorField: 'created_user', creationDateField: 'created_date' },
      },
    );
    const target = layerOf(
      [
        ['OBJECTID', 'OID'],
        ['GlobalID', 'GlobalID'],
        ['st_area(shape)', 'Double'],
        ['Creator', 'String'],
        ['CreationDate', 'Date'],
      ],
      {
        geometryProperties: { shapeAreaFieldName: 'st_area(shape)' },
        editFieldsInfo: { creatorField: 'Creator', creationDateField: 'CreationDate' },
      },
    );
    const mapping = fieldMapping(source, target);
    assert.equal(mapping.get('FID'), 'OBJECTID');
    assert.equal(mapping.get('guid'), 'GlobalID');
    assert.equal(mapping.get('Shape__Area'), 'st_area(shape)');
    assert.equal(mapping.get('created_user'), 'Creator');
    assert.equal(mapping.get('created_date'), 'CreationDate');
  });

  it('recognises the suffix of a reserved word and tells which fields are missing', () => {
    const source = layerOf([
      ['OBJECTID', 'OID'],
      ['order', 'Integer'],
      ['note', 'String'],
    ]);
    const target = layerOf([
      ['OBJECTID', 'OID'],
      ['order_1', 'Integer'],
    ]);
    const mapping = fieldMapping(source, target);
    assert.equal(mapping.get('order'), 'order_1');
    assert.deepEqual(missingFields(source, mapping), ['note']);
  });
});
