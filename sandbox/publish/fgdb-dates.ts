import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';

// GDAL 3.8 rounds the dates of a File Geodatabase to whole seconds. A date column and a column of doubles have the same storage
// (8 bytes: days since 1899-12-30), so in a copy of the geodatabase the type of date columns is changed to double, and in one that is
// written the doubles become dates.

const DATE = 5;
const DOUBLE = 3;
const EPOCH_DAYS = 25_569;
const DAY = 86_400_000;

/** Epoch ms of a date as it is stored. */
export function msOfDays(days: number): number {
  return Math.round((days - EPOCH_DAYS) * DAY);
}

/** File of the table with this number (the row number in GDB_SystemCatalog). */
export function tableFile(geodatabase: string, table: number): string {
  return path.join(geodatabase, `a${table.toString(16).padStart(8, '0')}.gdbtable`);
}

/** A moment (epoch ms) as it is stored: days since 1899-12-30. */
export function daysOfMs(ms: number): number {
  return ms / DAY + EPOCH_DAYS;
}

/** Declares date columns to be doubles. Throws Error if one is not found. */
export function datesToDoubles(file: string, columns: string[]): void {
  changeType(file, columns, DATE, DOUBLE);
}

/** Declares columns of doubles to be dates. Throws Error if one is not found. */
export function doublesToDates(file: string, columns: string[]): void {
  changeType(file, columns, DOUBLE, DATE);
}

function changeType(file: string, columns: string[], from: number, to: number): void {
  editDescription(file, (description) => {
    for (const column of columns) {
      const type = typeByte(description, column, from);
      if (type === undefined) throw new Error(`Column ${column} was not found in ${path.basename(file)}.`);
      description[type] = to;
    }
  });
}

/** Changes bytes of the description of a table's columns in place; it cannot become longer. */
export function editDescription(file: string, edit: (description: Buffer) => void): void {
  const handle = openSync(file, 'r+');
  try {
    const head = Buffer.alloc(40);
    readSync(handle, head, 0, 40, 0);
    const at = Number(head.readBigUInt64LE(32));
    const length = Buffer.alloc(4);
    readSync(handle, length, 0, 4, at);
    const description = Buffer.alloc(length.readUInt32LE(0));
    readSync(handle, description, 0, description.length, at + 4);
    edit(description);
    writeSync(handle, description, 0, description.length, at + 4);
  } finally {
    closeSync(handle);
  }
}

/** The name of a column as a description has it: a length before the characters. */
export function describedName(column: string): Buffer {
  return Buffer.concat([Buffer.from([column.length]), Buffer.from(column, 'utf16le')]);
}

/** Where the type of a column is: after its name and alias, each with a length in UTF-16 characters before it. */
function typeByte(description: Buffer, column: string, wanted: number): number | undefined {
  const name = describedName(column);
  for (let at = description.indexOf(name); at >= 0; at = description.indexOf(name, at + 1)) {
    const alias = at + name.length;
    const type = alias + 1 + (description[alias] ?? 0) * 2;
    if (description[type] === wanted && description[type + 1] === 8) return type;
  }
  return undefined;
}
