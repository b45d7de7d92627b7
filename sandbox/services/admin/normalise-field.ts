import type { Field, FieldType } from '../layer-definition.js';
import { DefinitionError } from './definition-error.js';

const SQL_TYPES: Record<FieldType, string> = {
  esriFieldTypeOID: 'sqlTypeOther',
  esriFieldTypeGlobalID: 'sqlTypeOther',
  esriFieldTypeGUID: 'sqlTypeGUID',
  esriFieldTypeString: 'sqlTypeNVarchar',
  esriFieldTypeInteger: 'sqlTypeInteger',
  esriFieldTypeSmallInteger: 'sqlTypeSmallInt',
  esriFieldTypeBigInteger: 'sqlTypeBigInt',
  esriFieldTypeDouble: 'sqlTypeFloat',
  esriFieldTypeSingle: 'sqlTypeReal',
  esriFieldTypeDate: 'sqlTypeTimestamp2',
  esriFieldTypeDateOnly: 'sqlTypeDate',
  esriFieldTypeTimeOnly: 'sqlTypeTime',
  esriFieldTypeTimestampOffset: 'sqlTypeTimestampWithTimezone',
  esriFieldTypeXML: 'sqlTypeOther',
  esriFieldTypeBlob: 'sqlTypeVarbinary',
};
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const LENGTHS: Partial<Record<FieldType, number>> = {
  esriFieldTypeString: 256,
  esriFieldTypeGUID: 38,
  esriFieldTypeGlobalID: 38,
  esriFieldTypeDate: 8,
};

/** A field as it is stored: what the client left out is filled in. Throws DefinitionError. */
export function normaliseField(input: unknown): Field {
  if (typeof input !== 'object' || input === null) throw new DefinitionError('A field is not an object.');
  const given = input as Partial<Field>;
  const { name, type } = given;
  if (typeof name !== 'string' || !NAME.test(name) || name.length > 128) {
    throw new DefinitionError(`Invalid field name '${String(name)}'.`);
  }
  if (typeof type !== 'string' || !Object.hasOwn(SQL_TYPES, type)) {
    throw new DefinitionError(`Invalid definition for field '${name}': type ${String(type)}.`);
  }
  const system = type === 'esriFieldTypeOID' || type === 'esriFieldTypeGlobalID';
  const length = given.length ?? LENGTHS[type];
  return {
    ...given,
    name,
    type,
    alias: typeof given.alias === 'string' && given.alias !== '' ? given.alias : name,
    sqlType: given.sqlType ?? SQL_TYPES[type],
    ...(length === undefined ? {} : { length }),
    nullable: system ? false : given.nullable !== false,
    editable: system ? false : given.editable !== false,
    domain: given.domain ?? null,
    defaultValue: given.defaultValue ?? null,
  };
}
