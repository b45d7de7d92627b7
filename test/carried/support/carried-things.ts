import type { PortalKind } from '../../../sandbox/index.js';
import type { Json } from '../../features/town-services.js';
import type { SeenLayer, SeenService } from './seen-service.js';

/** The two ways in which a hosted layer is copied. */
export type CarriedWay = 'file' | 'rows';

/** How each way is called. */
export const WAY_NAMES: Record<CarriedWay, string> = {
  file: 'export-fgdb → add-and-publish',
  rows: 'clone-item',
};

/** Why a way does not carry a thing, or carries it otherwise, and the warning that says so. */
interface Limit {
  reason: string;
  warning: { code: string; says: RegExp };
  /** The thing arrives all the same, in another manner. */
  arrives?: true;
}

/** Something that a hosted layer is made of. */
export interface CarriedThing {
  name: string;
  /** The item that has it. */
  of: string;
  /** What there is of it, in a form that is the same in a copy: no ids of items and rows, no addresses. */
  read: (seen: SeenService) => unknown;
  limits?: Partial<Record<CarriedWay, Limit>>;
  /** The other product does not have it. */
  onlyFrom?: PortalKind;
  /** The limits are of targets of this kind alone. */
  limitedTo?: PortalKind;
}

const layerOf = (seen: SeenService, name: string): SeenLayer => {
  const found = seen.layers.get(name);
  if (!found) throw new Error(`There is no layer ${name}, only ${[...seen.layers.keys()].join(', ')}.`);
  return found;
};

const definitionOf = (seen: SeenService, name: string): Json => layerOf(seen, name).definition;

const pick = (from: unknown, ...keys: string[]): Json =>
  Object.fromEntries(keys.map((key) => [key, (from as Json | undefined)?.[key] ?? null]));

/** What the portal keeps itself is called as each product does. */
const OWN = /^(objectid|globalid|shape.*)$/i;

const ownFields = ({ definition }: SeenLayer): Json[] => {
  const tracking = Object.values((definition.editFieldsInfo ?? {}) as Json);
  return (definition.fields as Json[]).filter(
    ({ name }) => !OWN.test(String(name)) && !tracking.includes(name),
  );
};

/** Some keys of every plain field of every layer. */
const ofFields =
  (...keys: string[]) =>
  (seen: SeenService): unknown =>
    [...seen.layers].map(([name, layer]) => [
      name,
      ownFields(layer).map((field) => [field.name, pick(field, ...keys)]),
    ]);

const domains =
  (type: string) =>
  (seen: SeenService): unknown =>
    [...seen.layers].flatMap(([name, layer]) =>
      ownFields(layer)
        .filter(({ domain }) => (domain as Json | null)?.type === type)
        .map(({ name: field, domain }) => [name, field, pick(domain, 'codedValues', 'range')]),
    );

const relationships =
  (cardinality: string) =>
  (seen: SeenService): unknown => {
    const nameOf = (id: unknown): unknown =>
      [...seen.layers].find(([, { definition }]) => definition.id === id)?.[0] ?? id ?? null;
    return [...seen.layers]
      .flatMap(([layer, { definition }]) =>
        ((definition.relationships ?? []) as Json[])
          .filter((end) => end.cardinality === `esriRelCardinality${cardinality}`)
          .map((end) => ({
            layer,
            ...pick(end, 'id', 'name', 'role', 'keyField', 'keyFieldInRelationshipTable'),
            composite: end.composite === true,
            related: nameOf(end.relatedTableId),
            between: nameOf(end.relationshipTableId),
          })),
      )
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  };

const guid = (value: unknown): string =>
  String(value ?? '')
    .replace(/[{}]/g, '')
    .toLowerCase();

const named = (attributes: Json, name: string): unknown =>
  Object.entries(attributes).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null;

