import type { Profile } from '../../profiles/profile.js';
import type { Field, FieldType } from '../layer-definition.js';
import { DefinitionError } from './definition-error.js';

/** Came with 11.2 to Enterprise. */
const NEWER = new Set<FieldType>([
  'esriFieldTypeBigInteger',
  'esriFieldTypeDateOnly',
  'esriFieldTypeTimeOnly',
  'esriFieldTypeTimestampOffset',
]);

/** The field, if this version of the portal can have it: newer types, and names of more than 31 (since 11.5: 63) characters in Enterprise. */
export function checkField(profile: Profile, field: Field): Field {
  if (NEWER.has(field.type) && !profile.atLeast('11.2')) {
    throw new DefinitionError(`Invalid definition for field '${field.name}': type ${field.type}.`);
  }
  const longest = profile.atLeast('11.5') ? 63 : 31;
  if (profile.kind === 'enterprise' && field.name.length > longest) {
    throw new DefinitionError(`Field name '${field.name}' is longer than ${longest} characters.`);
  }
  return field;
}
