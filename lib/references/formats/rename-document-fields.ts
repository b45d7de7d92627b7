import { parseServiceUrl } from '../parse-service-url.js';
import type { ReferenceIndex } from '../reference-index.js';
import { isScriptKey } from '../reference-keys.js';
import {
  type FieldNames,
  fieldNames,
  renameInArcade,
  renameInSql,
  renameInTemplate,
} from '../rename-fields.js';
import type { JsonObject, Note } from './json-object.js';
import { isObject } from './json-object.js';

/** Keys whose string is the name of a field. */
const NAME_KEYS =
  /^(?:field|field[123]|fieldName|normalizationField|normalizeField|tooltipField|(?:start|end)TimeField|trackIdField|onStatisticField|valueField|displayField|typeIdField|subtypeField|singleLineFieldName)$/;
/** Keys whose array holds names of fields, with or without a sort direction. */
const LIST_KEYS =
  /^(?:fields|outFields|groupByFields|orderByFields|searchFields|displayFields|valueFields|fieldNames)$/;
const SQL_KEYS = /^(?:definitionExpression|where|whereClause|parameterizedExpression|displaySQL|expr)$/;
const TEMPLATE_KEYS =
  /^(?:title|description|text|caption|sourceURL|linkURL|labelExpression|value|itemText|subtitle|content)$/;

/**
 * Renames fields in every part of a document that belongs to a layer with renamed fields: below an object
 * with the layer's URL (layers of maps, widgets and search sources of apps), and in data sets of dashboards
 * (`dataSource` with item id and layer number). Works in place, on URLs of the source.
 */
export function renameDocumentFields(value: unknown, path: string, index: ReferenceIndex, note: Note): void {
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      renameDocumentFields(item, `${path}[${at}]`, index, note);
    });
  } else if (isObject(value)) {
    const names = namesOf(value, index);
    if (names !== undefined && names.size > 0) {
      renameBelow(value, path, names, index, note);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      renameDocumentFields(item, `${path}.${key}`, index, note);
    }
  }
}

/** Renamed fields of the layer that an object is about (maybe none); undefined if it is about no layer. */
function namesOf(object: JsonObject, index: ReferenceIndex): FieldNames | undefined {
  const { url, dataSource } = object;
  const service = typeof url === 'string' ? parseServiceUrl(url) : null;
  if (service !== null) {
    return fieldNames(index.service(service.root)?.fields?.[service.layer ?? ''] ?? {});
  }
  if (isObject(dataSource) && typeof dataSource.itemId === 'string') {
    const mapping = index.serviceOfItem(dataSource.itemId)?.mapping;
    return fieldNames(mapping?.fields?.[String(dataSource.layerId)] ?? {});
  }
  return undefined;
}

function renameBelow(
  object: JsonObject,
  path: string,
  names: FieldNames,
  index: ReferenceIndex,
  note: Note,
): void {
  for (const [key, value] of Object.entries(object)) {
    const place = `${path}.${key}`;
    if (typeof value === 'string') {
      const renamed = renamedText(key, value, names);
      if (renamed !== value) {
        object[key] = renamed;
        note(place, value, renamed);
      }
    } else if (Array.isArray(value)) {
      renameList(key, value, place, names, index, note);
    } else if (isObject(value)) {
      renameChild(key, value, place, names, index, note);
    }
  }
}

function renameList(
  key: string,
  list: unknown[],
  path: string,
  names: FieldNames,
  index: ReferenceIndex,
  note: Note,
): void {
  list.forEach((item, at) => {
    if (isObject(item)) {
      renameChild(key, item, `${path}[${at}]`, names, index, note);
    } else if (typeof item === 'string' && LIST_KEYS.test(key)) {
      const renamed = renamedListEntry(item, names);
      if (renamed !== item) {
        list[at] = renamed;
        note(`${path}[${at}]`, item, renamed);
      }
    }
  });
}

function renameChild(
  key: string,
  child: JsonObject,
  path: string,
  names: FieldNames,
  index: ReferenceIndex,
  note: Note,
): void {
  renameBelow(child, path, namesOf(child, index) ?? names, index, note);
  const { name } = child;
  const renamed =
    typeof name === 'string' && /^(?:field|fieldObj|fields)$/.test(key)
      ? names.get(name.toLowerCase())
      : undefined;
  if (renamed !== undefined) {
    child.name = renamed;
    note(`${path}.name`, String(name), renamed);
  }
}

function renamedText(key: string, text: string, names: FieldNames): string {
  if (NAME_KEYS.test(key)) {
    return names.get(text.toLowerCase()) ?? text;
  }
  if (SQL_KEYS.test(key)) {
    return renameInSql(text, names);
  }
  if (isScriptKey(key)) {
    return renameInArcade(text, names);
  }
  return TEMPLATE_KEYS.test(key) ? renameInTemplate(text, names) : text;
}

/** `NAME`, `NAME ASC`. */
function renamedListEntry(text: string, names: FieldNames): string {
  const [name = '', ...direction] = text.split(' ');
  return [names.get(name.toLowerCase()) ?? name, ...direction].join(' ');
}
