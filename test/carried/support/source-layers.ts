import { type Json, layer, field as plainField } from '../../features/town-services.js';

/** UTM zone 32 on ETRS89: neither degrees nor Web Mercator, so that any re-projection would show. */
export const SPATIAL_REFERENCE = { wkid: 25832, latestWkid: 25832, vcsWkid: 5783, latestVcsWkid: 5783 };
export const EXTENT = {
  xmin: 560_000,
  ymin: 5_930_000,
  xmax: 570_000,
  ymax: 5_940_000,
  spatialReference: SPATIAL_REFERENCE,
};

/** Names of fields are two words in one, so that no other text of the source holds them; aliases are the two words. */
export function field(name: string, type: string, more: Json = {}): Json {
  const alias = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return plainField(name, type, { alias, ...more });
}

const key = (name: string): Json => field(name, 'GUID', { length: 38 });
const coded = (name: string, codes: [string | number, string][]): Json => ({
  type: 'codedValue',
  name,
  codedValues: codes.map(([code, label]) => ({ name: label, code })),
});
const symbol = { type: 'esriSMS', style: 'esriSMSCircle', color: [0, 0, 255, 255], size: 8 };
const line = { type: 'esriSLS', style: 'esriSLSSolid', color: [10, 20, 30, 255], width: 1.5 };
const fill = { type: 'esriSFS', style: 'esriSFSSolid', color: [90, 80, 70, 120], outline: line };

/** Points with everything that a layer says of itself. */
const hydrants = layer(
  0,
  'Hydrants',
  'Point',
  [
    field('LabelText', 'String', { length: 60, alias: 'What it is called' }),
    field('StateCode', 'String', {
      length: 10,
      domain: coded('State', [
        ['use', 'In use'],
        ['out', 'Außer Betrieb'],
      ]),
      defaultValue: 'use',
      nullable: false,
    }),
    field('FlowRate', 'Double', {
      alias: 'Litres a minute',
      domain: { type: 'range', name: 'Flow', range: [0, 5000] },
      defaultValue: 800,
    }),
    field('PressureBar', 'Single'),
    field('BuiltOn', 'Date'),
    field('YearNo', 'SmallInteger'),
    field('SerialNo', 'Integer', {
      description: '{"value":"as stamped","fieldValueType":"uniqueIdentifier"}',
    }),
    field('MainKey', 'GUID', { length: 38 }),
    field('LockedBy', 'String', { length: 20, editable: false }),
  ],
  {
    extent: EXTENT,
    hasAttachments: true,
    hasZ: true,
    hasM: true,
    displayField: 'StateCode',
    defaultVisibility: false,
    dateFieldsTimeReference: { timeZone: 'Pacific Standard Time', respectsDaylightSaving: true },
    floorInfo: { floorField: 'YearNo', viewAllMode: false },
    minScale: 50_000,
    maxScale: 500,
    description: 'Hydrants of the town',
    copyrightText: 'Waterworks',
    typeIdField: 'StateCode',
    drawingInfo: {
      renderer: {
        type: 'uniqueValue',
        field1: 'StateCode',
        uniqueValueInfos: [{ value: 'use', label: 'In use', symbol }],
        visualVariables: [
          { type: 'sizeInfo', field: 'FlowRate', minSize: 4, maxSize: 20 },
          { type: 'rotationInfo', valueExpression: "$feature['YearNo'] % 360", rotationType: 'geographic' },
        ],
        authoringInfo: { type: 'predominance', fields: ['FlowRate', 'YearNo'] },
      },
      transparency: 20,
      labelingInfo: [
        {
          labelExpressionInfo: { expression: '$feature.FlowRate + " l"' },
          labelPlacement: 'esriServerPointLabelPlacementAboveRight',
          where: "StateCode = 'use'",
          symbol: { type: 'esriTS', color: [0, 0, 0, 255], font: { family: 'Arial', size: 9 } },
        },
      ],
    },
    types: [
      {
        id: 'use',
        name: 'In use',
        domains: { FlowRate: { type: 'inherited' } },
        templates: [
          {
            name: 'In use',
            description: 'a working one',
            drawingTool: 'esriFeatureEditToolPoint',
            prototype: { attributes: { StateCode: 'use', FlowRate: 900 } },
          },
        ],
      },
    ],
    indexes: [
      { name: 'IX_Label', fields: 'LabelText', isAscending: true, isUnique: false, description: '' },
      { name: 'IX_Two', fields: 'StateCode,YearNo', isAscending: true, isUnique: false, description: '' },
    ],
    timeInfo: {
      startTimeField: 'BuiltOn',
      endTimeField: null,
      trackIdField: null,
      timeInterval: 1,
      timeIntervalUnits: 'esriTimeUnitsYears',
    },
  },
);

