import assert from 'node:assert/strict';
import { writeZip } from '../../../lib/items/zip.js';
import { Content } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { readZip } from '../../town/read-zip.js';

type Files = Record<string, string>;

const packed = (files: Record<string, string | Buffer>): Buffer =>
  writeZip(
    Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content), stamp: 0 })),
  );

/** A definition with a question `STATUS`, one whose name begins the same, and texts that only say the word. */
const definition = (status: string): string => `<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
<instance><wells.1 id="wells"><${status}>STATUS</${status}><STATUS2/><group><NOTE_STATUS/></group></wells.1></instance>
<instance id="list"><root><item><STATUS>x</STATUS></item></root></instance>
<bind nodeset="/wells.1/${status}" type="string" relevant="/wells.1/STATUS2 = 'STATUS' and ../${status} != ''"/>
<bind nodeset="/wells.1/group/NOTE_STATUS" calculate="concat( /wells.1/${status} , 'STATUS')"/>
<itext><text id="/wells.1/${status}:label"><value>STATUS <output value="/wells.1/${status}"/></value></text></itext>
</model></h:head><h:body><input ref="/wells.1/${status}"><label ref="jr:itext('/wells.1/${status}:label')"/></input>
<a href="https://host/wells.1/STATUS">STATUS</a></h:body></h:html>`;

const webform = (status: string): string =>
  JSON.stringify({
    form: `<form><input name="/wells.1/${status}" data-relevant="/wells.1/${status} = 'STATUS'"/></form>`,
    model: `<model><instance><wells.1 id="x"><${status}/><STATUS2/></wells.1></instance></model>`,
  });

const design = (status: string): string =>
  JSON.stringify({
    questions: [
      { name: status, fieldName: status, label: 'STATUS', relevant: `\${${status}} = 'STATUS'` },
      { name: 'group', questions: [{ name: 'STATUS2', fieldName: 'STATUS2' }] },
    ],
  });

/** A workbook whose question has the same text as its label. */
const workbook = (name: string, status: string): Files => ({
  'xl/workbook.xml': '<workbook><sheets><sheet name="survey" sheetId="1" r:id="rId7"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId7" Target="worksheets/sheet3.xml"/></Relationships>',
  'xl/sharedStrings.xml': `<sst><si><t>type</t></si><si><t>name</t></si><si><t>STATUS</t></si><si><r><t>\${${status}} = 1</t></r></si></sst>`,
  'xl/worksheets/sheet3.xml': `<worksheet><cols><col min="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"/></row><row r="2"><c r="A2" s="4"/>${name}<c r="C2" t="s"><v>2</v></c></row></sheetData></worksheet>`,
});

const BEFORE = workbook('<c r="B2" s="3" t="s"><v>2</v></c>', 'STATUS');
const AFTER = workbook('<c r="B2" s="3" t="inlineStr"><is><t>status</t></is></c>', 'status');

describe('a form whose service has fields of other names in the target', function () {
  this.timeout(60_000);
  let portals: Portals;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    portals.pair.target.switches.lowerCaseFieldNames = true;
  });
  after(() => portals.close());

  it('asks its questions by those names, in its definition, its web form, its design and its workbook', async () => {
    const content = new Content(portals.source, portals.pair.source.admin.username);
    const service = await content.layer('survey_fields', 1);
    const form = await content.document('Form', 'Wells', '', { typeKeywords: 'Form,Survey123,xForm' });
    const files = {
      'esriinfo/Wells.info': JSON.stringify({ serviceInfo: { itemId: service.id, url: service.url } }),
      'esriinfo/Wells.xml': definition('STATUS'),
      'esriinfo/Wells.webform': webform('STATUS'),
      'esriinfo/form.json': design('STATUS'),
      'esriinfo/Wells.xlsx': packed(BEFORE),
      'esriinfo/media/note.txt': '/wells.1/STATUS is no path here',
    };
    await content.packageOf(form, 'wells.zip', packed(files));
    const result = (await portals.copyAll([form])).get('Wells');
    assert.equal(result?.outcome, 'created', JSON.stringify(result?.error));
    const pieces: Buffer[] = [];
    const { body } = await portals.target.stream(`/content/items/${result.target?.id}/data`);
    for await (const piece of body) pieces.push(piece as Buffer);
    const stored = await readZip(Buffer.concat(pieces));
    const text = (name: string): string | undefined => stored.get(`esriinfo/${name}`)?.toString();
    assert.equal(text('Wells.xml'), definition('status'));
    assert.equal(text('Wells.webform'), webform('status'));
    assert.equal(text('form.json'), design('status'));
    assert.equal(text('media/note.txt'), files['esriinfo/media/note.txt']);
    const book = await readZip(stored.get('esriinfo/Wells.xlsx') ?? Buffer.alloc(0));
    assert.deepEqual(Object.fromEntries([...book].map(([name, bytes]) => [name, bytes.toString()])), AFTER);
    assert.equal((await portals.copyAll([form])).get('Wells')?.outcome, 'unchanged');
  });
});
