import type { ReferenceIndex } from '../reference-index.js';
import type { FieldNames } from '../rename-fields.js';
import { isObject } from './json-object.js';

/** What renaming the questions of a survey needs to know: each is named like the field that it fills. */
export interface SurveyFields {
  names: FieldNames;
  /** Name of the element of the form's definition that holds the answers: paths to questions begin with it. */
  root: string;
}

/**
 * The fields of a survey that have other names in the copy of its service; null if there are none, or the files are no survey.
 * @param files texts of the form package by name
 */
export function surveyFields(files: ReadonlyMap<string, string>, index: ReferenceIndex): SurveyFields | null {
  if (!index.renames) return null;
  const names = namesOf(files, index);
  const definition = [...files].find(([name]) => /^esriinfo\/[^/]+\.xml$/i.test(name))?.[1];
  const root = /<instance\b[^>]*>\s*<([\w.-]+)/.exec(definition ?? '')?.[1];
  return names.size === 0 || root === undefined ? null : { names, root };
}

/** Renamed fields of all layers of the survey's service. Question names are unique in a survey; what two layers rename differently stays. */
function namesOf(files: ReadonlyMap<string, string>, index: ReferenceIndex): FieldNames {
  const urls = [...files].flatMap(([name, text]) => (/\.info$/i.test(name) ? (serviceIn(text) ?? []) : []));
  const layers = urls.flatMap((url) => Object.values(index.service(url)?.fields ?? {}));
  const names = new Map<string, string>();
  const unclear = new Set<string>();
  for (const [from, to] of layers.flatMap((fields) => [...index.names(fields)])) {
    if ((names.get(from) ?? to) !== to) unclear.add(from);
    names.set(from, to);
  }
  for (const name of unclear) names.delete(name);
  return names;
}

function serviceIn(info: string): string | undefined {
  try {
    const { serviceInfo } = JSON.parse(info) as { serviceInfo?: { url?: unknown } };
    return typeof serviceInfo?.url === 'string' ? serviceInfo.url : undefined;
  } catch {
    return undefined;
  }
}

/** A file of a form package with its questions renamed: the definition, what the web app is made of, and the design of the web designer. */
export function renameQuestions(name: string, text: string, survey: SurveyFields): string {
  if (/\.(?:xml|webform)$/i.test(name)) return renameInMarkup(text, survey);
  return /\/form\.json$/i.test(name) ? renameInDesign(text, survey) : text;
}

/** Paths to questions, and the elements that stand for them in the instance. */
function renameInMarkup(text: string, { names, root }: SurveyFields): string {
  const renamed = (name: string): string => names.get(name.toLowerCase()) ?? name;
  const escaped = root.replace(/[.-]/g, '\\$&');
  const paths = new RegExp(`(?<![\\w.-])((?:/|\\\\/)${escaped})((?:\\\\?/[\\w.-]+)+)`, 'g');
  const instance = new RegExp(`(<${escaped}(?=[\\s>\\\\])[^>]*>)([\\s\\S]*?)(</${escaped}>)`, 'g');
  return text
    .replace(paths, (_, start: string, rest: string) => start + rest.replace(/[\w.-]+/g, renamed))
    .replace(/((?:\.\.\/)+)([\w.-]+)/g, (_, up: string, name: string) => up + renamed(name))
    .replace(instance, (_, start: string, body: string, end: string) => {
      return start + body.replace(/(?<=<\/?)[\w.-]+/g, renamed) + end;
    });
}

/** The design lists questions, in groups of any depth; its texts name them as `${name}`. */
function renameInDesign(text: string, survey: SurveyFields): string {
  try {
    return JSON.stringify(designed(JSON.parse(text), survey));
  } catch {
    return text;
  }
}

function designed(value: unknown, survey: SurveyFields): unknown {
  if (typeof value === 'string') return renameInExpressions(value, survey);
  if (Array.isArray(value)) return value.map((item) => designed(item, survey));
  if (!isObject(value)) return value;
  const isQuestion = typeof value.fieldName === 'string';
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isName = isQuestion && (key === 'name' || key === 'fieldName') && typeof item === 'string';
      return [key, isName ? (survey.names.get(item.toLowerCase()) ?? item) : designed(item, survey)];
    }),
  );
}

/** Text of an XLSForm or of a design, in which `${name}` stands for the answer to a question. */
export function renameInExpressions(text: string, { names }: SurveyFields): string {
  return text.replace(/\$\{([\w.-]+)\}/g, (all, name: string) => {
    const to = names.get(name.toLowerCase());
    return to === undefined ? all : `\${${to}}`;
  });
}
