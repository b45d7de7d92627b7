import type { WritablePortal } from '../../../lib/portal/portal.js';
import {
  addRows,
  addToDefinition,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  updateDefinition,
} from '../../features/town-services.js';
import { attachFile, label, point, type Service } from './strange-layer.js';

export interface DefinitionChange {
  name: string;
  change: (portal: WritablePortal, url: string) => Promise<unknown>;
}

export function makePlain(portal: WritablePortal): Promise<Service> {
  const fields = [
    label,
    field('CLASS', 'Integer'),
    field('DAY', 'Date'),
    field('OTHER', 'String', { length: 10 }),
  ];
  const layers = [
    layer(0, 'Points', 'Point', fields),
    layer(1, 'Notes', null, [label, field('PARENT', 'GUID', { length: 38 })]),
  ];
  return hostedService(portal, 'Changing', layers).then(async (made) => {
    const rows = [0, 1, 2, 3].map((n) => ({
      attributes: { GlobalID: guid(), LABEL: `row ${n}`, CLASS: n, DAY: n, OTHER: 'x' },
      geometry: point(n),
    }));
    await addRows(portal, `${made.url}/0`, rows);
    return made;
  });
}

function remove(portal: WritablePortal, url: string, definition: Json): Promise<unknown> {
  const admin = url.replace('/rest/services/', '/rest/admin/services/');
  return portal.write(`${admin}/deleteFromDefinition`, { deleteFromDefinition: JSON.stringify(definition) });
}

const ofLayer =
  (definition: Json): DefinitionChange['change'] =>
  (portal, url) =>
    updateDefinition(portal, `${url}/0`, definition);

const index = (name: string, isUnique: boolean): Json => ({
  indexes: [{ name, fields: 'CLASS', isUnique, isAscending: true, description: '' }],
});
const subtype = (code: number, name: string, defaultValues: Json = {}): Json => ({
  code,
  name,
  defaultValues,
  domains: {},
});
const side = (relatedTableId: number, role: string, keyField: string): Json => ({
  id: 0,
  name: 'has notes',
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});
const codes = {
  type: 'codedValue',
  name: 'classes',
  codedValues: [
    { name: 'one', code: 1 },
    { name: 'two', code: 2 },
  ],
};
const template = {
  name: 'new',
  description: '',
  drawingTool: 'esriFeatureEditToolPoint',
  prototype: { attributes: { CLASS: 2 } },
};

/** One after the other, on the same layer. */
export const DEFINITION_CHANGES: DefinitionChange[] = [
  {
    name: 'attachments are allowed, and one is there',
    async change(portal, url) {
      await updateDefinition(portal, `${url}/0`, { hasAttachments: true });
      await attachFile(portal, `${url}/0/1`, { name: 'a.txt', content: 'a' });
    },
  },
  {
    name: 'a field gets a domain, a default and another alias',
    change: ofLayer({ fields: [{ name: 'CLASS', domain: codes, defaultValue: 2, alias: 'Klasse' }] }),
  },
  {
    name: 'a field loses its domain and default',
    change: ofLayer({ fields: [{ name: 'CLASS', domain: null, defaultValue: null }] }),
  },
  {
    name: 'there are types',
    change: ofLayer({
      typeIdField: 'CLASS',
      types: [{ id: 1, name: 'one', domains: {}, templates: [template] }],
    }),
  },
  { name: 'there are no types any more', change: ofLayer({ typeIdField: '', types: [] }) },
  { name: 'there are templates', change: ofLayer({ templates: [template] }) },
  { name: 'there are no templates any more', change: ofLayer({ templates: [] }) },
  {
    name: 'there are subtypes',
    async change(portal, url) {
      await updateDefinition(portal, `${url}/0`, { subtypeField: 'CLASS' });
      await addToDefinition(portal, `${url}/0`, { subtypes: [subtype(1, 'a'), subtype(2, 'b')] });
      await updateDefinition(portal, `${url}/0`, { defaultSubtypeCode: 2 });
    },
  },
  {
    name: 'there are other subtypes, another one of them the default',
    change: ofLayer({ subtypes: [subtype(1, 'A'), subtype(3, 'c', { LABEL: 'z' })], defaultSubtypeCode: 3 }),
  },
  {
    name: 'there are no subtypes any more',
    change: ofLayer({ subtypes: [], defaultSubtypeCode: null, subtypeField: '' }),
  },
  {
    name: 'there is a time setting',
    change: ofLayer({ timeInfo: { startTimeField: 'DAY', endTimeField: null, trackIdField: null } }),
  },
  {
    name: 'texts, scales and the display field are others',
    change: ofLayer({
      description: 'd',
      copyrightText: 'c',
      minScale: 1000,
      maxScale: 10,
      defaultVisibility: false,
      displayField: 'OTHER',
    }),
  },
  {
    name: 'texts and scales are taken away',
    change: ofLayer({
      description: '',
      copyrightText: '',
      minScale: 0,
      maxScale: 0,
      defaultVisibility: true,
      displayField: 'LABEL',
    }),
  },
  {
    name: 'there is an index',
    change: (portal, url) => addToDefinition(portal, `${url}/0`, index('ix', false)),
  },
  {
    name: 'the index is unique',
    async change(portal, url) {
      await remove(portal, `${url}/0`, { indexes: [{ name: 'ix' }] });
      await addToDefinition(portal, `${url}/0`, index('ux', true));
    },
  },
  {
    name: 'there is no index any more',
    change: (portal, url) => remove(portal, `${url}/0`, { indexes: [{ name: 'ux' }] }),
  },
  {
    name: 'there is a relationship',
    change: (portal, url) =>
      addToDefinition(portal, url, {
        layers: [{ id: 0, relationships: [side(1, 'Origin', 'GlobalID')] }],
        tables: [{ id: 1, relationships: [side(0, 'Destination', 'PARENT')] }],
      }),
  },
  {
    name: 'there is no relationship any more',
    change: (portal, url) => remove(portal, `${url}/0`, { relationships: [{ id: 0 }] }),
  },
  {
    name: 'editors are tracked',
    async change(portal, url) {
      await updateDefinition(portal, url, { editorTrackingInfo: { enableEditorTracking: true } });
      await addRows(portal, `${url}/0`, [
        { attributes: { GlobalID: guid(), LABEL: 'tracked', CLASS: 9 }, geometry: point(9) },
      ]);
    },
  },
  {
    name: 'editors are not tracked any more',
    change: (portal, url) =>
      updateDefinition(portal, url, { editorTrackingInfo: { enableEditorTracking: false } }),
  },
  {
    name: 'rows may only be read',
    change: (portal, url) =>
      updateDefinition(portal, url, { capabilities: 'Query', description: 'x', maxRecordCount: 123 }),
  },
  {
    name: 'a field may not be edited, and has another value',
    async change(portal, url) {
      await portal.write(`${url}/0/applyEdits`, {
        updates: JSON.stringify([{ attributes: { OBJECTID: 1, LABEL: 'last' } }]),
      });
      await updateDefinition(portal, `${url}/0`, { fields: [{ name: 'LABEL', editable: false }] });
    },
  },
];

/** Gives a field another type, as far as that goes: it is deleted and made anew. */
export async function retype(portal: WritablePortal, url: string): Promise<void> {
  await remove(portal, `${url}/0`, { fields: [{ name: 'OTHER' }] });
  await addToDefinition(portal, `${url}/0`, { fields: [field('OTHER', 'Integer')] });
}
