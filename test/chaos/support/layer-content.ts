import type { WritablePortal } from '../../../lib/portal/portal.js';
import { Content } from '../../copy/support/content.js';
import {
  addRows,
  addToDefinition,
  allRows,
  attach,
  field,
  guid,
  hostedService,
  layer,
  type TestRow,
} from '../../features/town-services.js';

/** A hosted layer of the source, by item and by service. */
export interface SourceLayer {
  id: string;
  url: string;
}

const GROUP = 'Tree wardens';
const METADATA =
  '<metadata xml:lang="en"><dataIdInfo><idAbs>Every tree of the town</idAbs></dataIdInfo></metadata>';

const end = (relatedTableId: number, role: string, keyField: string) => ({
  id: 0,
  name: 'Visits',
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});

const kinds = {
  type: 'codedValue',
  name: 'Kinds',
  codedValues: [
    { name: 'Open', code: 'open' },
    { name: 'Done', code: 'done' },
  ],
};

const pairsOfValues = {
  contingentValuesDefinition: {
    fieldGroups: [
      {
        name: 'Name and status',
        restrictive: false,
        fields: [
          { id: 0, name: 'NAME', fieldType: 'esriFieldTypeString' },
          { id: 1, name: 'STATUS', fieldType: 'esriFieldTypeString' },
        ],
        contingentValues: [{ id: 0, types: [3, 3], values: [0, 1] }],
      },
    ],
    stringDicts: [{ layerID: 0, entries: ['Oak', 'open'] }],
  },
};

/** A group that a layer is shared with, in a portal. */
export async function treeGroup(portal: WritablePortal): Promise<string> {
  const { group } = await portal.write<{ group: { id: string } }>('/community/createGroup', {
    title: GROUP,
    tags: 'town',
    access: 'org',
  });
  return group.id;
}

/**
 * Trees with visits and photos, and a view on them: as little as there can be of all that takes calls of its own, such as metadata, contingent
 * values, an index, a field that may not be edited, a relationship, pop-ups and sharing.
 */
export async function treeContent(
  portal: WritablePortal,
  username: string,
): Promise<{ trees: SourceLayer; view: SourceLayer }> {
  const content = new Content(portal, username);
  const trees = layer(
    0,
    'Trees',
    'Point',
    [
      field('NAME', 'String', { length: 50 }),
      field('STATUS', 'String', { length: 50, domain: kinds }),
      field('CODE', 'String', { length: 20 }),
    ],
    {
      hasAttachments: true,
      indexes: [{ name: 'ix_name', fields: 'NAME', isUnique: false, isAscending: true, description: '' }],
    },
  );
  const visits = layer(1, 'Visits', null, [
    field('TreeID', 'GUID', { length: 38 }),
    field('Note', 'String', { length: 100 }),
  ]);
  const relationships = {
    layers: [{ id: 0, relationships: [end(1, 'Origin', 'GlobalID')] }],
    tables: [{ id: 1, relationships: [end(0, 'Destination', 'TreeID')] }],
  };
  const { itemId: id, url } = await hostedService(portal, 'Trees', [trees, visits], { relationships });
  await addToDefinition(portal, `${url}/0`, pairsOfValues);
  await portal.write(`${url}/0/metadata/update`, { metadata: METADATA, metadataUploadFormat: 'xml' });
  await addTrees(portal, url, 6, 0);
  await portal.write(`${url.replace('/rest/services/', '/rest/admin/services/')}/0/updateDefinition`, {
    updateDefinition: JSON.stringify({ fields: [{ name: 'CODE', editable: false }] }),
  });
  await content.update(id, {
    tags: 'town,layer',
    snippet: 'Every tree',
    text: JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'Tree {NAME}', fieldInfos: [] } }] }),
  });
  const view = await content.view('Trees_open', { id, url });
  const groups = await treeGroup(portal);
  for (const item of [id, view.id])
    await portal.write(`/content/users/${username}/items/${item}/share`, { org: true, groups });
  return { trees: { id, url }, view };
}

