import { layerCapabilities } from './layer-capabilities.js';
import type { Envelope, LayerDefinition } from './layer-definition.js';
import { maxRecordCountOf, trackingOf } from './layer-features.js';
import { fieldsOf, shownField, visibleFieldsOf } from './layer-fields.js';
import { ONLINE_LAYER } from './online-properties.js';
import { viewFilter } from './query/row-filter.js';
import { rootOf, tableOf } from './row-table.js';
import type { Layer } from './service.js';
import type { ServicesContext } from './services-context.js';
import { geometryProperties } from './shape-measures.js';

/** How the columns of attachments are called. */
const ATTACHMENT_PROPERTIES = [
  ['id', 'ATTACHMENTID'],
  ['globalId', 'GLOBALID'],
  ['name', 'ATT_NAME'],
  ['size', 'DATA_SIZE'],
  ['contentType', 'CONTENT_TYPE'],
  ['keywords', 'KEYWORDS'],
  ['exifInfo', 'EXIFINFO'],
].map(([name, fieldName]) => ({ name, fieldName, isEnabled: true }));

/** Version of the services' REST API. */
export function currentVersion(context: ServicesContext): number {
  return context.profile.serverVersion;
}

/** Extent of the rows that there are, else the one that the definition was made with. */
export function extentOf(context: ServicesContext, layer: Layer): Record<string, unknown> | null {
  const { spatialReference, extent, geometryType } = layer.definition;
  if (!geometryType) return null;
  const filter = viewFilter(context, layer);
  const [found] = context.store.database.all<Record<keyof Envelope, number | null>>(
    `SELECT min("!xmin") AS xmin, min("!ymin") AS ymin, max("!xmax") AS xmax, max("!ymax") AS ymax
     FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  if (found && found.xmin !== null) return { ...found, spatialReference };
  return (extent as Record<string, unknown> | null | undefined) ?? null;
}

/** What `<FeatureServer>/<id>` answers. */
export function layerJson(context: ServicesContext, layer: Layer): Record<string, unknown> {
  const { service, definition } = layer;
  const { fields, spatialReference, viewDefinitionQuery, editFieldsInfo, relationships, ...stored } =
    definition;
  const { join: _join, areaOfInterest: _area, sourceLayerFields: _source, ...shown } = stored;
  const { contingentValues: _values, metadata: _metadata, ...rest } = shown;
  const tracking = trackingOf(service);
  const root = rootOf(layer);
  const edited = editedAt(root);
  const isTable = definition.type === 'Table';
  const online = context.kind === 'online';
  const max = maxRecordCountOf(context, service);
  const known = {
    currentVersion: currentVersion(context),
    id: definition.id,
    name: definition.name,
    type: definition.type,
    ...(online ? ONLINE_LAYER : { parentLayerId: -1, parentLayer: null, subLayers: [] }),
    ...(context.switches().trueCurves ? { allowTrueCurvesUpdates: true } : {}),
    serviceItemId: service.itemId,
    ...viewJson(layer, context),
    displayField: definition.displayField,
    description: '',
    copyrightText: '',
    defaultVisibility: true,
    ...(isTable ? {} : { minScale: 0, maxScale: 0 }),
    editingInfo: {
      lastEditDate: edited,
      schemaLastEditDate: layer.schemaEdited,
      dataLastEditDate: edited,
    },
    ...(tracking && editFieldsInfo ? { editFieldsInfo } : {}),
    relationships,
    isDataVersioned: false,
    hasContingentValuesDefinition: rootOf(layer).definition.contingentValues !== undefined,
    ...layerCapabilities(context, layer),
    useStandardizedQueries: true,
    allowGeometryUpdates: true,
    htmlPopupType: 'esriServerHTMLPopupTypeNone',
    ...(online ? {} : { canModifyLayer: true }),
    hasStaticData: false,
    indexes: [],
    types: [],
    templates: [],
    typeIdField: '',
    dateFieldsTimeReference: {
      timeZone: 'UTC',
      ...(online ? { timeZoneIANA: 'Etc/UTC' } : {}),
      respectsDaylightSaving: false,
    },
  };
  return {
    ...known,
    ...rest,
    ...typesOf(definition),
    ...(definition.metadata ? { hasMetadata: true } : {}),
    // A view has no indexes of its own.
    indexes: root.definition.indexes ?? [],
    ...(definition.geometryType
      ? {
          extent: extentOf(context, layer),
          ...(online ? { spatialReference } : { sourceSpatialReference: spatialReference }),
        }
      : {}),
    uniqueIdField: { name: definition.objectIdField, isSystemMaintained: true },
    fields: visibleFieldsOf(layer).map(({ field }) => shownField(field)),
    ...(viewDefinitionQuery ? { definitionQuery: viewDefinitionQuery, viewDefinitionQuery } : {}),
    maxRecordCount: max,
    ...geometryProperties(fields),
    ...(definition.hasAttachments ? { attachmentProperties: ATTACHMENT_PROPERTIES } : {}),
    capabilities: service.definition.capabilities,
  };
}

/** What the administration directory shows beside it. */
export function adminLayerJson(context: ServicesContext, layer: Layer): Record<string, unknown> {
  const { spatialReference: _, ...definition } = layerJson(context, layer);
  const fields = fieldsOf(layer).map(({ field }) => shownField(field));
  return {
    ...definition,
    fields,
    adminLayerInfo: layer.source ? viewInfo(layer, layer.source) : ownInfo(layer),
  };
}

/** The rows of a joined view change with those of its sources. */
function editedAt(root: Layer): number {
  if (!root.source) return root.dataEdited;
  return Math.max(...[root.source, ...root.joined].map((layer) => editedAt(rootOf(layer))));
}

/** Clients that know only types see subtypes as such. */
function typesOf({ subtypeField, subtypes, types }: LayerDefinition): Record<string, unknown> {
  const list = (subtypes ?? []) as {
    code: number;
    name: string;
    domains?: unknown;
    defaultValues?: unknown;
  }[];
  if (!subtypeField || list.length === 0 || (Array.isArray(types) && types.length > 0)) return {};
  return {
    typeIdField: subtypeField,
    types: list.map(({ code, name, domains = {} }) => ({ id: code, name, domains, templates: [] })),
  };
}

function ownInfo({ service, definition }: Layer): Record<string, unknown> {
  return {
    tableName: `${service.name.toLowerCase()}_${definition.id}`,
    ...(definition.geometryType ? { geometryField: { name: 'Shape' } } : {}),
    xssTrustedFields: '',
  };
}

/** What a layer of a view shows; of a joined one as it was sent. */
function viewInfo({ definition }: Layer, source: Layer): Record<string, unknown> {
  const { join, areaOfInterest, sourceLayerFields, geometryType } = definition;
  if (join) {
    const named = geometryType ? { name: `${join.table.name}.Shape` } : null;
    return { geometryField: named, viewLayerDefinition: { table: join.table } };
  }
  return {
    geometryField: geometryType ? { name: 'Shape' } : null,
    viewLayerDefinition: {
      sourceServiceName: source.service.name,
      sourceLayerId: source.definition.id,
      sourceLayerFields: sourceLayerFields ?? '*',
      ...(areaOfInterest ? { filter: areaOfInterest } : {}),
    },
  };
}

function viewJson(layer: Layer, context: ServicesContext): Record<string, unknown> {
  if (!layer.service.isView) {
    return context.store.viewsOf(layer).length > 0
      ? { sourceSchemaChangesAllowed: true, hasViews: true }
      : {};
  }
  const { isUpdatableView = true, sourceSchemaChangesAllowed = true } = layer.service.definition;
  const viewSourceHasAttachments = layer.source?.definition.hasAttachments === true;
  return { isView: true, isUpdatableView, sourceSchemaChangesAllowed, viewSourceHasAttachments };
}
