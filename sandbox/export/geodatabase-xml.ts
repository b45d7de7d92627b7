import type { Domain, Field, FieldType } from '../services/layer-definition.js';
import type { RelationshipClass } from './relationship-class.js';

const SCHEMA =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:typens="http://www.esri.com/schemas/ArcGIS/10.3"';
const CODE_TYPES: Partial<Record<FieldType, string>> = {
  esriFieldTypeString: 'xs:string',
  esriFieldTypeInteger: 'xs:int',
  esriFieldTypeSmallInteger: 'xs:short',
  esriFieldTypeSingle: 'xs:float',
  esriFieldTypeDate: 'xs:dateTime',
};

/** Text with what XML and the SQL around it could mistake written as entities. */
function xml(text: unknown): string {
  return String(text ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The definition of a coded or range domain as GDB_Items holds it. */
export function domainXml(name: string, domain: Domain, type: FieldType): string {
  const isRange = domain.type === 'range';
  const element = isRange ? 'GPRangeDomain2' : 'GPCodedValueDomain2';
  const codeType = CODE_TYPES[type] ?? 'xs:double';
  const values = isRange
    ? `<MaxValue xsi:type="${codeType}">${xml(domain.range?.[1])}</MaxValue><MinValue xsi:type="${codeType}">${xml(domain.range?.[0])}</MinValue>`
    : `<CodedValues xsi:type="typens:ArrayOfCodedValue">${(domain.codedValues ?? [])
        .map(
          (value) =>
            `<CodedValue xsi:type="typens:CodedValue"><Name>${xml(value.name)}</Name><Code xsi:type="${codeType}">${xml(value.code)}</Code></CodedValue>`,
        )
        .join('')}</CodedValues>`;
  return (
    `<typens:${element} xsi:type="typens:${element}" ${SCHEMA}><DomainName>${xml(name)}</DomainName>` +
    `<FieldType>${type}</FieldType><MergePolicy>${xml(domain.mergePolicy ?? 'esriMPTDefaultValue')}</MergePolicy>` +
    `<SplitPolicy>${xml(domain.splitPolicy ?? 'esriSPTDefaultValue')}</SplitPolicy>` +
    `<Description>${xml(domain.description)}</Description><Owner></Owner>${values}</typens:${element}>`
  );
}

/** The definition of a relationship class as GDB_Items holds it; `number` is unique among the datasets. */
export function relationshipXml(one: RelationshipClass, number: number): string {
  const array = (name: string, type: string, content = '') =>
    `<${name} xsi:type="typens:${type}">${content}</${name}>`;
  const key = (field: string, role: string) =>
    array(
      'RelationshipClassKey',
      'RelationshipClassKey',
      `<ObjectKeyName>${xml(field)}</ObjectKeyName><ClassKeyName></ClassKeyName><KeyRole>${role}</KeyRole>`,
    );
  const name = (text: string) => `<Name>${xml(text)}</Name>`;
  return (
    `<DERelationshipClassInfo xsi:type="typens:DERelationshipClassInfo" ${SCHEMA}><CatalogPath>\\${xml(one.name)}</CatalogPath>` +
    `${name(one.name)}<ChildrenExpanded>false</ChildrenExpanded><DatasetType>esriDTRelationshipClass</DatasetType>` +
    `<DSID>${number}</DSID><Versioned>false</Versioned><CanVersion>false</CanVersion><ConfigurationKeyword></ConfigurationKeyword>` +
    '<RequiredGeodatabaseClientVersion>10.0</RequiredGeodatabaseClientVersion><HasOID>false</HasOID>' +
    `${array('GPFieldInfoExs', 'ArrayOfGPFieldInfoEx')}<OIDFieldName></OIDFieldName><CLSID></CLSID><EXTCLSID></EXTCLSID>` +
    `${array('RelationshipClassNames', 'Names')}<AliasName></AliasName><ModelName></ModelName><HasGlobalID>false</HasGlobalID>` +
    '<GlobalIDFieldName></GlobalIDFieldName><RasterFieldName></RasterFieldName>' +
    array('ExtensionProperties', 'PropertySet', array('PropertyArray', 'ArrayOfPropertySetProperty')) +
    `${array('ControllerMemberships', 'ArrayOfControllerMembership')}<EditorTrackingEnabled>false</EditorTrackingEnabled>` +
    '<CreatorFieldName></CreatorFieldName><CreatedAtFieldName></CreatedAtFieldName><EditorFieldName></EditorFieldName>' +
    `<EditedAtFieldName></EditedAtFieldName><IsTimeInUTC>true</IsTimeInUTC><Cardinality>${xml(one.cardinality)}</Cardinality>` +
    `<Notification>${one.composite ? 'esriRelNotificationForward' : 'esriRelNotificationNone'}</Notification>` +
    `<IsAttributed>false</IsAttributed><IsComposite>${one.composite}</IsComposite>` +
    array('OriginClassNames', 'Names', name(one.origin)) +
    array('DestinationClassNames', 'Names', name(one.destination)) +
    '<KeyType>esriRelKeyTypeSingle</KeyType><ClassKey>esriRelClassKeyUndefined</ClassKey>' +
    `<ForwardPathLabel>${xml(one.forward)}</ForwardPathLabel><BackwardPathLabel>${xml(one.backward)}</BackwardPathLabel>` +
    '<IsReflexive>false</IsReflexive>' +
    array(
      'OriginClassKeys',
      'ArrayOfRelationshipClassKey',
      key(one.originKey, 'esriRelKeyRoleOriginPrimary') +
        key(one.destinationKey, 'esriRelKeyRoleOriginForeign'),
    ) +
    array('DestinationClassKeys', 'ArrayOfRelationshipClassKey') +
    array('RelationshipRules', 'ArrayOfRelationshipRule') +
    `<IsAttachmentRelationship>${one.isAttachment}</IsAttachmentRelationship><ChangeTracked>false</ChangeTracked>` +
    '<ReplicaTracked>false</ReplicaTracked></DERelationshipClassInfo>'
  );
}

/** What the definition of a class says beyond what GDAL writes. */
export interface ClassDetails {
  /** GDAL calls lines esriGeometryLine. */
  geometryType: string | undefined;
  objectId: { name: string; alias: string };
  fields: Field[];
  /** The names under which GDAL has written the fields. */
  columns: string[];
  /** Name of the domain of a field, by the field's name. */
  domains: Map<string, string>;
  /** Field and codes of the subtypes. */
  subtypes: { field: string; defaultCode: unknown; list: { code: unknown; name: string }[] } | null;
}

/** The definition of a class with the aliases and types that GDAL cannot write, domains, fields that are not edited, and subtypes. */
export function withDetails(definition: string, details: ClassDetails): string {
  const shape = /<ShapeType>[^<]*<\/ShapeType>/;
  const { name, alias } = details.objectId;
  let result = definition
    .replace(shape, `<ShapeType>${details.geometryType}</ShapeType>`)
    .replace(
      `<Name>${xml(name)}</Name>`,
      () => `<Name>${xml(name)}</Name><AliasName>${xml(alias)}</AliasName>`,
    );
  for (const [index, field] of details.fields.entries()) {
    const entry = new RegExp(
      `(<GPFieldInfoEx [^>]*>\\s*)<Name>${escaped(xml(details.columns[index]))}</Name>([\\s\\S]*?)(</GPFieldInfoEx>)`,
    );
    const domain = details.domains.get(field.name);
    result = result.replace(entry, (_all, head: string, body: string, tail: string) => {
      const typed = body
        .replace(/<AliasName>[^<]*<\/AliasName>/, '')
        .replace(/(<FieldType[^>]*>)[^<]*/, (_type, open: string) => `${open}${field.type}`);
      const alias = `<AliasName>${xml(field.alias)}</AliasName>`;
      const preset =
        typeof field.defaultValue === 'number'
          ? `<DefaultValueNumeric>${field.defaultValue}</DefaultValueNumeric>`
          : '';
      const locked = field.editable === false ? '<Editable>false</Editable>' : '';
      return `${head}<Name>${xml(field.name)}</Name>${alias}${preset}${typed}${locked}${domain ? `<DomainName>${xml(domain)}</DomainName>` : ''}${tail}`;
    });
  }
  return details.subtypes
    ? result.replace('</GPFieldInfoExs>', () => `</GPFieldInfoExs>${subtypesXml(details.subtypes)}`)
    : result;
}

function subtypesXml(subtypes: ClassDetails['subtypes']): string {
  if (!subtypes) return '';
  const list = subtypes.list.map(
    ({ code, name }) =>
      `<Subtype xsi:type="typens:Subtype"><SubtypeName>${xml(name)}</SubtypeName><SubtypeCode>${xml(code)}</SubtypeCode>` +
      '<FieldInfos xsi:type="typens:ArrayOfSubtypeFieldInfo"></FieldInfos></Subtype>',
  );
  return (
    `<SubtypeFieldName>${xml(subtypes.field)}</SubtypeFieldName><DefaultSubtypeCode>${xml(subtypes.defaultCode)}</DefaultSubtypeCode>` +
    `<Subtypes xsi:type="typens:ArrayOfSubtype">${list.join('')}</Subtypes>`
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
