import assert from 'node:assert/strict';
import { renameFields } from '../../lib/features/rename-fields.js';
import { serviceData } from '../../lib/features/service-data.js';

const names = new Map([
  ['Parcel_ID', 'parcel_id'],
  ['Status', 'status'],
]);

describe('Renaming of fields', () => {
  it('follows renderers, labels, templates, types, SQL and Arcade', () => {
    const layer = {
      displayField: 'Status',
      typeIdField: 'Status',
      drawingInfo: {
        renderer: {
          type: 'uniqueValue',
          field1: 'Status',
          uniqueValueInfos: [{ value: 'Status', label: 'Status' }],
        },
        labelingInfo: [
          {
            labelExpressionInfo: { expression: '$feature.Parcel_ID + $feature["Status"]' },
            where: "Status = 'Status'",
          },
        ],
      },
      templates: [{ prototype: { attributes: { Status: 'open' } } }],
      types: [{ id: 1, domains: { Status: { type: 'inherited' } } }],
    };
    assert.deepEqual(renameFields(layer, names), {
      displayField: 'status',
      typeIdField: 'status',
      drawingInfo: {
        renderer: {
          type: 'uniqueValue',
          field1: 'status',
          uniqueValueInfos: [{ value: 'Status', label: 'Status' }],
        },
        labelingInfo: [
          {
            labelExpressionInfo: { expression: '$feature.parcel_id + $feature["status"]' },
            where: "status = 'Status'",
          },
        ],
      },
      templates: [{ prototype: { attributes: { status: 'open' } } }],
      types: [{ id: 1, domains: { status: { type: 'inherited' } } }],
    });
  });

  it("gives an item's data the layer ids and fields of the copy, and drops layers that are not there", () => {
    const { data, warnings } = serviceData(
      {
        layers: [
          { id: 3, popupInfo: { title: '{Parcel_ID}', fieldInfos: [{ fieldName: 'Parcel_ID' }] } },
          { id: 9, popupInfo: {} },
        ],
        tables: [{ id: 4 }],
      },
      {
        url: 'https://t/rest/services/x/FeatureServer',
        layers: { 3: '0', 4: '1' },
        fields: { 3: { Parcel_ID: 'parcel_id' } },
      },
    );
    assert.deepEqual(data, {
      layers: [{ id: 0, popupInfo: { title: '{parcel_id}', fieldInfos: [{ fieldName: 'parcel_id' }] } }],
      tables: [{ id: 1 }],
    });
    assert.deepEqual(
      warnings.map((warning) => warning.code),
      ['DATA_WITHOUT_LAYER'],
    );
  });
});
