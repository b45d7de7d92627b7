import { appendFormats } from './append/append-formats.js';
import { takesGlobalIds, takesTruncate } from './layer-features.js';
import { ONLINE_LAYER_EDITING, ONLINE_QUERIES } from './online-properties.js';
import type { Layer } from './service.js';
import type { ServicesContext } from './services-context.js';

type Json = Record<string, unknown>;

/** What a layer says that it can do, by the version of its portal. */
export function layerCapabilities(context: ServicesContext, layer: Layer): Json {
  const { profile } = context;
  const online = profile.kind === 'online';
  const editable = layer.definition.join === undefined;
  const append = editable && profile.atLeast('10.8.1');
  return {
    supportsAppend: append,
    ...(append ? { supportedAppendFormats: appendFormats(profile).join(',') } : {}),
    supportsCalculate: editable,
    supportsASyncCalculate: editable && profile.atLeast('10.8'),
    supportsTruncate: takesTruncate(context, layer),
    supportsAttachmentsByUploadId: profile.atLeast('10.5'),
    supportsAttachmentsResizing: online,
    supportsRollbackOnFailureParameter: true,
    supportsStatistics: true,
    supportsExceedsLimitStatistics: online,
    supportsAdvancedQueries: true,
    supportsValidateSql: profile.atLeast('10.5'),
    supportsCoordinatesQuantization: true,
    supportsQuantizationEditMode: profile.atLeast('10.7'),
    supportsLayerOverrides: true,
    supportsFieldDescriptionProperty: profile.atLeast('10.7'),
    supportsApplyEditsWithGlobalIds: takesGlobalIds(context, layer),
    supportsReturningQueryGeometry: true,
    advancedQueryCapabilities: queryCapabilities(context, layer),
    advancedEditingCapabilities: {
      ...(online ? ONLINE_LAYER_EDITING : {}),
      supportedSqlFormatsInCalculate: ['standard'],
      supportsAsyncApplyEdits: profile.atLeast('10.8'),
      supportsReturnEditResults: profile.atLeast('10.8'),
      ...(profile.atLeast('11.1')
        ? { supportsApplyEditsbyUploadID: true, supportedApplyEditsUploadIDFormats: 'JSON' }
        : {}),
    },
    supportedQueryFormats: queryFormats(context).join(', '),
    ...(profile.atLeast('10.9.1')
      ? { infoInEstimates: layer.definition.geometryType ? ['extent', 'count'] : ['count'] }
      : {}),
    ...(profile.atLeast('11.2') ? { supportedContingentValuesFormats: 'JSON' } : {}),
    supportedExportFormats: 'csv,shapefile,filegdb,geojson',
  };
}

/** The formats of a layer's query: PBF came with 10.8. */
export function queryFormats(context: ServicesContext): string[] {
  const pbf = context.switches().pbf && context.profile.atLeast('10.8');
  return ['JSON', 'geoJSON', ...(pbf ? ['PBF'] : [])];
}

function queryCapabilities(context: ServicesContext, layer: Layer): Json {
  const { profile } = context;
  const isTable = layer.definition.type === 'Table';
  const since = (release: string) => profile.atLeast(release);
  return {
    supportsPagination: true,
    supportsQueryAttachmentsCountOnly: since('10.8'),
    supportsPaginationOnAggregatedQueries: true,
    supportsQueryRelatedPagination: true,
    supportsQueryWithDistance: !isTable,
    supportsReturningQueryExtent: true,
    supportsStatistics: true,
    supportsOrderBy: true,
    supportsDistinct: true,
    supportsQueryWithResultType: profile.kind === 'online',
    supportsSqlExpression: true,
    supportsAdvancedQueryRelated: true,
    supportsCountDistinct: true,
    supportsPercentileStatistics: since('10.7'),
    supportsReturningGeometryCentroid: layer.definition.geometryType === 'esriGeometryPolygon',
    supportsQueryWithDatumTransformation: since('10.8'),
    supportsHavingClause: true,
    supportsOutFieldSQLExpression: false,
    supportsMaxRecordCountFactor: profile.kind === 'online',
    supportsTopFeaturesQuery: since('10.7'),
    supportsDisjointSpatialRel: !isTable && since('10.8'),
    supportsQueryWithCacheHint: since('10.7'),
    ...(layer.definition.hasAttachments
      ? { supportsQueryAttachments: since('10.5'), supportsQueryAttachmentsWithReturnUrl: since('10.6') }
      : {}),
    ...(since('11.2') ? { supportsDefaultSR: true } : {}),
    ...(profile.kind === 'online' ? ONLINE_QUERIES : {}),
    ...(context.switches().trueCurves ? { supportsTrueCurve: true } : {}),
  };
}
