import { renameInExpressions, type SurveyFields } from './survey.js';

/**
 * The texts of a workbook that a survey was made from (XLSForm), with its questions renamed: in the column `name` of the sheet `survey`, and in
 * expressions everywhere.
 * @param files XML of the workbook by name
 */
export function renameInXlsForm(
  files: ReadonlyMap<string, string>,
  survey: SurveyFields,
): Map<string, string> {
  const sheet = surveySheet(files);
  const shared = sharedStrings(files.get('xl/sharedStrings.xml') ?? '');
  return new Map(
    [...files].map(([name, text]) => {
      const named = name === sheet ? renameColumn(text, shared, survey) : text;
      return [
        name,
        /^xl\/(?:sharedStrings|worksheets\/)/.test(name) ? renameInExpressions(named, survey) : text,
      ];
    }),
  );
}

/** The file of the sheet `survey`. */
function surveySheet(files: ReadonlyMap<string, string>): string | undefined {
  const sheets = (files.get('xl/workbook.xml') ?? '').match(/<sheet\b[^>]*>/g) ?? [];
  const id = sheets.map(attributes).find(({ name }) => name?.toLowerCase() === 'survey')?.['r:id'];
  const relations = (files.get('xl/_rels/workbook.xml.rels') ?? '').match(/<Relationship\b[^>]*>/g) ?? [];
  const target = relations.map(attributes).find(({ Id }) => id !== undefined && Id === id)?.Target;
  return target?.startsWith('/') ? target.slice(1) : target && `xl/${target}`;
}

function attributes(tag: string): Record<string, string | undefined> {
  return Object.fromEntries(
    [...tag.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = '', value]) => [name, value]),
  );
}

/** Texts that cells name by their number. */
function sharedStrings(xml: string): string[] {
  return [...xml.matchAll(/<si\b[^>]*?(?:\/>|>([\s\S]*?)<\/si>)/g)].map(([, body = '']) => textOf(body));
}

function textOf(xml: string): string {
  return [...xml.matchAll(/<t\b[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text).join('');
}

const CELL = /<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g;

/** A renamed cell gets a text of its own: others may share the old one. */
function renameColumn(xml: string, shared: readonly string[], { names }: SurveyFields): string {
  const shownIn = (tag: string, body: string): string =>
    attributes(tag).t === 's' ? (shared[Number(/<v>(\d+)<\/v>/.exec(body)?.[1])] ?? '') : textOf(body);
  const header = [...xml.matchAll(CELL)].find(
    ([, tag = '', body = '']) => /\br="[A-Z]+1"/.test(tag) && shownIn(tag, body).trim() === 'name',
  );
  const column = /\br="([A-Z]+)1"/.exec(header?.[1] ?? '')?.[1];
  if (column === undefined) return xml;
  return xml.replace(CELL, (cell, tag: string, body = '') => {
    const to = names.get(shownIn(tag, body).trim().toLowerCase());
    const [, own, row] = /\br="([A-Z]+)(\d+)"/.exec(tag) ?? [];
    if (to === undefined || own !== column || row === '1') return cell;
    const others = tag.replace(/\s+t="[^"]*"/, '').replace(/\s*\/$/, '');
    return `<c${others} t="inlineStr"><is><t>${to}</t></is></c>`;
  });
}
