/** Plain JSON object, as the portal sent it. */
export type Json = Record<string, unknown>;

/** A field of a layer or table, as the layer resource gives it. */
export interface Field {
  name: string;
  /** esriFieldTypeOID, esriFieldTypeString, … */
  type: string;
  alias?: string;
  length?: number;
  nullable?: boolean;
  editable?: boolean;
  visible?: boolean;
  domain?: Json | null;
  defaultValue?: unknown;
  [key: string]: unknown;
}

/** One end of a relationship; the other end is the entry with the same id in the related layer. */
export interface Relationship {
  id: number;
  name: string;
  relatedTableId: number;
  cardinality: string;
  role: string;
  keyField: string;
  composite?: boolean;
  /** Where many have many: the table between the two, … */
  relationshipTableId?: number | null;
  /** … and its field that holds the key of this end. */
  keyFieldInRelationshipTable?: string | null;
  [key: string]: unknown;
}

/** Names of the four fields in which the portal records who made and changed a row, and when. */
interface EditFields {
  creationDateField?: string;
  creatorField?: string;
  editDateField?: string;
  editorField?: string;
  [key: string]: unknown;
}

/** A layer or table of a feature service, complete, as `<service>/<id>?f=json` gives it. */
export interface LayerDefinition {
  id: number;
  name: string;
  /** "Feature Layer" or "Table". */
  type: string;
  geometryType?: string | null;
  fields: Field[];
  objectIdField?: string;
  globalIdField?: string | null;
  displayField?: string;
  relationships?: Relationship[];
  editFieldsInfo?: EditFields | null;
  hasAttachments?: boolean;
  hasZ?: boolean;
  hasM?: boolean;
  maxRecordCount?: number;
  adminLayerInfo?: Json;
  viewDefinitionQuery?: string;
  [key: string]: unknown;
}

/** A row as a query returns it. */
export interface Row {
  attributes: Json;
  geometry?: Json | null;
}

export function isTable(layer: LayerDefinition): boolean {
  return layer.type === 'Table';
}

/** "0 Hydrants": how a layer is called in checks, warnings and errors. */
export function layerLabel(layer: Pick<LayerDefinition, 'id' | 'name'>): string {
  return `${layer.id} ${layer.name}`;
}

/** Name of the ObjectID field. Its case differs between portals, so each side is asked for its own. */
export function objectIdField(layer: LayerDefinition): string {
  return (
    layer.objectIdField || layer.fields.find((field) => field.type === 'esriFieldTypeOID')?.name || 'OBJECTID'
  );
}

/** Name of the GlobalID field, null if the layer has none. */
export function globalIdField(layer: LayerDefinition): string | null {
  return (
    layer.globalIdField || layer.fields.find((field) => field.type === 'esriFieldTypeGlobalID')?.name || null
  );
}

/** A GlobalID in the form in which two of them can be compared: lower case, without braces. */
export function comparableGuid(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.replace(/[{}]/g, '').toLowerCase() : null;
}

/** A GlobalID in the forms in which servers keep them, as SQL literals: some compare them as text. */
export function guidLiterals(value: string): string[] {
  const plain = value.replace(/[{}]/g, '');
  const forms = new Set([value, `{${plain.toUpperCase()}}`, plain.toLowerCase()]);
  return [...forms].map((form) => `'${form}'`);
}

/** `{…}` if the value is a JSON object, else an empty one. */
export function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The array, or an empty one if the value is none. */
export function asArray<T = unknown>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