const coats = coded('Coats', [
  ['none', 'no coat'],
  ['Bitumen', 'bitumen'],
]);
const mains = layer(
  3,
  'Water mains',
  'Polyline',
  [
    field('LabelText', 'String', { length: 60 }),
    field('MadeOf', 'String', { length: 20 }),
    field('UseClass', 'Integer'),
    field('CoatedWith', 'String', { length: 20 }),
  ],
  {
    extent: EXTENT,
    hasM: true,
    subtypeField: 'UseClass',
    defaultSubtypeCode: 2,
    subtypes: [
      { code: 1, name: 'Main', defaultValues: { MadeOf: 'Steel' }, domains: {} },
      { code: 2, name: 'House connection', defaultValues: { MadeOf: 'PE' }, domains: { CoatedWith: coats } },
    ],
    drawingInfo: { renderer: { type: 'dictionary', dictionaryName: 'pipes', fieldMap: { sort: 'MadeOf' } } },
  },
);

const zones = layer(
  5,
  'Pressure zones',
  'Polygon',
  [field('LabelText', 'String', { length: 60 }), field('HeadMetres', 'Double')],
  {
    extent: EXTENT,
    hasZ: true,
    drawingInfo: {
      renderer: {
        type: 'classBreaks',
        field: 'HeadMetres',
        minValue: 0,
        normalizationField: 'HeadMetres',
        normalizationType: 'esriNormalizeByField',
        rotationType: 'geographic',
        rotationExpression: '[HeadMetres]',
        classBreakInfos: [{ classMaxValue: 90, label: 'low', symbol: fill }],
      },
    },
    templates: [
      {
        name: 'Zone',
        description: 'a new zone',
        drawingTool: 'esriFeatureEditToolPolygon',
        prototype: { attributes: { HeadMetres: 60 } },
      },
    ],
  },
);

const sensors = layer(6, 'Sensors', 'Multipoint', [field('LabelText', 'String', { length: 60 })], {
  extent: EXTENT,
});
const label = field('LabelText', 'String', { length: 60 });
const inspections = layer(
  7,
  'Inspections',
  null,
  [
    label,
    key('HydrantKey'),
    field('created_user', 'String', { length: 128 }),
    field('created_date', 'Date'),
    field('last_edited_user', 'String', { length: 128 }),
    field('last_edited_date', 'Date'),
  ],
  {
    hasAttachments: true,
    editFieldsInfo: {
      creatorField: 'created_user',
      creationDateField: 'created_date',
      editorField: 'last_edited_user',
      editDateField: 'last_edited_date',
    },
  },
);
const samples = layer(8, 'Samples', null, [label, key('InspectionKey')]);
const deeds = layer(9, 'Deeds', null, [label, key('HydrantKey')]);
const people = layer(11, 'People', null, [label]);
/** The table between hydrants and people, with an attribute of the relation itself. */
const care = layer(12, 'Care', null, [
  label,
  key('HydrantKey'),
  key('PersonKey'),
  field('SinceYear', 'Integer'),
]);
const crossings = layer(13, 'Crossings', null, [label, field('LabelOfMain', 'String', { length: 60 })]);

export const LAYERS = [hydrants, mains, zones, sensors, inspections, samples, deeds, people, care, crossings];

interface Relation {
  id: number;
  name: string;
  cardinality: 'OneToOne' | 'OneToMany' | 'ManyToMany';
  from: number;
  to: number;
  fromKey?: string;
  toKey: string;
  composite?: boolean;
  between?: { id: number; fromKey: string; toKey: string };
}

const RELATIONS: Relation[] = [
  { id: 0, name: 'has deed', cardinality: 'OneToOne', from: 0, to: 9, toKey: 'HydrantKey' },
  {
    id: 1,
    name: 'is inspected',
    cardinality: 'OneToMany',
    from: 0,
    to: 7,
    toKey: 'HydrantKey',
    composite: true,
  },
  { id: 2, name: 'is sampled', cardinality: 'OneToMany', from: 7, to: 8, toKey: 'InspectionKey' },
  {
    id: 3,
    name: 'is cared for',
    cardinality: 'ManyToMany',
    from: 0,
    to: 11,
    toKey: 'GlobalID',
    between: { id: 12, fromKey: 'HydrantKey', toKey: 'PersonKey' },
  },
  {
    id: 4,
    name: 'is crossed',
    cardinality: 'OneToMany',
    from: 3,
    to: 13,
    fromKey: 'LabelText',
    toKey: 'LabelOfMain',
  },
];

