import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../../lib/items/item.js';
import { relatedItems } from '../../../lib/items/related-items.js';
import { xmlError } from '../../../lib/items/xml-error.js';
import { readZip, writeZip } from '../../../lib/items/zip.js';
import type { ReadablePortal, WritablePortal } from '../../../lib/portal/portal.js';
import { Content } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { readZip as readIndependently } from '../../town/read-zip.js';

interface Refers {
  portal: string;
  form: string;
  service: { id: string; url: string };
}

const STAMP = 0x58654a2b;

const packed = (files: Record<string, string | Buffer>): Buffer =>
  writeZip(
    Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content), stamp: STAMP })),
  );

const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);

/** The files of a form, as Survey123 Connect writes them. */
function formFiles({ portal, form, service }: Refers): Record<string, string | Buffer> {
  return {
    'esriinfo/': '',
    'esriinfo/Wells.info': JSON.stringify({ serviceInfo: { itemId: service.id, url: service.url } }),
    'esriinfo/Wells.itemInfo': JSON.stringify({ id: form, title: 'Wells', thumbnail: 'thumbnail/x.png' }),
    'esriinfo/Wells.xml': `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><model><submission action="${service.url}" method="form-data-post"/>
<itext><translation lang="en"><text id="/wells/note:label"><value>&lt;b&gt;See&lt;/b&gt; <![CDATA[<a href="${portal}/home/item.html?id=${form}&x=1">a & b</a>]]></value></text></translation></itext>
</model></h:head>
<h:body><a href="${portal}/home/item.html?id=${form}&amp;x=1"/></h:body></h:html>`,
    'esriinfo/Wells.webform': JSON.stringify({
      portalUrl: portal,
      formItemId: form,
      layers: [{ url: `${service.url}/0` }],
    }),
    'esriinfo/Wells.xlsx': packed({
      'xl/sharedStrings.xml': `<sst><si><t>${service.url}/0</t></si></sst>`,
      'xl/worksheets/sheet1.xml': `<c t="inlineStr"><is><t>pulldata('@layer', '${service.url}/0')</t></is></c>`,
      'xl/media/image1.png': picture,
    }),
    'esriinfo/media/logo.png': picture,
  };
}

