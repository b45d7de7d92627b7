import type { Envelope } from './layer-definition.js';
import { fieldsOf, shownField, visibleFieldsOf } from './layer-fields.js';
import { viewFilter } from './row-filter.js';
import { rootOf, tableOf } from './row-table.js';
import type { Layer, Service } from './service-store.js';
import type { ServicesContext } from './services-context.js';
import { geometryProperties } from './shape-measures.js';

/** Version of the services' REST API. */
export function currentVersion(context: ServicesContext): number {
  return context.kind === 'online' ? 12 : 11.5;
}

const ADVANCED_QUERIES = {
  supportsPagination: true,
  supportsPaginationOnAggregatedQueries: true,
  supportsQueryRelatedPagination: true,
  supportsQueryWithDistance: false,
  supportsReturningQueryExtent: true,
  supportsStatistics: true,
  supportsOrderBy: true,
  supportsDistinct: true,
  supportsQueryWithResultType: true,
  supportsSqlExpression: true,
  supportsAdvancedQueryRelated: true,
  supportsCountDistinct: true,
  supportsReturningGeometryCentroid: false,
  supportsQueryWithDatumTransformation: false,
  supportsHavingClause: true,
  supportsOutFieldSQLExpression: false,
  supportsMaxRecordCountFactor: false,
  supportsTopFeaturesQuery: false,
  supportsQueryAttachments: true,
  supportsQueryAttachmentsWithReturnUrl: true,
  supportsPercentileStatistics: false,
};

/** Whether a client may send its own GlobalIDs with edits. */
export function takesGlobalIds(context: ServicesContext, layer: Layer): boolean {
  return layer.definition.globalIdField !== '' && context.switches().applyEditsWithGlobalIds;
}

/** Largest page of a query. */
export function maxRecordCountOf(context: ServicesContext, service: Service): number {
  const set = Number(service.definition.maxRecordCount);
  return set > 0 ? set : context.switches().maxRecordCount;
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
  const { fields, spatialReference, viewDefinitionQuery, editFieldsInfo, relationships, ...rest } =
    definition;
  const tracking = trackingOf(service);
  const root = rootOf(layer);
  const isTable = definition.type === 'Table';
  const online = context.kind === 'online';
  const max = maxRecordCountOf(context, service);
  const known = {
    currentVersion: currentVersion(context),
    id: definition.id,
    name: definition.name,
    type: definition.type,
    parentLayerId: -1,
    parentLayer: null,
    subLayers: [],
    serviceItemId: service.itemId,
    ...viewJson(layer, context),
    displayField: definition.displayField,
    description: '',
    copyrightText: '',
    defaultVisibility: true,
    ...(isTable ? {} : { minScale: 0, maxScale: 0 }),
    editingInfo: {
      lastEditDate: root.dataEdited,
      schemaLastEditDate: layer.schemaEdited,
      dataLastEditDate: root.dataEdited,
    },
    ...(tracking && editFieldsInfo ? { editFieldsInfo } : {}),
    relationships,
    isDataVersioned: false,
    hasContingentValuesDefinition: false,
    supportsAppend: false,
    supportsCalculate: false,
    supportsTruncate: true,
    supportsAttachmentsByUploadId: true,
    supportsRollbackOnFailureParameter: true,
    supportsStatistics: true,
    supportsAdvancedQueries: true,
    supportsValidateSql: false,
    supportsCoordinatesQuantization: false,
    supportsApplyEditsWithGlobalIds: takesGlobalIds(context, layer),
    supportsReturningQueryGeometry: true,
    advancedQueryCapabilities: ADVANCED_QUERIES,
    useStandardizedQueries: true,
    allowGeometryUpdates: true,
    htmlPopupType: 'esriServerHTMLPopupTypeNone',
    canModifyLayer: true,
    hasStaticData: false,
    indexes: [],
    types: [],
    templates: [],
    typeIdField: '',
    supportedQueryFormats: 'JSON, geoJSON',
    dateFieldsTimeReference: { timeZone: 'UTC', respectsDaylightSaving: false },
  };
  return {
    ...known,
    ...rest,
    // A view has no indexes of its own.
    indexes: root.definition.indexes ?? [],
    ...(definition.geometryType
      ? { extent: extentOf(context, layer), sourceSpatialReference: spatialReference }
      : {}),
    uniqueIdField: { name: definition.objectIdField, isSystemMaintained: true },
    fields: visibleFieldsOf(layer).map(({ field }) => shownField(field)),
    ...(viewDefinitionQuery ? { definitionQuery: viewDefinitionQuery, viewDefinitionQuery } : {}),
    maxRecordCount: max,
    ...(online ? { standardMaxRecordCount: 32_000, tileMaxRecordCount: 8000, maxRecordCountFactor: 1 } : {}),
    ...geometryProperties(fields),
    capabilities: service.definition.capabilities,
  };
}

/** What the administration directory shows beside it. */
export function adminLayerJson(context: ServicesContext, layer: Layer): Record<string, unknown> {
  const { spatialReference: _, ...definition } = layerJson(context, layer);
  const { source } = layer;
  const fields = fieldsOf(layer).map(({ field }) => shownField(field));
  const adminLayerInfo = source
    ? {
        viewLayerDefinition: {
          sourceServiceName: source.service.name,
          sourceLayerId: source.definition.id,
          sourceLayerFields: sourceFields(layer),
          ...(layer.definition.viewDefinitionQuery ? { filter: layer.definition.viewDefinitionQuery } : {}),
        },
      }
    : {
        tableName: `${layer.service.name.toLowerCase()}_${layer.definition.id}`,
        ...(layer.definition.geometryType ? { geometryField: { name: 'Shape' } } : {}),
        xssTrustedFields: '',
      };
  return { ...definition, fields, adminLayerInfo };
}

/** Whether the service keeps who edited a row and when. */
export function trackingOf(service: Service): { preserve: boolean } | null {
  const info = service.definition.editorTrackingInfo as Record<string, unknown> | null | undefined;
  if (info?.enableEditorTracking !== true) return null;
  return { preserve: info.preserveEditUsersAndTimestamps === true };
}

function sourceFields(layer: Layer): unknown {
  return fieldsOf(layer).map(({ field }) => ({
    name: field.name,
    alias: field.alias,
    source: field.source ?? field.name,
  }));
}

function viewJson(layer: Layer, context: ServicesContext): Record<string, unknown> {
  if (!layer.service.isView) return { hasViews: context.store.viewsOf(layer).length > 0 };
  const { isUpdatableView = true, sourceSchemaChangesAllowed = true } = layer.service.definition;
  return { isView: true, isUpdatableView, sourceSchemaChangesAllowed, hasViews: false };
}
