import type { Position } from '../geography.js';
import type { ItemDetails, Town } from '../town.js';

export type Value = string | number | null;

export interface Row {
  attributes: Record<string, Value>;
  geometry?: { x: number; y: number } | { paths: Position[][] } | { rings: Position[][] };
}

/** A file that belongs to one row. */
export interface Attachment {
  /** GlobalID of the row. */
  row: string;
  name: string;
  contentType: string;
  keywords: string;
  bytes: Buffer;
}

/** A layer or table of a service: its definition as addToDefinition takes it, and what is in it. */
export interface LayerPlan {
  definition: LayerDefinition;
  rows: Row[];
  attachments: Attachment[];
}

export interface LayerDefinition {
  id: number;
  name: string;
  type: 'Feature Layer' | 'Table';
  fields: Field[];
  [key: string]: unknown;
}

export interface Field {
  name: string;
  type: string;
  alias: string;
  nullable: boolean;
  editable: boolean;
  domain: Record<string, unknown> | null;
  defaultValue: Value;
  length?: number;
}

/** A hosted feature service. */
export interface ServicePlan extends ItemDetails {
  type: 'Feature Service';
  serviceName: string;
  editorTracking: boolean;
  serviceDescription: string;
  copyrightText: string;
  maxRecordCount: number;
  layers: LayerPlan[];
  /** Relationships, as addToDefinition takes them once all layers are there. */
  relationships: { layer: number; relationship: Record<string, unknown> }[];
  /** What map viewers read beside the service: pop-ups, forms. */
  data: (town: Town) => Record<string, unknown>;
}
