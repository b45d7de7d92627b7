import type { ServiceSwitches } from '../service-switches.js';
import { renamedFields } from './renamed-fields.js';

type Json = Record<string, unknown>;

/** A layer definition with the names of fields that the portal gives them: in lower case, as PostgreSQL keeps them, and others for reserved words. */
export function storedNames(layer: Json, switches: ServiceSwitches): Json {
  const { lowerCaseFieldNames, reservedFieldNames, reservedFieldSuffix } = switches;
  if (!lowerCaseFieldNames && reservedFieldNames.length === 0) return layer;
  const reserved = new Set(reservedFieldNames.map((name) => name.toLowerCase()));
  return renamedFields(layer, (name) => {
    const stored = lowerCaseFieldNames ? name.toLowerCase() : name;
    return reserved.has(name.toLowerCase()) ? `${stored}${reservedFieldSuffix}` : stored;
  });
}
