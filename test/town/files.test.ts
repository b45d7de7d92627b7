import assert from 'node:assert/strict';
import type { Json } from '../../sandbox/town/rest/rest-client.js';
import { checkPng } from './check-png.js';
import { readZip } from './read-zip.js';
import { bytesOf, startTown, type TestTown } from './start-town.js';

describe('Files of the town', () => {
  let town: TestTown;
  let items: Json[];

  before(async () => {
    town = await startTown('enterprise');
    items = await town.items();
  });
  after(() => town.close());

  const dataOf = (type: string): Promise<Buffer> => {
    const item = items.find((one) => one.type === type);
    assert.ok(item, type);
    return bytesOf(town, `/content/items/${item.id}/data`);
  };

  it('have thumbnails of the size that portals ask for', async () => {
    for (const item of items) {
      const size = checkPng(await bytesOf(town, `/content/items/${item.id}/info/${item.thumbnail}`));
      assert.deepEqual(size, { width: 200, height: 133 }, String(item.title));
    }
  });

  it('have pictures as resources', async () => {
    let count = 0;
    for (const item of items) {
      const { resources } = await town.admin.portal(`/content/items/${item.id}/resources`, { num: 100 });
      for (const { resource } of resources as { resource: string }[]) {
        checkPng(await bytesOf(town, `/content/items/${item.id}/resources/${resource}`));
        count += 1;
      }
    }
    assert.equal(count, 7);
  });

  it('have metadata in XML', async () => {
    const documents = await Promise.all(
      items.map((item) => bytesOf(town, `/content/items/${item.id}/info/metadata/metadata.xml`)),
    );
    const found = documents.map((bytes) => bytes.toString('utf8')).filter((text) => text.startsWith('<?xml'));
    assert.equal(found.length, 7);
    for (const text of found) assert.match(text, /<metadata[^>]*>[\s\S]*<\/metadata>\s*$/);
  });

  it('have attachments that are pictures to their last byte', async () => {
    const hydrants = items.find((item) => item.title === 'Hydrants');
    const answer = await town.admin.service(`${hydrants?.url}/0/queryAttachments`, {
      definitionExpression: '1=1',
    });
    const groups = answer.attachmentGroups as {
      parentObjectId: number;
      attachmentInfos: { size: number }[];
    }[];
    assert.ok(groups.length > 5);
    assert.ok(groups.every((group) => group.attachmentInfos.every((info) => info.size > 5000)));
  });

  const archives: Record<string, string[]> = {
    'Microsoft Excel': ['[Content_Types].xml', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml'],
    'Microsoft Word': ['[Content_Types].xml', 'word/document.xml'],
    'Microsoft Powerpoint': ['[Content_Types].xml', 'ppt/presentation.xml', 'ppt/slides/slide1.xml'],
    'Report Template': ['[Content_Types].xml', 'word/document.xml'],
    'KML Collection': ['doc.kml', 'files/seal.png'],
    Shapefile: ['flood_gauges.shp', 'flood_gauges.shx', 'flood_gauges.dbf', 'flood_gauges.prj'],
    'Code Sample': ['README.md', 'age.arcade'],
    'CSV Collection': ['station_market.csv', 'station_ring.csv'],
    'Image Collection': ['tile_1.png', 'tile_2.png', 'tile_3.png'],
  };
  for (const [type, names] of Object.entries(archives)) {
    it(`have a ${type} that unpacks`, async () => {
      const files = await readZip(await dataOf(type));
      for (const name of names) assert.ok((files.get(name)?.length ?? 0) > 0, name);
      for (const [name, content] of files) if (name.endsWith('.png')) checkPng(content);
    });
  }

  it('have a shapefile whose lengths agree', async () => {
    const files = await readZip(await dataOf('Shapefile'));
    const [shp, shx, dbf] = ['shp', 'shx', 'dbf'].map((ending) => files.get(`flood_gauges.${ending}`));
    assert.ok(shp && shx && dbf);
    assert.equal(shp.readInt32BE(24) * 2, shp.length);
    assert.equal(shx.readInt32BE(24) * 2, shx.length);
    const rows = (shx.length - 100) / 8;
    assert.equal(rows, (shp.length - 100) / 28);
    assert.equal(dbf.readUInt32LE(4), rows);
    assert.equal(dbf.length, dbf.readUInt16LE(8) + rows * dbf.readUInt16LE(10) + 1);
  });

  it('have a PDF whose table of objects is right', async () => {
    const text = (await dataOf('PDF')).toString('latin1');
    assert.match(text, /^%PDF-1\.4/);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    const entries = text.slice(start).match(/^\d{10} 00000 n $/gm) ?? [];
    assert.equal(entries.length, 5);
    entries.forEach((entry, index) => {
      assert.ok(text.startsWith(`${index + 1} 0 obj`, Number(entry.slice(0, 10))));
    });
  });

  it('have texts that parse', async () => {
    const routes = JSON.parse((await dataOf('GeoJson')).toString('utf8')) as { features: unknown[] };
    assert.equal(routes.features.length, 3);
    const proMap = JSON.parse((await dataOf('Pro Map')).toString('utf8')) as { type: string };
    assert.equal(proMap.type, 'CIMMapDocument');
    const stops = (await dataOf('CSV')).toString('utf8').trimEnd().split('\r\n');
    assert.equal(stops.length, 73);
    checkPng(await dataOf('Image'));
  });
});
