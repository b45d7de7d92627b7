import { xmlText } from './xml-text.js';
import { zip } from './zip.js';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';

/** A workbook with one sheet; numbers stay numbers. */
export function workbook(sheet: string, rows: (string | number)[][]): Promise<Buffer> {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const cells = rows.map((row, index) => {
    const line = row.map((value, column) => {
      const at = `${String.fromCharCode(65 + column)}${index + 1}`;
      return typeof value === 'number'
        ? `<c r="${at}"><v>${value}</v></c>`
        : `<c r="${at}" t="inlineStr"><is><t>${xmlText(value)}</t></is></c>`;
    });
    return `<row r="${index + 1}">${line.join('')}</row>`;
  });
  return document(
    'xl/workbook.xml',
    'spreadsheetml.sheet.main',
    {
      'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${xmlText(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations([['worksheet', 'worksheets/sheet1.xml']]),
      'xl/worksheets/sheet1.xml': `${declaration}<worksheet xmlns="${main}"><sheetData>${cells.join('')}</sheetData></worksheet>`,
    },
    { '/xl/worksheets/sheet1.xml': 'spreadsheetml.worksheet' },
  );
}

/** A text document with a heading and paragraphs. */
export function textDocument(heading: string, paragraphs: string[]): Promise<Buffer> {
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const paragraph = (words: string, bold: boolean) =>
    `<w:p><w:r>${bold ? '<w:rPr><w:b/><w:sz w:val="36"/></w:rPr>' : ''}<w:t xml:space="preserve">${xmlText(words)}</w:t></w:r></w:p>`;
  const body = [paragraph(heading, true), ...paragraphs.map((words) => paragraph(words, false))].join('');
  return document('word/document.xml', 'wordprocessingml.document.main', {
    'word/document.xml': `${declaration}<w:document xmlns:w="${main}"><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`,
  });
}

/** A presentation with one slide of a title and text. */
export function presentation(title: string, lines: string[]): Promise<Buffer> {
  const main = 'http://schemas.openxmlformats.org/presentationml/2006/main';
  const roots = `xmlns:a="${drawing}" xmlns:r="${office}" xmlns:p="${main}"`;
  const frame = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>';
  const box = (id: number, top: number, size: number, words: string[]) =>
    `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="Text ${id}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="600000" y="${top}"/><a:ext cx="7900000" cy="1400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>${words
      .map((line) => `<a:p><a:r><a:rPr lang="en-GB" sz="${size}"/><a:t>${xmlText(line)}</a:t></a:r></a:p>`)
      .join('')}</p:txBody></p:sp>`;
  const tree = (content: string) => `<p:cSld><p:spTree>${frame}${content}</p:spTree></p:cSld>`;
  const colours =
    'bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"';
  return document(
    'ppt/presentation.xml',
    'presentationml.presentation.main',
    {
      'ppt/presentation.xml': `${declaration}<p:presentation ${roots}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`,
      'ppt/_rels/presentation.xml.rels': relations([
        ['slideMaster', 'slideMasters/slideMaster1.xml'],
        ['slide', 'slides/slide1.xml'],
      ]),
      'ppt/slides/slide1.xml': `${declaration}<p:sld ${roots}>${tree(box(2, 500_000, 3600, [title]) + box(3, 2_200_000, 2000, lines))}</p:sld>`,
      'ppt/slides/_rels/slide1.xml.rels': relations([['slideLayout', '../slideLayouts/slideLayout1.xml']]),
      'ppt/slideLayouts/slideLayout1.xml': `${declaration}<p:sldLayout ${roots} type="blank">${tree('')}</p:sldLayout>`,
      'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations([
        ['slideMaster', '../slideMasters/slideMaster1.xml'],
      ]),
      'ppt/slideMasters/slideMaster1.xml': `${declaration}<p:sldMaster ${roots}>${tree('')}<p:clrMap ${colours}/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>`,
      'ppt/slideMasters/_rels/slideMaster1.xml.rels': relations([
        ['slideLayout', '../slideLayouts/slideLayout1.xml'],
        ['theme', '../theme/theme1.xml'],
      ]),
      'ppt/theme/theme1.xml': theme(),
    },
    {
      '/ppt/slides/slide1.xml': 'presentationml.slide',
      '/ppt/slideLayouts/slideLayout1.xml': 'presentationml.slideLayout',
      '/ppt/slideMasters/slideMaster1.xml': 'presentationml.slideMaster',
      '/ppt/theme/theme1.xml': 'theme',
    },
  );
}

function document(
  main: string,
  type: string,
  parts: Record<string, string>,
  otherTypes: Record<string, string> = {},
): Promise<Buffer> {
  const types = Object.entries({ [`/${main}`]: type, ...otherTypes }).map(
    ([part, name]) =>
      `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${name}+xml"/>`,
  );
  return zip({
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${types.join('')}</Types>`,
    '_rels/.rels': relations([['officeDocument', main]]),
    ...parts,
  });
}

function relations(targets: [type: string, target: string][]): string {
  const list = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`;
}

/** The least theme that presentation programs accept. */
function theme(): string {
  const names = [
    'dk1',
    'lt1',
    'dk2',
    'lt2',
    'accent1',
    'accent2',
    'accent3',
    'accent4',
    'accent5',
    'accent6',
    'hlink',
    'folHlink',
  ];
  const tones = [
    '2C3A42',
    'FFFFFF',
    '2F6E9E',
    'FAF7F0',
    '629660',
    'C45C42',
    'F0BB4E',
    '785480',
    '84BCD6',
    '7A5C44',
    '2F6E9E',
    '785480',
  ];
  const colours = names
    .map((name, index) => `<a:${name}><a:srgbClr val="${tones[index]}"/></a:${name}>`)
    .join('');
  const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
  const font = '<a:latin typeface="Noto Sans"/><a:ea typeface=""/><a:cs typeface=""/>';
  const effect = '<a:effectStyle><a:effectLst/></a:effectStyle>';
  return `${declaration}<a:theme xmlns:a="${drawing}" name="Larkmoor"><a:themeElements><a:clrScheme name="Larkmoor">${colours}</a:clrScheme><a:fontScheme name="Larkmoor"><a:majorFont>${font}</a:majorFont><a:minorFont>${font}</a:minorFont></a:fontScheme><a:fmtScheme name="Larkmoor"><a:fillStyleLst>${fill.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${`<a:ln w="9525">${fill}</a:ln>`.repeat(3)}</a:lnStyleLst><a:effectStyleLst>${effect.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${fill.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`;
}