/** Who belongs to whom, by name. */
const families =
  (parentKey: string, ...links: [child: string, keyField: string, parent: string][]) =>
  (seen: SeenService): unknown =>
    links.flatMap(([child, keyField, parent]) => {
      const names = new Map(
        [...layerOf(seen, parent).rows].map(([name, { attributes }]) => [
          guid(named(attributes, parentKey)),
          name,
        ]),
      );
      return [...layerOf(seen, child).rows]
        .map(([name, { attributes }]) => `${name} of ${names.get(guid(named(attributes, keyField)))}`)
        .sort();
    });

const globalIds = (seen: SeenService): unknown =>
  [...seen.layers].map(([name, { rows }]) => [
    name,
    [...rows].map(([row, { attributes }]) => [row, guid(named(attributes, 'GlobalID'))]).sort(),
  ]);

/** Values of rows, by their names: only those of these types, and none that the portal sets itself. */
const values =
  (types: RegExp) =>
  (seen: SeenService): unknown =>
    [...seen.layers].map(([name, layer]) => {
      const fields = ownFields(layer).filter(({ type }) => types.test(String(type)));
      const rows = [...layer.rows].map(([row, { attributes }]) => [
        row,
        fields.map(({ name: field, type }) => {
          const value = attributes[String(field)] ?? null;
          return [field, type === 'esriFieldTypeGUID' && value !== null ? guid(value) : value];
        }),
      ]);
      return [name, rows.sort()];
    });

