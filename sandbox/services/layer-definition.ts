/** JSON shapes of the layers and services of a FeatureServer, as far as the sandbox works with them. */

export type FieldType =
  | 'esriFieldTypeOID'
  | 'esriFieldTypeGlobalID'
  | 'esriFieldTypeGUID'
  | 'esriFieldTypeString'
  | 'esriFieldTypeInteger'
  | 'esriFieldTypeSmallInteger'
  | 'esriFieldTypeBigInteger'
  | 'esriFieldTypeDouble'
  | 'esriFieldTypeSingle'
  | 'esriFieldTypeDate'
  | 'esriFieldTypeDateOnly'
  | 'esriFieldTypeTimeOnly'
  | 'esriFieldTypeTimestampOffset'
  | 'esriFieldTypeXML'
  | 'esriFieldTypeBlob';

interface CodedValue {
  name: string;
  code: string | number;
}

export interface Domain {
  type: 'codedValue' | 'range' | 'inherited';
  name?: string;
  codedValues?: CodedValue[];
  range?: [number, number];
  [key: string]: unknown;
}

export interface Field {
  name: string;
  type: FieldType;
  alias: string;
  sqlType?: string;
  /** Characters of a text field. */
  length?: number;
  nullable: boolean;
  editable: boolean;
  visible?: boolean;
  domain: Domain | null;
  defaultValue: unknown;
  [key: string]: unknown;
}

export interface Relationship {
  id: number;
  name: string;
  relatedTableId: number;
  cardinality: string;
  role: 'esriRelRoleOrigin' | 'esriRelRoleDestination';
  keyField: string;
  composite: boolean;
  [key: string]: unknown;
}

export interface EditFields {
  creationDateField: string;
  creatorField: string;
  editDateField: string;
  editorField: string;
}

export interface SpatialReference {
  wkid?: number;
  latestWkid?: number;
  wkt?: string;
  [key: string]: unknown;
}

export interface Envelope {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
}

export type GeometryType =
  | 'esriGeometryPoint'
  | 'esriGeometryMultipoint'
  | 'esriGeometryPolyline'
  | 'esriGeometryPolygon';

/** What is stored of a layer or table. Properties that the server computes (extent, dates, capabilities) are added when it is shown. */
export interface LayerDefinition {
  id: number;
  name: string;
  type: 'Feature Layer' | 'Table';
  geometryType?: GeometryType;
  fields: Field[];
  objectIdField: string;
  globalIdField: string;
  displayField: string;
  editFieldsInfo: EditFields | null;
  relationships: Relationship[];
  hasAttachments: boolean;
  hasZ: boolean;
  hasM: boolean;
  /** Spatial reference of the stored geometries; null for a table. */
  spatialReference: SpatialReference | null;
  viewDefinitionQuery: string;
  /** Of a view: only rows whose geometry lies so are shown. */
  areaOfInterest?: AreaOfInterest | null;
  contingentValues?: { fieldGroups: Record<string, unknown>[]; stringDicts: Record<string, unknown>[] };
  /** Of a joined view. */
  join?: Join;
  [key: string]: unknown;
}

/** `viewLayerDefinition.filter`: the area of interest of a view. */
export interface AreaOfInterest {
  operator: string;
  value: { geometryType: string; geometry: Record<string, unknown> };
}

/** The rows of a joined view: what was sent, and the layers that it names beside the main one. */
interface Join {
  table: JoinedTable;
  /** Keys of the layers of `relatedTables`, in their order. */
  keys: number[];
}

/** A field of a joined view: of the layer (`source`), an expression on its fields, or a statistic of a field. */
export interface JoinedField {
  name: string;
  alias?: string;
  source?: string;
  expression?: string;
  statisticType?: string;
  type?: FieldType;
  [key: string]: unknown;
}

/** One layer in a joined view. */
export interface JoinedTable {
  name: string;
  sourceServiceName: string;
  sourceLayerId: number;
  sourceLayerFields?: '*' | JoinedField[];
  /** Only the first rows of each group. */
  topFilter?: { groupByFields?: string; orderByFields?: string; topCount?: number } | null;
  relatedTables?: RelatedTable[];
  [key: string]: unknown;
}

export interface RelatedTable extends JoinedTable {
  type?: string;
  /** Fields of the main layer, and those of this one that must equal them. */
  parentKeyFields?: string[];
  keyFields?: string[];
}

/** Where the rows of a view's layer come from. */
export interface ViewSource {
  sourceServiceName: string;
  sourceLayerId: number;
  /** "*" or a list of fields; `source` names the field of the source where the view calls it otherwise. */
  sourceLayerFields: '*' | { name: string; source?: string }[];
}
