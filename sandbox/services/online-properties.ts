type Json = Record<string, unknown>;

/**
 * What services of ArcGIS Online say beside the rest, as of 2025. Abilities that the sandbox has not are there, and false: clients look
 * whether a property exists as well as what it says.
 */
export const ONLINE_SERVICE: Json = {
  hasSharedDomains: false,
  supportsVCSProjection: false,
  supportedConvertFileFormats: '',
  supportedConvertContentFormats: '',
  supportedFullTextLocales: ['neutral'],
  supportsSharedTemplates: false,
  hasSharedTemplates: false,
  supportsTrueCurve: false,
  supportedCurveTypes: [],
  allowTrueCurvesUpdates: false,
  onlyAllowTrueCurveUpdatesByTrueCurveClients: false,
  supportsTilesAndBasicQueriesMode: false,
};

/** What a service says of scripts in texts if it was made without a word about them. */
export const XSS_PREVENTION: Json = {
  xssPreventionEnabled: true,
  xssPreventionRule: 'InputOnly',
  xssInputRule: 'rejectInvalid',
};

/** What a service says of editor tracking that it was made without; those keys that were given replace these. */
export const NO_TRACKING: Json = {
  enableEditorTracking: false,
  enableOwnershipAccessControl: false,
  allowOthersToQuery: true,
  allowOthersToUpdate: true,
  allowOthersToDelete: true,
  allowAnonymousToQuery: true,
  allowAnonymousToUpdate: true,
  allowAnonymousToDelete: true,
};

/** What layers and tables say beside the rest. */
export const ONLINE_LAYER: Json = {
  cacheMaxAge: 30,
  supportsTilesAndBasicQueriesMode: false,
  supportsColumnStoreIndex: false,
  supportsMultiScaleGeometry: false,
  enableNullGeometry: false,
  advancedQueryAnalyticCapabilities: {
    supportsLinearRegression: false,
    supportsTrendlineRegression: false,
    supportsAsync: false,
    supportsPercentileAnalytic: false,
  },
  queryBinsCapabilities: {
    supportsAsync: false,
    supportsAutoIntervalBin: false,
    supportsFixedIntervalBin: false,
    supportsFixedBoundariesBin: false,
    supportsDateBin: false,
    supportsStackBy: false,
    supportsSplitBy: false,
    supportsFirstDayOfWeek: false,
    supportsSnapToData: false,
    supportsReturnFullIntervalBin: false,
    supportsNormalization: false,
    supportedStatisticTypes: [],
    supportedNormalizationTypes: [],
  },
  supportedCurveTypes: [],
  allowTrueCurvesUpdates: false,
  onlyAllowTrueCurveUpdatesByTrueCurveClients: false,
  collation: { locale: 'neutral', caseSensitive: false, accentSensitive: true },
  preferredTimeReference: null,
  supportedAppendSourceFilterFormats: '',
  supportedConvertFileFormats: '',
  supportedConvertContentFormats: '',
  supportedSpatialRelationships: [
    'esriSpatialRelIntersects',
    'esriSpatialRelContains',
    'esriSpatialRelEnvelopeIntersects',
    'esriSpatialRelWithin',
  ],
  guidFormat: '',
  supportedSyncDataOptions: 0,
  standardMaxRecordCount: 32_000,
  standardMaxRecordCountNoGeometry: 32_000,
  tileMaxRecordCount: 8000,
  maxRecordCountFactor: 1,
};

/** What the query capabilities of a layer have beside the rest. */
export const ONLINE_QUERIES: Json = {
  supportsTimeRelation: false,
  supportsApproxPercentileStatistics: false,
  supportsSpatialAggregationStatistics: false,
  supportsTrueCurve: false,
  supportedSpatialAggregationStatistics: [],
  supportsLod: false,
  supportsQueryWithLodSR: false,
  supportedLodTypes: [],
  supportsReturningGeometryEnvelope: false,
  supportsReturningGeometryProperties: false,
  supportsCurrentUserQueries: false,
  supportedOperationsWithCacheHint: [],
  supportsQueryAnalytic: false,
  supportsQueryBins: false,
  supportsTranslations: false,
  supportsFullTextSearch: false,
  fullTextSearchCapabilities: {},
  fullTextSearchableFields: [],
};

/** What the editing capabilities of a layer have beside the rest. */
export const ONLINE_LAYER_EDITING: Json = {
  supportsApplyEditsbyUploadID: false,
  supportedApplyEditsUploadIDFormats: '',
  supportsTranslation: false,
  supportsMaxTranslations: 10,
};