async function addTrees(portal: WritablePortal, url: string, count: number, from: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n): TestRow => {
    const attributes = {
      GlobalID: guid(),
      NAME: `Tree ${from + n}`,
      STATUS: n % 2 ? 'open' : 'done',
      CODE: `C${from + n}`,
    };
    return { attributes, geometry: { x: from + n, y: n, spatialReference: { wkid: 102100 } } };
  });
  const ids = await addRows(portal, `${url}/0`, rows);
  await addRows(
    portal,
    `${url}/1`,
    rows.map(({ attributes: { GlobalID: TreeID, NAME } }) => ({
      attributes: { GlobalID: guid(), TreeID, Note: `Visit of ${String(NAME)}` },
    })),
  );
  for (const [row, name] of [
    [ids[0], `bark ${from}.txt`],
    [ids[0], `leaf ${from}.txt`],
    [ids.at(-1), `leaf ${from}.txt`],
  ]) {
    const file = { name: String(name), text: `${name} of ${row}`, contentType: 'text/plain' };
    await attach(portal, `${url}/0/${row}`, file);
  }
}

const objectIdOf = ({ attributes }: TestRow): number =>
  Number(Object.entries(attributes).find(([name]) => /^objectid$/i.test(name))?.[1]);

const nameOf = (row: TestRow): string =>
  Object.keys(row.attributes).find((name) => /^name$/i.test(name)) ?? 'NAME';

/** Some trees are new, one is gone, one has another name, and some photos are others. */
export async function changeTrees(portal: WritablePortal, { url }: SourceLayer, time: number): Promise<void> {
  const [first, second, third] = await allRows(portal, `${url}/0`);
  if (!first || !second || !third) throw new Error('The trees are gone.');
  const visited = await allRows(portal, `${url}/1`);
  await portal.write(`${url}/1/deleteFeatures`, { objectIds: objectIdOf(visited[0] ?? first) });
  await portal.write(`${url}/0/deleteFeatures`, { objectIds: objectIdOf(first) });
  const change = { OBJECTID: objectIdOf(second), [nameOf(second)]: `Renamed ${time}` };
  await portal.write(`${url}/0/applyEdits`, { updates: JSON.stringify([{ attributes: change }]) });
  await addTrees(portal, url, 1, 100 * time);
  const row = `${url}/0/${objectIdOf(third)}`;
  await attach(portal, row, { name: `twig ${time}.txt`, text: `twig ${time}`, contentType: 'text/plain' });
  const { attachmentInfos } = await portal.read<{ attachmentInfos: { id: number }[] }>(`${row}/attachments`);
  if (attachmentInfos.length > 2)
    await portal.write(`${row}/deleteAttachments`, { attachmentIds: attachmentInfos[0]?.id });
}

/** A plain layer: no photos, nothing related. */
export async function plotContent(portal: WritablePortal): Promise<SourceLayer> {
  const plots = layer(0, 'Plots', 'Point', [
    field('CODE', 'String', { length: 20 }),
    field('USE', 'String', { length: 50 }),
  ]);
  const { itemId: id, url } = await hostedService(portal, 'Plots', [plots]);
  await addRows(portal, `${url}/0`, plotRows(0));
  return { id, url };
}

const PLOTS = 8;

function plotRows(time: number): TestRow[] {
  return Array.from({ length: PLOTS }, (_, n) => ({
    // Each time one is gone and one is new, one has another use.
    attributes: { GlobalID: guid(), CODE: `P-${time + n}`, USE: n === 3 ? `Use ${time}` : 'Garden' },
    geometry: { x: time + n, y: 1, spatialReference: { wkid: 102100 } },
  }));
}

/** All plots are loaded anew, with other ObjectIDs and GlobalIDs, as a nightly job does it. */
export async function reloadPlots(portal: WritablePortal, { url }: SourceLayer, time: number): Promise<void> {
  await portal.write(`${url}/0/deleteFeatures`, { where: '1=1' });
  await addRows(portal, `${url}/0`, plotRows(time));
}