async function dataOf(portal: ReadablePortal, id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const { body } = await portal.stream(`/content/items/${id}/data`);
  for await (const piece of body) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

describe('a zip archive', () => {
  it('is read as it was written, by others as well, and has the same date and order', async () => {
    const files = { 'a/': '', 'a/ä.txt': 'x'.repeat(5000), 'b.bin': picture };
    const bytes = packed(files);
    const members = readZip(bytes);
    assert.deepEqual(
      members?.map(({ name, content, stamp }) => [name, content.toString('latin1'), stamp]),
      [
        ['a/', '', STAMP],
        ['a/ä.txt', 'x'.repeat(5000), STAMP],
        ['b.bin', picture.toString('latin1'), STAMP],
      ],
    );
    const others = await readIndependently(bytes);
    assert.deepEqual([...others.keys()], Object.keys(files));
    assert.equal(others.get('a/ä.txt')?.toString(), 'x'.repeat(5000));
  });

  it('that is damaged, or none, is not taken for one', () => {
    const bytes = packed({ 'a.txt': 'x'.repeat(5000) });
    bytes[40] = (bytes[40] ?? 0) ^ 0xff;
    assert.equal(readZip(bytes), null);
    assert.equal(readZip(Buffer.from('PK is no zip archive, but long enough to be one')), null);
    assert.equal(readZip(Buffer.alloc(0)), null);
  });
});

/** Tables for what is asked more than once. */
async function addTables(portal: WritablePortal, url: string): Promise<void> {
  const { fields } = await portal.read<{ fields: unknown[] }>(`${url}/0`);
  const tables = ['visits', 'samples'].map((name, at) => {
    return { id: at + 1, name, type: 'Table', objectIdField: 'OBJECTID', globalIdField: 'GlobalID', fields };
  });
  const path = `${url.replace('/rest/services/', '/rest/admin/services/')}/addToDefinition`;
  await portal.write(path, { addToDefinition: JSON.stringify({ layers: [], tables }) });
}

describe('a form', () => {
  let portals: Portals;
  let ids: { form: string; service: { id: string; url: string }; view: { id: string; url: string } };

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    const { source } = portals;
    const content = new Content(source, portals.pair.source.admin.username);
    const service = await content.layer('survey123_wells', 5);
    await addTables(source, service.url);
    const view = await content.view('survey123_wells_results', service);
    const form = await content.document('Form', 'Wells', '', {
      typeKeywords: 'Form,Survey123,Survey123 Connect,xForm',
    });
    ids = { form, service, view };
    await content.update(service.id, { typeKeywords: `Survey123,${form}` });
    const dir = await mkdtemp(join(tmpdir(), 'form-test-'));
    const path = join(dir, 'form.zip');
    await writeFile(path, packed(formFiles({ portal: source.url, form, service })));
    const file = { path, name: `${form}.zip`, contentType: 'application/zip' };
    await source.write(`/content/users/${content.username}/items/${form}/update`, {}, { files: { file } });
    await rm(dir, { recursive: true });
    for (const [destinationItemId, relationshipType] of [
      [service.id, 'Survey2Service'],
      [view.id, 'Survey2Data'],
    ]) {
      await source.write(`/content/users/${content.username}/addRelationship`, {
        originItemId: form,
        destinationItemId,
        relationshipType,
      });
    }
  });

  after(() => portals.close());

  it('AC-19: is copied with its service and views, each file of it referring to them, and they to it', async () => {
    const { target } = portals;
    const results = await portals.copyAll([ids.form]);
    const result = results.get('Wells');
    assert.ok(result?.target, JSON.stringify(result?.error));
    assert.equal(result.outcome, 'created');
    assert.deepEqual(result.residue, []);
    const became = (id: string): string => result.map.items[id] ?? assert.fail(id);
    const form = became(ids.form);
    const service = { id: became(ids.service.id), url: result.map.services[ids.service.url]?.url ?? '' };
    const files = await readIndependently(await dataOf(target, form));
    const expected = formFiles({ portal: target.url, form, service });
    assert.deepEqual([...files.keys()], Object.keys(expected));
    for (const [name, content] of Object.entries(expected)) {
      const stored = files.get(name) ?? Buffer.alloc(0);
      if (name.endsWith('.xml')) assert.equal(xmlError(stored.toString()), null);
      if (!name.endsWith('.xlsx')) {
        assert.equal(stored.toString('latin1'), Buffer.from(content).toString('latin1'), name);
        continue;
      }
      const [book, wanted] = await Promise.all([
        readIndependently(stored),
        readIndependently(content as Buffer),
      ]);
      assert.deepEqual(book, wanted);
    }
    const { layers, tables } = await target.read<{ layers: { id: number }[]; tables: { id: number }[] }>(
      service.url,
    );
    assert.deepEqual(
      [...layers, ...tables].map(({ id }) => id),
      [0, 1, 2],
    );
    const keywords = (await target.read<Item>(`/content/items/${service.id}`)).typeKeywords;
    assert.ok(keywords.includes(form) && !keywords.includes(ids.form), keywords.join());
    const related = async (type: string): Promise<string[]> =>
      (await relatedItems(target, form, type, AbortSignal.timeout(10_000))).map(({ id }) => id);
    assert.deepEqual(await related('Survey2Service'), [service.id]);
    assert.deepEqual(await related('Survey2Data'), [became(ids.view.id)]);
  });

  it('says that a definition which is kept in a row still names the source', async () => {
    const { source } = portals;
    const content = new Content(source, portals.pair.source.admin.username);
    const service = await content.layer('survey_of_old', 1);
    const field = (name: string, length: number): object => {
      return { name, type: 'esriFieldTypeString', alias: name, length, nullable: true, editable: true };
    };
    const oid = { name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID', nullable: false };
    const fields = [oid, field('name', 50), field('value', 4000)];
    const table = { id: 1, name: 'metadata', type: 'Table', objectIdField: 'OBJECTID', fields };
    await source.write(`${service.url.replace('/rest/services/', '/rest/admin/services/')}/addToDefinition`, {
      addToDefinition: JSON.stringify({ layers: [], tables: [table] }),
    });
    const form = await content.document('Form', 'Of old', '', { typeKeywords: 'Form,Survey123,xForm' });
    await content.packageOf(form, 'old.zip', packed({ 'esriinfo/form.xml': '<h:html/>' }));
    const ends = { originItemId: form, destinationItemId: service.id, relationshipType: 'Survey2Service' };
    await source.write(`/content/users/${content.username}/addRelationship`, ends);
    const row = async (value: string): Promise<unknown> =>
      source.write(`${service.url}/1/addFeatures`, {
        features: JSON.stringify([{ attributes: { name: 'form', value } }]),
      });
    await row(JSON.stringify({ title: 'Names nothing' }));
    const first = (await portals.copyAll([form])).get('Of old');
    assert.deepEqual([first?.outcome, first?.warnings], ['created', []]);
    await row(JSON.stringify({ itemId: form, url: service.url }));
    const second = (await portals.copyAll([form], { whenExists: 'new' })).get('Of old');
    assert.deepEqual(
      second?.warnings.map(({ code }) => code),
      ['SURVEY_ROW_KEPT'],
    );
  });

  it('is unchanged the second time', async () => {
    assert.equal((await portals.copyAll([ids.form])).get('Wells')?.outcome, 'unchanged');
  });

  it('is copied together with its service, whichever is begun first', async () => {
    const results = await portals.copyAll([ids.service.id, ids.view.id, ids.form], { whenExists: 'new' });
    for (const [title, result] of results) {
      assert.equal(result.outcome, 'created', `${title}: ${JSON.stringify(result.error)}`);
      assert.deepEqual(result.residue, [], title);
    }
  });
});
