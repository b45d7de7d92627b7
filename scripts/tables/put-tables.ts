/** A generated part of a document: what stands between its two marks. */
export interface Table {
  /** `<!-- name -->` and `<!-- /name -->` are the marks. */
  name: string;
  text: string;
}

/** The document with its generated parts as they should be. Throws for a mark that is not there. */
export function putTables(document: string, tables: readonly Table[]): string {
  return tables.reduce((result, { name, text }) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [result.indexOf(start), result.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`The document lacks ${start} … ${end}.`);
    return `${result.slice(0, from + start.length)}\n${text}\n${result.slice(to)}`;
  }, document);
}
