/** What is read of a web map and of layers, as far as it is drawn. */
export type Attributes = Record<string, unknown>;

export interface EsriSymbol {
  type: string;
  style?: string;
  color?: number[] | null;
  size?: number;
  width?: number;
  height?: number;
  angle?: number;
  xoffset?: number;
  yoffset?: number;
  url?: string;
  imageData?: string;
  contentType?: string;
  outline?: EsriSymbol | null;
  text?: string;
}

export interface VisualVariable {
  type: string;
  field?: string;
  valueExpression?: string;
  normalizationField?: string;
  minDataValue?: number;
  maxDataValue?: number;
  minSize?: number;
  maxSize?: number;
  stops?: { value: number; size?: number; color?: number[]; transparency?: number }[];
}

export interface UniqueValue {
  value: string;
  label?: string;
  symbol: EsriSymbol;
}

export interface Renderer {
  type: string;
  label?: string;
  symbol?: EsriSymbol;
  defaultSymbol?: EsriSymbol | null;
  defaultLabel?: string;
  field?: string;
  field1?: string;
  field2?: string;
  field3?: string;
  fieldDelimiter?: string;
  valueExpression?: string;
  valueExpressionTitle?: string;
  normalizationField?: string;
  uniqueValueInfos?: UniqueValue[];
  uniqueValueGroups?: { classes: { label?: string; symbol: EsriSymbol; values: string[][] }[] }[];
  minValue?: number;
  classBreakInfos?: { classMaxValue: number; classMinValue?: number; label?: string; symbol: EsriSymbol }[];
  visualVariables?: VisualVariable[];
}

export interface DrawingInfo {
  renderer?: Renderer;
  transparency?: number;
  labelingInfo?: LabelClass[] | null;
}

export interface LabelClass {
  labelExpression?: string | null;
  labelExpressionInfo?: { expression?: string; value?: string } | null;
  symbol?: EsriSymbol & { font?: { size?: number; weight?: string }; haloColor?: number[] | null };
  minScale?: number;
  maxScale?: number;
}

export interface Field {
  name: string;
  alias?: string;
  type: string;
  domain?: { codedValues?: { code: unknown; name: string }[] } | null;
}

/** What a layer says of itself. */
export interface LayerJson {
  name?: string;
  type?: string;
  geometryType?: string;
  displayField?: string;
  objectIdField?: string;
  fields?: Field[];
  drawingInfo?: DrawingInfo;
  minScale?: number;
  maxScale?: number;
  layers?: { id: number; name: string; defaultVisibility?: boolean; type?: string; geometryType?: string }[];
  error?: { message?: string; code?: number };
}

export interface PopupInfo {
  title?: string;
  description?: string | null;
  fieldInfos?: { fieldName: string; label?: string; visible?: boolean }[];
  popupElements?: { type: string; text?: string; fieldInfos?: PopupInfo['fieldInfos'] }[];
}

export interface LayerDefinition {
  drawingInfo?: DrawingInfo;
  definitionExpression?: string | null;
  minScale?: number;
  maxScale?: number;
  source?: { mapLayerId?: number };
}

/** A layer of a web map. */
export interface MapLayer {
  id?: string | number;
  title?: string;
  name?: string;
  url?: string;
  styleUrl?: string;
  layerType?: string;
  visibility?: boolean;
  defaultVisibility?: boolean;
  opacity?: number;
  showLabels?: boolean;
  layerDefinition?: LayerDefinition;
  popupInfo?: PopupInfo;
  layers?: MapLayer[];
  visibleLayers?: number[];
  /** Of a CSV layer. */
  columnDelimiter?: string;
  locationInfo?: { latitudeFieldName?: string; longitudeFieldName?: string };
  featureCollection?: {
    layers?: {
      featureSet?: unknown;
      layerDefinition?: LayerDefinition & LayerJson & { name?: string };
      popupInfo?: PopupInfo;
    }[];
  };
}

export interface WebMap {
  operationalLayers?: MapLayer[];
  baseMap?: { title?: string; baseMapLayers?: MapLayer[] };
  initialState?: { viewpoint?: { targetGeometry?: Extent } };
}

export interface Extent {
  xmin?: number;
  ymin?: number;
  xmax?: number;
  ymax?: number;
  spatialReference?: { wkid?: number; latestWkid?: number };
}
