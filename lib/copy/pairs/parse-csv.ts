/**
 * The records of a CSV text: fields between commas, semicolons or tabs, quotes doubled inside quotes (RFC 4180). A byte order mark, blank
 * lines and lines that begin with # are left out.
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    record.push(field.trim());
    field = '';
  };
  const endRecord = (): void => {
    endField();
    if (record.some((value) => value !== '') && !record[0]?.startsWith('#')) records.push(record);
    record = [];
  };
  const clean = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < clean.length; at += 1) {
    const character = clean[at] ?? '';
    if (quoted) {
      if (character !== '"') field += character;
      else if (clean[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field.trim() === '') quoted = true;
    else if (character === '\n') endRecord();
    else if (character === ',' || character === ';' || character === '\t') endField();
    else if (character !== '\r') field += character;
  }
  endRecord();
  return records;
}
