import { readZipMember } from './read-zip-member.js';

/** The first table of every File Geodatabase lists all others. */
const CATALOGUE = /(?:^|\/)a00000001\.gdbtable$/i;
const ROW_NUMBERS = /(?:^|\/)a00000001\.gdbtablx$/i;
/** What a geodatabase keeps for itself, and the tables of attachments. */
const NOT_OF_LAYERS = /^GDB_|__ATTACH(?:REL)?$/i;
const STRING = 4;
const OBJECT_ID = 6;

/**
 * Names of the feature classes and tables in a zipped File Geodatabase, as they are written there; null if they cannot be read.
 * The format: https://github.com/rouault/dump_gdbtable/wiki/FGDB-Spec
 */
export async function geodatabaseTables(path: string): Promise<string[] | null> {
  const [table, index] = await Promise.all([
    readZipMember(path, CATALOGUE),
    readZipMember(path, ROW_NUMBERS),
  ]);
  if (!table || !index) return null;
  try {
    return namesIn(table, index).filter((name) => !NOT_OF_LAYERS.test(name));
  } catch {
    return null;
  }
}

function namesIn(table: Buffer, index: Buffer): string[] {
  const fields = readFields(table);
  const wanted = fields.findIndex(({ name }) => name.toLowerCase() === 'name');
  if (wanted < 0) throw new Error('The catalogue has no names.');
  const stored = fields.filter(({ type }) => type !== OBJECT_ID);
  const nullable = stored.filter((field) => field.nullable);
  const [blocks, rows, width] = [4, 8, 12].map((at) => index.readUInt32LE(at));
  if (!blocks || !rows || !width) throw new Error('The catalogue is empty.');
  const names: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const offset = index.readUIntLE(16 + row * width, Math.min(width, 6));
    if (offset === 0) continue;
    const at = offset + 4 + Math.ceil(nullable.length / 8);
    for (const field of stored) {
      const bit = nullable.indexOf(field);
      const isNull = bit >= 0 && (table.readUInt8(offset + 4 + (bit >> 3)) & (1 << (bit & 7))) !== 0;
      if (isNull) continue;
      if (field.type !== STRING) throw new Error('The catalogue has another layout.');
      const [length, start] = readVarUint(table, at);
      names.push(table.toString('utf8', start, start + length));
      // Nothing is needed of a row but its name, which comes first.
      break;
    }
  }
  return names;
}

interface CatalogueField {
  name: string;
  type: number;
  nullable: boolean;
}

/** As far as the kinds of fields that a catalogue has. */
function readFields(table: Buffer): CatalogueField[] {
  let at = Number(table.readBigUInt64LE(32)) + 12;
  const count = table.readUInt16LE(at);
  at += 2;
  const text = (): string => {
    const end = at + 1 + table.readUInt8(at) * 2;
    const found = table.toString('utf16le', at + 1, end);
    at = end;
    return found;
  };
  return Array.from({ length: count }, () => {
    const name = text();
    text();
    const type = table.readUInt8(at);
    at += 1;
    if (type === OBJECT_ID) {
      at += 2;
      return { name, type, nullable: false };
    }
    const flag = table.readUInt8(at + (type === STRING ? 4 : 1));
    at += type === STRING ? 5 : 2;
    const [length, start] = type === STRING ? readVarUint(table, at) : [table.readUInt8(at), at + 1];
    at = start + ((flag & 4) !== 0 ? length : 0);
    return { name, type, nullable: (flag & 1) !== 0 };
  });
}

/** The number, and where it ends. */
function readVarUint(bytes: Buffer, from: number): [number, number] {
  let value = 0;
  for (let at = from, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes.readUInt8(at);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at + 1];
  }
}
