import { link } from '../links.js';
import { Random } from '../random.js';
import { sealPicture } from './data-files.js';
import { presentation, textDocument, workbook } from './open-xml.js';
import { pdf } from './pdf.js';
import type { FilePlan } from './plan.js';
import { zip } from './zip.js';

const openXml = 'application/vnd.openxmlformats-officedocument';

/** Files to read. */
export const officeFiles: FilePlan[] = [
  {
    key: 'handbook',
    type: 'PDF',
    title: 'Hydrant handbook',
    fileName: 'hydrant_handbook.pdf',
    contentType: 'application/pdf',
    owner: 'tom.wren',
    folder: 'Water',
    snippet: 'How hydrants are inspected.',
    description: (town) => `<p>Third edition. Photos belong to ${link(town, 'hydrants', 'the layer')}.</p>`,
    tags: ['hydrants', 'handbook'],
    access: 'org',
    groups: ['water'],
    categories: ['/Categories/Water'],
    bytes: () =>
      pdf('Hydrant handbook', [
        'Larkmoor Waterworks, third edition.',
        '1. Open the cap (a quarter turn), flush for two minutes.',
        '2. Read the static pressure. Below 2 bar: report at once.',
        '3. Take a photo before and one after.',
        '4. Close, grease, write down what you saw.',
      ]),
  },
  {
    key: 'budget',
    type: 'Microsoft Excel',
    title: 'Budget of street works',
    fileName: 'budget.xlsx',
    contentType: `${openXml}.spreadsheetml.sheet`,
    owner: 'petra_quill',
    folder: 'Office',
    snippet: 'Planned and spent, by street.',
    description: () => '<p>Draft; the council decides in spring.</p>',
    tags: ['budget'],
    access: 'private',
    groups: ['planning'],
    bytes: () => {
      const random = new Random(951);
      const streets = ['High Street', 'Lindenstraße', 'Rue du Marché', 'Quay Avenue', 'Søndre Vej'];
      const rows = streets.map((name) => [
        name,
        random.whole(2000, 90_000),
        Math.round(random.between(0, 80_000) * 100) / 100,
      ]);
      return workbook('Street works', [['Street', 'Planned €', 'Spent €'], ...rows]);
    },
  },
  {
    key: 'minutes',
    type: 'Microsoft Word',
    title: 'Council minutes, September',
    fileName: 'council_minutes_2025-09.docx',
    contentType: `${openXml}.wordprocessingml.document`,
    owner: 'petra_quill',
    folder: 'Office',
    snippet: 'What was said and what was decided.',
    description: () => '<p>Approved without changes.</p>',
    tags: ['council', 'minutes'],
    access: 'org',
    groups: [],
    bytes: () =>
      textDocument('Council minutes, September 2025', [
        'Present: all but two.',
        'The council hears that 4 hydrants are out of service, and asks for a map.',
        'Mr Žižek asks whether “temporary” has a meaning. It has not.',
      ]),
  },
  {
    key: 'masterPlan',
    type: 'Microsoft Powerpoint',
    title: 'Master plan 2035',
    fileName: 'master_plan_2035.pptx',
    contentType: `${openXml}.presentationml.presentation`,
    owner: 'mira.okonjo',
    folder: 'Planning',
    snippet: 'Where the town grows, and where it does not.',
    description: (town) => `<p>Figures from ${link(town, 'neighbourhoods', 'Neighbourhoods')}.</p>`,
    tags: ['planning', 'slides'],
    access: 'private',
    groups: ['planning'],
    bytes: () =>
      presentation('Larkmoor 2035', ['More trees', 'Fewer parking lots', 'One more bridge over the Wend']),
  },
  {
    key: 'seal',
    type: 'Image',
    title: 'Town seal',
    fileName: 'town_seal.png',
    contentType: 'image/png',
    owner: 'gis.office',
    folder: null,
    snippet: 'The lark above the moor.',
    description: () => '<p>For maps and apps of the town only.</p>',
    tags: ['seal', 'logo'],
    access: 'public',
    groups: ['everyone'],
    bytes: () => sealPicture(256),
  },
  {
    key: 'arcadeSample',
    type: 'Code Sample',
    title: 'Arcade for our pop-ups',
    fileName: 'arcade_samples.zip',
    contentType: 'application/zip',
    owner: 'gis.office',
    folder: null,
    snippet: 'Expressions to copy and change.',
    description: () => '<p>Each file is one expression.</p>',
    tags: ['arcade', 'samples'],
    typeKeywords: ['Arcade'],
    access: 'org',
    groups: [],
    properties: { files: 2 },
    bytes: () =>
      zip({
        'README.md': '# Arcade for our pop-ups\n\nPaste into the expression editor.\n',
        'age.arcade': 'return Year(Today()) - $feature.installed_year;\n',
        'label.arcade':
          'return Concatenate([$feature.name, Text($feature.area_ha, "#.## ha")], TextFormatting.NewLine);\n',
      }),
  },
  {
    key: 'inspectionReport',
    type: 'Report Template',
    title: 'Inspection report',
    fileName: 'inspection_report.docx',
    contentType: `${openXml}.wordprocessingml.document`,
    owner: 'tom.wren',
    folder: 'Water',
    snippet: 'Template with placeholders for inspections.',
    description: (town) => `<p>For rows of ${link(town, 'hydrants', 'Hydrants')}.</p>`,
    tags: ['hydrants', 'report'],
    access: 'org',
    groups: ['water'],
    deleteProtected: true,
    bytes: () =>
      textDocument(`Inspection of ${blank('hydrant_no')}`, [
        `Visited: ${blank('visited | format:"DD.MM.YYYY"')}`,
        `Result: ${blank('result')}`,
      ]),
  },
];

/** A place that a report fills in. */
function blank(name: string): string {
  return `\${${name}}`;
}