/** Coordinates to a tenth of a millimetre: a geodatabase keeps them on a finer grid, but not to the last bit. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_key, inner: unknown) =>
      typeof inner === 'number' ? Math.round(inner * 1e4) / 1e4 : inner,
    ),
  );

const shapes =
  (...names: string[]) =>
  (seen: SeenService): unknown =>
    names.map((name) =>
      [...layerOf(seen, name).rows]
        .map(([row, { geometry }]) => [
          row,
          rounded(pick(geometry, 'x', 'y', 'z', 'm', 'points', 'paths', 'rings')),
        ])
        .sort(),
    );

const ofLayer =
  (name: string, ...keys: string[]) =>
  (seen: SeenService): unknown =>
    pick(definitionOf(seen, name), ...keys);

const ofService =
  (...keys: string[]) =>
  (seen: SeenService): unknown =>
    pick(seen.service, ...keys);

const rowNames = (seen: SeenService): unknown =>
  [...seen.layers].map(([name, { rows }]) => [name, [...rows.keys()].sort()]);

const itemData =
  (part: string) =>
  (seen: SeenService): unknown =>
    [...((seen.data.layers ?? []) as Json[]), ...((seen.data.tables ?? []) as Json[])].map(
      ({ id, [part]: own = null }) => {
        const found = [...seen.layers].find(([, { definition }]) => definition.id === id);
        return [found?.[0] ?? null, own];
      },
    );

const indexes = (seen: SeenService): unknown =>
  (definitionOf(seen, 'Hydrants').indexes as Json[])
    .filter(({ name }) => /^ix_/i.test(String(name)))
    .map((one) => pick(one, 'fields', 'isUnique', 'isAscending'))
    .sort((a, b) => (String(a.fields) < String(b.fields) ? -1 : 1));

const viewed =
  (...keys: string[]) =>
  (seen: SeenService): unknown => {
    const [[name, layer] = ['', null]] = seen.layers;
    return { name, rows: rowNames(seen), ...pick(layer?.definition, ...keys), isView: seen.service.isView };
  };

const fileLimit = (reason: string, says: RegExp): Limit => ({
  reason,
  warning: { code: 'GEODATABASE_LIMIT', says },
  arrives: true,
});

const EDITORS: Limit = {
  reason: 'the fields are copied with what they hold; the target records new edits in its own',
  warning: { code: 'EDITORS_NOT_KEPT', says: /the target tracks new edits in/ },
  arrives: true,
};

const notCopied = (reason: string, says: RegExp): Record<CarriedWay, Limit> => {
  const limit = { reason, warning: { code: 'NOT_COPIED', says } };
  return { file: limit, rows: limit };
};

const ofWater = (name: string, read: CarriedThing['read']): CarriedThing => ({ name, of: 'Water', read });

/** Everything that is to be found in a copy, and what cannot be. The table of the README is made from it, and each line is a test. */
export const CARRIED_THINGS: CarriedThing[] = [
  ofWater('Layers and tables', (seen) =>
    [...seen.layers].map(([name, { definition }]) => [name, pick(definition, 'type', 'geometryType')]),
  ),
  {
    name: 'Ids of layers and tables',
    of: 'Water',
    read: (seen) => [...seen.layers].map(([name, { definition }]) => [name, definition.id]),
    limits: {
      file: {
        reason:
          'publishing numbers layers from 0, tables after them: ids with gaps or in another order become others, which maps and apps of the run follow',
        warning: { code: 'LAYER_RENUMBERED', says: /is layer \d+ in the copy/ },
      },
    },
  },
  ofWater('Fields: names, types and lengths', (seen) => [
    ofFields('type')(seen),
    [...seen.layers].map(([, layer]) =>
      ownFields(layer)
        .filter(({ type }) => type === 'esriFieldTypeString')
        .map((field) => pick(field, 'name', 'length')),
    ),
  ]),
  {
    name: 'Fields of the newer types (64-bit whole numbers, dates without time, times, dates with time zone), with their values',
    of: 'Events',
    read: (seen) => [ofFields('type')(seen), values(/./)(seen)],
    limits: {
      file: fileLimit(
        'a File Geodatabase does not have these types, so a service with such a field is copied row by row instead',
        /which a File Geodatabase cannot carry/,
      ),
    },
  },
  ofWater('Aliases', ofFields('alias')),
  ofWater('Descriptions of fields', ofFields('description')),
  ofWater('Whether a field may be empty', ofFields('nullable')),
  ofWater('Whether a field may be edited', ofFields('editable')),
  ofWater('Default values', ofFields('defaultValue')),
  ofWater('Domains with coded values', domains('codedValue')),
  ofWater('Domains with a range', domains('range')),
  ofWater('Subtypes', ofLayer('Water mains', 'subtypeField', 'defaultSubtypeCode', 'subtypes')),
  ofWater('Types', ofLayer('Hydrants', 'typeIdField', 'types')),
  ofWater('Feature templates', ofLayer('Pressure zones', 'templates')),
  ofWater('Contingent values', (seen) => {
    const { contingentValuesDefinition, stringDicts } = layerOf(seen, 'Water mains').contingentValues ?? {};
    const { fieldGroups } = (contingentValuesDefinition ?? {}) as Json;
    return { fieldGroups: fieldGroups ?? null, stringDicts: stringDicts ?? null };
  }),
  ofWater('Relationships one to one', (seen) => [
    relationships('OneToOne')(seen),
    families('GlobalID', ['Deeds', 'HydrantKey', 'Hydrants'])(seen),
  ]),
  ofWater('Relationships one to many, nested, by GlobalID', (seen) => [
    relationships('OneToMany')(seen),
    families(
      'GlobalID',
      ['Inspections', 'HydrantKey', 'Hydrants'],
      ['Samples', 'InspectionKey', 'Inspections'],
    )(seen),
  ]),
  ofWater('Relationships by an attribute', (seen) =>
    [...layerOf(seen, 'Crossings').rows]
      .map(([name, { attributes }]) => {
        const main = String(named(attributes, 'LabelOfMain'));
        return [name, main, layerOf(seen, 'Water mains').rows.has(main)];
      })
      .sort(),
  ),
  {
    name: 'Relationships by ObjectID',
    of: 'Numbered',
    read: families('OBJECTID', ['Visits', 'SiteNo', 'Sites']),
    limits: {
      file: fileLimit(
        'publishing numbers rows anew, so the service is copied row by row instead',
        /goes by ObjectID, which publishing gives anew/,
      ),
    },
  },
  ofWater('Relationships many to many, with attributes of their own', (seen) => [
    relationships('ManyToMany')(seen),
    families('GlobalID', ['Care', 'HydrantKey', 'Hydrants'], ['Care', 'PersonKey', 'People'])(seen),
    [...layerOf(seen, 'Care').rows]
      .map(([name, { attributes }]) => [name, named(attributes, 'SinceYear')])
      .sort(),
  ]),
  ofWater('Attachments: names, types, keywords and every byte', (seen) =>
    [...seen.layers].map(([name, { attachments }]) => [
      name,
      [...attachments].filter(([, files]) => files.length > 0).sort(),
    ]),
  ),
  ofWater('Values of every row', values(/String|Integer|Double|Single|Date$|GUID/)),
  ofWater('GlobalIDs', globalIds),
  {
    name: 'GlobalIDs, by a target that makes its own for rows that are sent',
    of: 'Tracked',
    read: globalIds,
    limits: {
      rows: {
        reason: 'rows get other GlobalIDs; related rows and attachments follow them',
        warning: { code: 'GLOBALIDS_NOT_KEPT', says: /GlobalIDs of its own/ },
      },
    },
  },
  {
    name: 'Related rows, by such a target',
    of: 'Tracked',
    read: families('GlobalID', ['Visits', 'SiteKey', 'Sites']),
  },
  ofWater(
    'Geometry as stored: points, multipoints, lines and polygons with holes, Z and M, and none at all',
    (seen) => [
      shapes('Hydrants', 'Water mains', 'Pressure zones', 'Sensors')(seen),
      ['Hydrants', 'Water mains', 'Pressure zones', 'Sensors'].map((name) => {
        const { hasZ, hasM } = definitionOf(seen, name);
        return [hasZ === true, hasM === true];
      }),
    ],
  ),
  ofWater('The spatial reference, vertical too, without re-projection', (seen) => [
    pick(seen.service.spatialReference, 'wkid', 'vcsWkid'),
    ((definitionOf(seen, 'Hydrants').extent as Json).spatialReference as Json).wkid,
  ]),
  ofWater('Renderers and transparency', (seen) =>
    ['Hydrants', 'Water mains', 'Pressure zones'].map((name) =>
      pick(definitionOf(seen, name).drawingInfo, 'renderer', 'transparency'),
    ),
  ),
  ofWater('Labels', (seen) => pick(definitionOf(seen, 'Hydrants').drawingInfo, 'labelingInfo')),
  ofWater('Scale ranges', ofLayer('Hydrants', 'minScale', 'maxScale')),
  ofWater('Time settings', (seen) =>
    pick(
      definitionOf(seen, 'Hydrants').timeInfo,
      'startTimeField',
      'endTimeField',
      'timeInterval',
      'timeIntervalUnits',
    ),
  ),
  ofWater('The time zone of dates', (seen) =>
    pick(definitionOf(seen, 'Hydrants').dateFieldsTimeReference, 'timeZone', 'respectsDaylightSaving'),
  ),
  ofWater('Floors', ofLayer('Hydrants', 'floorInfo')),
  ofWater('Whether a layer is shown at first', (seen) =>
    [...seen.layers].map(([name, { definition }]) => [name, definition.defaultVisibility]),
  ),
  ofWater('The display field', ofLayer('Hydrants', 'displayField')),
  ofWater('Indexes', indexes),
  ofWater('Pop-ups', itemData('popupInfo')),
  ofWater('Forms', itemData('formInfo')),
  ofWater('Other settings in the data of the item', itemData('layerDefinition')),
  ofWater('Capabilities', (seen) => String(seen.service.capabilities).split(',').sort()),
  {
    name: 'Capabilities that only ArcGIS Online has, such as change tracking',
    of: 'Events',
    read: (seen) => String(seen.service.capabilities).split(',').sort(),
    limits: notCopied('Enterprise does not know them', /does not know the capabilities ChangeTracking/),
    onlyFrom: 'online',
    limitedTo: 'enterprise',
  },
  ofWater('Editor tracking', (seen) => [
    pick(seen.service.editorTrackingInfo, 'enableEditorTracking'),
    definitionOf(seen, 'Inspections').editFieldsInfo,
  ]),
  ofWater('Who made and changed each row, and when', (seen) =>
    [...layerOf(seen, 'Inspections').rows]
      .map(([name, { attributes }]) => [
        name,
        ['created_user', 'created_date', 'last_edited_user', 'last_edited_date'].map((field) =>
          named(attributes, field),
        ),
      ])
      .sort(),
  ),
  {
    name: 'Who made and changed each row, by a target that records it in fields of its own',
    of: 'Tracked',
    limits: { file: EDITORS, rows: EDITORS },
    read: (seen) =>
      [...layerOf(seen, 'Visits').rows]
        .map(([name, { attributes }]) => [
          name,
          ['MadeBy', 'MadeOn', 'ChangedBy', 'ChangedOn'].map((field) => named(attributes, field)),
        ])
        .sort(),
  },
  ofWater('Ownership-based access', (seen) =>
    pick(
      seen.service.editorTrackingInfo,
      'enableOwnershipAccessControl',
      'allowOthersToQuery',
      'allowOthersToUpdate',
      'allowOthersToDelete',
    ),
  ),
  ofWater('The largest page of a query', ofService('maxRecordCount')),
  ofWater(
    'Description and copyright of the service',
    ofService('description', 'serviceDescription', 'copyrightText'),
  ),
  ofWater('Description and copyright of a layer', ofLayer('Hydrants', 'description', 'copyrightText')),
  ofWater('Title, summary, description, credits and terms of the item', (seen) =>
    pick(seen.item, 'title', 'snippet', 'description', 'accessInformation', 'licenseInfo'),
  ),
  ofWater('Metadata of the item', (seen) => seen.metadata),
  ofWater('Metadata of a layer', (seen) => layerOf(seen, 'Hydrants').metadata),
  {
    name: 'Views with a row filter and symbols of their own',
    of: 'Filtered',
    read: viewed('viewDefinitionQuery', 'drawingInfo'),
  },
  {
    name: 'Views that hide fields',
    of: 'Hiding',
    read: (seen) => [viewed()(seen), ofFields('type')(seen)],
  },
  {
    name: 'Views with an area of interest',
    of: 'West',
    read: (seen) => {
      const { viewLayerDefinition } = definitionOf(seen, 'West').adminLayerInfo as Json;
      return [viewed()(seen), (viewLayerDefinition as Json).filter ?? null];
    },
  },
  {
    name: 'Joined views',
    of: 'Joined',
    read: (seen) => {
      const { viewLayerDefinition } = definitionOf(seen, 'Joined').adminLayerInfo as Json;
      const { relatedTables, ...table } = (viewLayerDefinition as Json).table as Json;
      const joined = [table, ...(relatedTables as Json[])].map(({ sourceServiceName: _, ...one }) => one);
      return [viewed()(seen), values(/String|Double/)(seen), joined];
    },
  },
  { name: 'Views of several services', of: 'Several', read: viewed() },
  {
    name: 'Pop-ups of a view of its own, and what users may edit in it',
    of: 'Filtered',
    read: (seen) => [itemData('popupInfo')(seen), String(seen.service.capabilities).split(',').sort()],
  },
  {
    name: 'Attribute rules',
    of: 'Water',
    read: ofLayer('Pressure zones', 'attributeRules'),
    limits: notCopied(
      'the portal gives no way to make them in a hosted layer',
      /Pressure zones has attribute rules/,
    ),
  },
  {
    name: 'Webhooks',
    of: 'Events',
    read: () => null,
    limits: notCopied('they may hold secrets: set them up by hand', /The webhooks "Tell the crew"/),
    onlyFrom: 'online',
  },
  {
    name: 'Offline copies (replicas)',
    of: 'Water',
    read: () => null,
    limits: notCopied('devices fetch the copy anew: they are registered with the source', /offline copies/),
  },
];