function ends(of: number): Json[] {
  return RELATIONS.flatMap(({ id, name, cardinality, from, to, fromKey, toKey, composite, between }) => {
    const common = {
      id,
      name,
      cardinality: `esriRelCardinality${cardinality}`,
      composite: composite === true,
      ...(between && { relationshipTableId: between.id }),
    };
    const origin = {
      ...common,
      relatedTableId: to,
      role: 'esriRelRoleOrigin',
      keyField: fromKey ?? 'GlobalID',
      ...(between && { keyFieldInRelationshipTable: between.fromKey }),
    };
    const destination = {
      ...common,
      relatedTableId: from,
      role: 'esriRelRoleDestination',
      keyField: toKey,
      ...(between && { keyFieldInRelationshipTable: between.toKey }),
    };
    return [...(from === of ? [origin] : []), ...(to === of ? [destination] : [])];
  });
}

const entries = (of: Json[]): Json[] =>
  of
    .map(({ id }) => ({ id, relationships: ends(Number(id)) }))
    .filter(({ relationships }) => relationships.length > 0);

/** As addToDefinition takes them, once the layers are there. */
export const RELATIONSHIPS = {
  layers: entries(LAYERS.filter(({ type }) => type !== 'Table')),
  tables: entries(LAYERS.filter(({ type }) => type === 'Table')),
};

/** Which materials go with which coating, for a layer of mains. */
export const CONTINGENT_VALUES = {
  contingentValuesDefinition: {
    fieldGroups: [
      {
        name: 'Material and coating',
        restrictive: true,
        fields: [
          { id: 0, name: 'MadeOf', fieldType: 'esriFieldTypeString' },
          { id: 1, name: 'CoatedWith', fieldType: 'esriFieldTypeString' },
        ],
        contingentValues: [
          { id: 0, types: [3, 3], values: [0, 1] },
          { id: 1, types: [3, 3], values: [2, 3] },
        ],
      },
    ],
    stringDicts: [{ layerID: 3, entries: ['Steel', 'Bitumen', 'PE', 'none'] }],
  },
};

/** Pop-ups and a form, as they stand in the data of the item. */
export const ITEM_DATA = {
  layers: [
    {
      id: 0,
      popupInfo: {
        title: 'Hydrant {LabelText}',
        fieldInfos: [
          { fieldName: 'FlowRate', label: 'Flow', format: { places: 1, digitSeparator: true } },
          { fieldName: 'expression/how', visible: true },
          { fieldName: 'relationships/1/HydrantKey', label: 'Inspected', statisticType: 'count' },
        ],
        popupElements: [
          { type: 'text', text: 'It gives {FlowRate:NumberFormat} l/min, {relationships/1/HydrantKey}.' },
          { type: 'fields', fieldInfos: [{ fieldName: 'StateCode', visible: true }] },
          {
            type: 'media',
            mediaInfos: [
              {
                type: 'barchart',
                title: '',
                value: { fields: ['FlowRate', 'YearNo'], normalizeField: null },
              },
            ],
          },
          { type: 'attachments', displayType: 'list' },
          {
            type: 'relationship',
            relationshipId: 1,
            orderByFields: [{ field: 'HydrantKey', order: 'ascending' }],
          },
        ],
        expressionInfos: [
          {
            name: 'how',
            title: 'How',
            expression: "Expects($feature, 'YearNo'); Round($feature.FlowRate, 1)",
            returnType: 'string',
          },
        ],
      },
      formInfo: {
        title: 'New hydrant',
        formElements: [
          {
            type: 'field',
            fieldName: 'StateCode',
            label: 'State',
            editable: true,
            inputType: { type: 'combo-box' },
          },
          {
            type: 'group',
            label: 'More',
            formElements: [
              { type: 'field', fieldName: 'FlowRate', label: 'Flow', visibilityExpression: 'shown' },
              { type: 'text', text: 'Built in {YearNo}' },
            ],
          },
          {
            type: 'relationship',
            relationshipId: 1,
            orderByFields: [{ field: 'HydrantKey', order: 'desc' }],
          },
        ],
        expressionInfos: [
          { name: 'shown', title: 'Shown', expression: "$feature.StateCode == 'use'", returnType: 'boolean' },
        ],
      },
      layerDefinition: {
        definitionExpression: "StateCode <> 'out'",
        orderBy: [{ field: 'YearNo', order: 'ascending' }],
        featureReduction: {
          type: 'cluster',
          fields: [{ name: 'all_flow', alias: 'All', onStatisticField: 'FlowRate', statisticType: 'sum' }],
        },
      },
    },
  ],
  tables: [
    { id: 7, popupInfo: { title: '{LabelText}', fieldInfos: [{ fieldName: 'LabelText', label: 'Name' }] } },
  ],
};
