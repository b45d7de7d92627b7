import type { ReferenceIndex } from '../reference-index.js';
import { isScriptKey } from '../reference-keys.js';
import {
  type FieldNames,
  relatedNames,
  renameInArcade,
  renameInSql,
  renameInTemplate,
} from '../rename-fields.js';
import type { DashboardSources } from './dashboard.js';
import { isObject, type JsonObject, type Note } from './json-object.js';
import { namesOfLayer } from './layer-names.js';

/** Keys whose string is the name of a field: those that say so, and a few of Experience Builder. */
const NAME_KEYS = /^(?:(?:\w*F|f)ield(?:Name)?|field[123]|jimuName)$/;
/** Keys whose array holds names of fields, with or without a sort direction. */
const LIST_KEYS = /^(?:(?:\w*F|f)ields|fieldNames|fieldOrder)$/;
const SQL_KEYS = /^(?:definitionExpression|where|whereClause|parameterizedExpression|displaySQL|sql|expr)$/;
const TEMPLATE_KEYS =
  /^(?:title|description|text|caption|sourceURL|linkURL|labelExpression|value|itemText|subtitle|content)$/;

/** What renaming knows of the document. */
export interface FieldKnowledge {
  index: ReferenceIndex;
  /** Of dashboards: what their data sources show. */
  dashboard: DashboardSources;
  /** Of what gives its data sources ids: renamed fields by such an id. */
  dataSource?: ((id: string) => FieldNames | undefined) | undefined;
  /** Renamed fields of a layer by the id that a map gives it. */
  mapLayer: (id: string) => FieldNames | undefined;
}

/**
 * Renames fields in every part of a document that belongs to a layer with renamed fields: below an object
 * with the layer's URL (layers of maps, widgets and search sources of apps) or with the id that it has in a
 * map, in elements and data sets of dashboards, and in what uses a data source of an experience or of a
 * QuickCapture project. Works in place, on URLs of the source.
 */
export function renameDocumentFields(value: unknown, path: string, known: FieldKnowledge, note: Note): void {
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      renameDocumentFields(item, `${path}[${at}]`, known, note);
    });
  } else if (isObject(value)) {
    const names = namesOf(value, known);
    if (names !== undefined && names.size > 0) {
      renameBelow(value, path, names, known, note);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      renameDocumentFields(item, `${path}.${key}`, known, note);
    }
  }
}

/** Renamed fields of the layer that an object is about (maybe none); undefined if it is about no layer. */
function namesOf(object: JsonObject, known: FieldKnowledge): FieldNames | undefined {
  const { index, dashboard, dataSource: fieldsOf } = known;
  const { url, dataSource } = object;
  const atUrl = typeof url === 'string' ? namesOfLayer(url, index) : undefined;
  if (atUrl !== undefined) {
    return atUrl;
  }
  const ofSource = dashboard.ofSource(dataSource);
  if (ofSource !== undefined) {
    return ofSource;
  }
  if (Array.isArray(object.datasets) && object.datasets.length > 0) {
    return dashboard.ofElement(object);
  }
  return (fieldsOf === undefined ? undefined : namesOfUse(object, fieldsOf)) ?? namesInMap(object, known);
}

/** Of what names a layer as a map does. */
function namesInMap(
  { layerId, flayerId, id }: JsonObject,
  { mapLayer }: FieldKnowledge,
): FieldNames | undefined {
  const name = layerId ?? flayerId ?? id;
  return typeof name === 'string' ? mapLayer(name) : undefined;
}

/** Of what uses data sources that have ids: the names of the one that it uses. */
function namesOfUse(
  { dataSourceId, useDataSource, useDataSources, originDataSources, captureInfo }: JsonObject,
  fieldsOf: (id: string) => FieldNames | undefined,
): FieldNames | undefined {
  const all = useDataSources ?? originDataSources;
  const uses = Array.isArray(all) ? all : [useDataSource ?? captureInfo];
  const ids = typeof dataSourceId === 'string' ? [dataSourceId] : uses.map(idOfUse);
  const [first, ...others] = ids.map((id) => (id === undefined ? undefined : (fieldsOf(id) ?? NONE)));
  return others.every((names) => names === first) ? first : undefined;
}

const NONE: FieldNames = new Map();

function idOfUse(use: unknown): string | undefined {
  return isObject(use) && typeof use.dataSourceId === 'string' ? use.dataSourceId : undefined;
}

function renameBelow(
  object: JsonObject,
  path: string,
  names: FieldNames,
  known: FieldKnowledge,
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
      const { relationshipId } = object;
      const isRelated = key === 'orderByFields' && typeof relationshipId === 'number';
      renameList(key, value, place, isRelated ? relatedNames(relationshipId, names) : names, known, note);
    } else if (isObject(value)) {
      renameChild(key, value, place, names, known, note);
    }
  }
}

function renameList(
  key: string,
  list: unknown[],
  path: string,
  names: FieldNames,
  known: FieldKnowledge,
  note: Note,
): void {
  list.forEach((item, at) => {
    if (isObject(item)) {
      renameChild(key, item, `${path}[${at}]`, names, known, note);
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
  known: FieldKnowledge,
  note: Note,
): void {
  if (key === 'fields') {
    renameKeys(child, path, names, note);
  }
  renameBelow(child, path, namesOf(child, known) ?? names, known, note);
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

/** Schemas of data sources list their fields by name. */
function renameKeys(fields: JsonObject, path: string, names: FieldNames, note: Note): void {
  const entries = Object.entries(fields);
  if (!entries.some(([, field]) => isObject(field) && 'jimuName' in field)) {
    return;
  }
  for (const [name, field] of entries) {
    delete fields[name];
    const to = names.get(name.toLowerCase()) ?? name;
    fields[to] = field;
    if (isObject(field) && typeof field.name === 'string') {
      field.name = names.get(field.name.toLowerCase()) ?? field.name;
    }
    if (to !== name) {
      note(path, name, to);
    }
  }
}

function renamedText(key: string, text: string, names: FieldNames): string {
  if (NAME_KEYS.test(key)) {
    return names.get(text.toLowerCase()) ?? text;
  }
  if (LIST_KEYS.test(key)) {
    return text
      .split(',')
      .map((entry) => renamedListEntry(entry, names))
      .join(',');
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
