import { readZip, writeZip, type ZipMember } from '../../items/zip.js';
import { renameQuestions, type SurveyFields, surveyFields } from '../../references/formats/survey.js';
import { renameInXlsForm } from '../../references/formats/xls-form.js';
import { ReferenceIndex, type RewriteContext } from '../../references/reference-index.js';

const TEXTS = /\.(?:xml|info|webform|json)$/i;

/** The files of a form package, with its questions named like the fields of the copied service; the same files of any other package. */
export function renameInSurvey(members: readonly ZipMember[], context: RewriteContext): readonly ZipMember[] {
  const texts = members.filter(({ name }) => TEXTS.test(name));
  if (!texts.some(({ name }) => /^esriinfo\//i.test(name))) return members;
  const files = textsOf(texts);
  const survey = surveyFields(files, new ReferenceIndex(context));
  if (!survey) return members;
  return members.map((member) => {
    if (/\.xlsx$/i.test(member.name)) return { ...member, content: workbook(member.content, survey) };
    const text = files.get(member.name);
    return text === undefined ? member : withText(member, text, renameQuestions(member.name, text, survey));
  });
}

function workbook(bytes: Buffer, survey: SurveyFields): Buffer {
  const members = readZip(bytes);
  if (!members) return bytes;
  const files = textsOf(members.filter(({ name }) => /\.(?:xml|rels)$/i.test(name)));
  const renamed = renameInXlsForm(files, survey);
  const after = members.map((member) => {
    const [before, now] = [files.get(member.name), renamed.get(member.name)];
    return before === undefined || now === undefined ? member : withText(member, before, now);
  });
  return after.every((member, at) => member === members[at]) ? bytes : writeZip(after);
}

function textsOf(members: readonly ZipMember[]): Map<string, string> {
  return new Map(members.map(({ name, content }) => [name, content.toString('utf8')]));
}

function withText(member: ZipMember, before: string, after: string): ZipMember {
  return before === after ? member : { ...member, content: Buffer.from(after) };
}
