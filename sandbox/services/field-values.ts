import { type GuidStyle, styledGuid } from './guid.js';
import type { Field, FieldType } from './layer-definition.js';
import { parseDate } from './sql/dates.js';
import type { SqlType, SqlValue } from './sql/sql-fragment.js';

/** A value does not fit its field; the message is what the row's error says. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

const RANGES: Partial<Record<FieldType, [number, number]>> = {
  esriFieldTypeSmallInteger: [-32_768, 32_767],
  esriFieldTypeInteger: [-2_147_483_648, 2_147_483_647],
  esriFieldTypeBigInteger: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

const DATE_ONLY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME_ONLY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/;
const TIMESTAMP_OFFSET =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})$/;

const SQL_TYPES: Partial<Record<FieldType, SqlType>> = {
  esriFieldTypeOID: 'number',
  esriFieldTypeInteger: 'number',
  esriFieldTypeSmallInteger: 'number',
  esriFieldTypeBigInteger: 'number',
  esriFieldTypeDouble: 'number',
  esriFieldTypeSingle: 'number',
  esriFieldTypeDate: 'date',
  esriFieldTypeGUID: 'guid',
  esriFieldTypeGlobalID: 'guid',
};

/** How clauses treat a field. */
export function sqlTypeOf(field: Field): SqlType {
  return SQL_TYPES[field.type] ?? 'text';
}

/** What is stored of a value that a client sent for a field. Throws ValueError. */
export function storedValue(value: unknown, field: Field, guids: GuidStyle): SqlValue {
  if (value === null || value === undefined) return null;
  const range = RANGES[field.type];
  if (range) return wholeNumber(value, field, range);
  switch (field.type) {
    case 'esriFieldTypeDouble':
    case 'esriFieldTypeSingle':
      return realNumber(value, field);
    case 'esriFieldTypeDate':
      return date(value, field);
    case 'esriFieldTypeDateOnly':
      return matching(value, field, DATE_ONLY);
    case 'esriFieldTypeTimeOnly':
      return matching(value, field, TIME_ONLY);
    case 'esriFieldTypeTimestampOffset':
      return matching(value, field, TIMESTAMP_OFFSET);
    case 'esriFieldTypeGUID':
    case 'esriFieldTypeGlobalID':
      return guid(value, field, guids);
    default:
      return text(value, field);
  }
}

function wholeNumber(value: unknown, field: Field, [min, max]: [number, number]): SqlValue {
  const number = realNumber(value, field);
  if (number === null) return null;
  const whole = Math.trunc(number);
  if (whole < min || whole > max)
    throw new ValueError(`Value ${value} of field ${field.name} is out of range.`);
  return whole;
}

function realNumber(value: unknown, field: Field): number | null {
  if (value === 'NaN' || value === '') return null;
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw mismatch(value, field);
  return number;
}

function date(value: unknown, field: Field): SqlValue {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  if (typeof value !== 'string') throw mismatch(value, field);
  if (value === '') return null;
  const ms = /^-?\d+$/.test(value) ? Number(value) : parseDate(value);
  if (ms === null) throw mismatch(value, field);
  return ms;
}

/** Days, times of day and moments with an offset are texts of a fixed form. */
function matching(value: unknown, field: Field, form: RegExp): SqlValue {
  if (value === '') return null;
  if (typeof value !== 'string' || !form.test(value)) throw mismatch(value, field);
  return value;
}

function guid(value: unknown, field: Field, guids: GuidStyle): SqlValue {
  if (value === '') return null;
  const styled = styledGuid(value, guids);
  if (styled === null) throw mismatch(value, field);
  return styled;
}

function text(value: unknown, field: Field): SqlValue {
  const string = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (field.type === 'esriFieldTypeString' && field.length && string.length > field.length) {
    throw new ValueError(
      `String or binary data would be truncated: field ${field.name} takes ${field.length} characters.`,
    );
  }
  return string;
}

function mismatch(value: unknown, field: Field): ValueError {
  return new ValueError(
    `Value ${JSON.stringify(value)?.slice(0, 40)} does not fit field ${field.name} (${field.type}).`,
  );
}
