import type { Domain, FieldType } from '../services/layer-definition.js';
import { child, childText, parseXml, type XmlElement } from './xml.js';

/** What the catalogue of a geodatabase says of a feature class or table. */
export interface DatasetItem {
  name: string;
  alias: string;
  shapeType: string;
  hasZ: boolean;
  hasM: boolean;
  wkid: number;
  latestWkid: number;
  globalIdField: string;
  /** creator, created, editor, edited; null without editor tracking. */
  editorFields: [string, string, string, string] | null;
  subtypeField: string;
  subtypes: { code: number; name: string }[];
  /** By name in lower case; not every field is listed. */
  fields: Map<
    string,
    {
      type: FieldType | 'esriFieldTypeGeometry';
      alias: string;
      editable: boolean;
      domain: string;
      /** Of numbers only. */
      defaultValue: number | null;
    }
  >;
}

export interface RelationshipItem {
  name: string;
  cardinality: string;
  composite: boolean;
  isAttachment: boolean;
  isAttributed: boolean;
  origin: string;
  destination: string;
  originKey: string;
  destinationKey: string;
  forward: string;
  backward: string;
}

/** The parts of a geodatabase's catalogue (table GDB_Items) that publishing needs. */
export interface GeodatabaseItems {
  datasets: Map<string, DatasetItem>;
  domains: Map<string, Domain>;
  relationships: RelationshipItem[];
}

/** Reads the definitions of the catalogue. */
export function geodatabaseItems(definitions: string[]): GeodatabaseItems {
  const items: GeodatabaseItems = { datasets: new Map(), domains: new Map(), relationships: [] };
  for (const definition of definitions) {
    const root = parseXml(definition);
    if (!root) continue;
    if (root.name === 'DEFeatureClassInfo' || root.name === 'DETableInfo') {
      const dataset = datasetItem(root);
      items.datasets.set(dataset.name, dataset);
    } else if (root.name.startsWith('GPCodedValueDomain') || root.name.startsWith('GPRangeDomain')) {
      items.domains.set(childText(root, 'DomainName'), domainOf(root));
    } else if (root.name === 'DERelationshipClassInfo') {
      items.relationships.push(relationshipItem(root));
    }
  }
  return items;
}

function datasetItem(root: XmlElement): DatasetItem {
  const reference = child(root, 'SpatialReference');
  const fields: DatasetItem['fields'] = new Map();
  for (const field of child(root, 'GPFieldInfoExs')?.children ?? []) {
    const preset = childText(field, 'DefaultValueNumeric');
    fields.set(childText(field, 'Name').toLowerCase(), {
      type: childText(field, 'FieldType') as FieldType,
      alias: childText(field, 'AliasName'),
      editable: childText(field, 'Editable') !== 'false',
      domain: childText(field, 'DomainName'),
      defaultValue: preset === '' ? null : Number(preset),
    });
  }
  const tracked = childText(root, 'EditorTrackingEnabled') === 'true';
  const wkid = Number(childText(reference, 'WKID'));
  return {
    name: childText(root, 'Name'),
    alias: childText(root, 'AliasName'),
    shapeType: childText(root, 'ShapeType'),
    hasZ: childText(root, 'HasZ') === 'true',
    hasM: childText(root, 'HasM') === 'true',
    wkid,
    latestWkid: Number(childText(reference, 'LatestWKID')) || wkid,
    globalIdField: childText(root, 'GlobalIDFieldName'),
    editorFields: tracked
      ? [
          childText(root, 'CreatorFieldName'),
          childText(root, 'CreatedAtFieldName'),
          childText(root, 'EditorFieldName'),
          childText(root, 'EditedAtFieldName'),
        ]
      : null,
    subtypeField: childText(root, 'SubtypeFieldName'),
    subtypes: (child(root, 'Subtypes')?.children ?? []).map((subtype) => ({
      code: Number(childText(subtype, 'SubtypeCode')),
      name: childText(subtype, 'SubtypeName'),
    })),
    fields,
  };
}

function domainOf(root: XmlElement): Domain {
  const common = {
    name: childText(root, 'DomainName'),
    description: childText(root, 'Description'),
    mergePolicy: childText(root, 'MergePolicy') || 'esriMPTDefaultValue',
    splitPolicy: childText(root, 'SplitPolicy') || 'esriSPTDefaultValue',
  };
  if (root.name.startsWith('GPRangeDomain')) {
    return {
      type: 'range',
      ...common,
      range: [Number(childText(root, 'MinValue')), Number(childText(root, 'MaxValue'))],
    };
  }
  const numeric = /Integer|Double|Single/.test(childText(root, 'FieldType'));
  const codedValues = (child(root, 'CodedValues')?.children ?? []).map((value) => {
    const code = childText(value, 'Code');
    return { name: childText(value, 'Name'), code: numeric ? Number(code) : code };
  });
  return { type: 'codedValue', ...common, codedValues };
}

function relationshipItem(root: XmlElement): RelationshipItem {
  const keys = child(root, 'OriginClassKeys')?.children ?? [];
  const key = (role: string) => {
    const found = keys.find((one) => childText(one, 'KeyRole') === role);
    return childText(found, 'ObjectKeyName');
  };
  const firstName = (list: string) => child(root, list)?.children[0]?.text ?? '';
  return {
    name: childText(root, 'Name'),
    cardinality: childText(root, 'Cardinality'),
    composite: childText(root, 'IsComposite') === 'true',
    isAttachment: childText(root, 'IsAttachmentRelationship') === 'true',
    isAttributed: childText(root, 'IsAttributed') === 'true',
    origin: firstName('OriginClassNames'),
    destination: firstName('DestinationClassNames'),
    originKey: key('esriRelKeyRoleOriginPrimary'),
    destinationKey: key('esriRelKeyRoleOriginForeign'),
    forward: childText(root, 'ForwardPathLabel'),
    backward: childText(root, 'BackwardPathLabel'),
  };
}
