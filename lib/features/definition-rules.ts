/**
 * What is done with the properties of a definition on its way to another portal. Data, so that a newly met property is one
 * line here. A key is an exact name or a pattern; everything that no rule names is taken over as it is.
 */
export interface DefinitionRule {
  key: string | RegExp;
  why: string;
}

/** Service properties that are not sent to createService. */
export const serviceKeysLeftOut: DefinitionRule[] = [
  { key: 'layers', why: 'added by addToDefinition' },
  { key: 'tables', why: 'added by addToDefinition' },
  { key: 'fullExtent', why: 'computed from the rows' },
  { key: 'hasViews', why: 'belongs to the source' },
  { key: 'hasSyncEnabledViews', why: 'belongs to the source' },
  { key: 'size', why: 'refused by createService' },
  { key: 'adminServiceInfo', why: 'names tables of the source: the portal looks for them and fails' },
  { key: 'serviceItemId', why: 'belongs to the source' },
  { key: 'currentVersion', why: 'of the server' },
  { key: 'documentInfo', why: 'belongs to the source' },
  { key: 'url', why: 'belongs to the source' },
  { key: 'serverGens', why: 'belongs to the source' },
  { key: 'syncCapabilities', why: 'follows from the capabilities' },
  { key: 'extractChangesCapabilities', why: 'follows from the capabilities' },
  { key: 'changeTrackingInfo', why: 'belongs to the source' },
  { key: 'advancedEditingCapabilities', why: 'of the server' },
  { key: /^supports[A-Z]/, why: 'of the server' },
  { key: /^supported[A-Z]/, why: 'of the server' },
  { key: /^max(Views|Record)CountFactor$|^maxViewsCount$/, why: 'of the server' },
  { key: 'layerOverridesEnabled', why: 'of the server' },
];

/** Service properties that a view may be created with: the rest follows from its source. */
export const viewServiceKeys = [
  'isView',
  'sourceSchemaChangesAllowed',
  'isUpdatableView',
  'capabilities',
  'isMultiServicesView',
  'description',
  'serviceDescription',
  'copyrightText',
  'maxRecordCount',
];

/** Layer properties that are not sent to addToDefinition. */
export const layerKeysLeftOut: DefinitionRule[] = [
  { key: 'relationships', why: 'both ends have to exist first' },
  { key: 'timeInfo', why: 'refused by addToDefinition; set afterwards' },
  { key: 'indexes', why: 'cleaned and added apart' },
  { key: 'hasViews', why: 'belongs to the source' },
  { key: 'isView', why: 'belongs to the source' },
  { key: 'isUpdatableView', why: 'belongs to the source' },
  { key: 'viewSourceHasAttachments', why: 'belongs to the source' },
  { key: 'sourceSchemaChangesAllowed', why: 'of the service' },
  { key: 'adminLayerInfo', why: 'names tables of the source' },
  { key: 'tableName', why: 'names a table of the source' },
  { key: 'sourceId', why: 'belongs to the source' },
  { key: 'serviceItemId', why: 'belongs to the source' },
  { key: 'multiScaleGeometryInfo', why: 'an optimisation that the target builds itself; it breaks loading' },
  { key: 'geometryProperties', why: 'names fields that the target makes itself' },
  { key: 'hasGeometryProperties', why: 'as geometryProperties' },
  { key: 'subtypes', why: 'set afterwards, in the order that portals need' },
  { key: 'subtypeField', why: 'as subtypes' },
  { key: 'defaultSubtypeCode', why: 'as subtypes' },
  { key: 'editingInfo', why: 'history of the source' },
  { key: 'lastEditDate', why: 'history of the source' },
  { key: 'schemaLastEditDate', why: 'history of the source' },
  { key: 'dataLastEditDate', why: 'history of the source' },
  { key: 'serverGens', why: 'history of the source' },
  { key: 'archivingInfo', why: 'history of the source' },
  { key: 'currentVersion', why: 'of the server' },
  { key: 'parentLayerId', why: 'of the server' },
  { key: 'subLayerIds', why: 'of the server' },
  { key: 'uniqueIdField', why: 'follows from the ObjectID field' },
  { key: 'advancedQueryCapabilities', why: 'of the server' },
  { key: 'advancedEditingCapabilities', why: 'of the server' },
  { key: 'infoInEstimates', why: 'of the server' },
  { key: 'queryBinsCapabilities', why: 'of the server' },
  { key: 'collation', why: 'of the server' },
  { key: 'useStandardizedQueries', why: 'of the server' },
  { key: 'attributeRules', why: 'hosted layers take none; a warning names them' },
  { key: 'hasContingentValuesDefinition', why: 'follows from the contingent values' },
  { key: /^supports[A-Z]/, why: 'of the server' },
  { key: /^supported[A-Z]/, why: 'of the server' },
  { key: /^(standard|tile)MaxRecordCount/, why: 'of the server' },
  { key: /^(maxRecordCountFactor|exceedsLimitFactor)$/, why: 'of the server' },
  { key: /^is(DataVersioned|DataBranchVersioned|DataArchived|CoGoEnabled)$/, why: 'of the server' },
  { key: /^enableUseOfScaleOut/, why: 'of the server' },
  { key: 'hasMetadata', why: 'of the server' },
  { key: 'syncCanReturnChanges', why: 'of the server' },
  { key: 'ownershipBasedAccessControlForFeatures', why: 'of the service' },
];

/** Layer properties that have to be the same in a copy; differences are sent by updateDefinition and reported. */
export const layerKeysCompared = [
  'name',
  'type',
  'geometryType',
  'description',
  'copyrightText',
  'displayField',
  'defaultVisibility',
  'minScale',
  'maxScale',
  'drawingInfo',
  'allowGeometryUpdates',
  'hasAttachments',
  'htmlPopupType',
  'hasM',
  'hasZ',
  'typeIdField',
  'subtypeField',
  'defaultSubtypeCode',
  'subtypes',
  'types',
  'templates',
  'timeInfo',
  'dateFieldsTimeReference',
  'floorInfo',
  'viewDefinitionQuery',
  'maxRecordCount',
];

/** Properties that only addToDefinition can set: a difference in them cannot be repaired by updateDefinition. */
export const layerKeysFixed = ['type', 'geometryType', 'hasM', 'hasZ'];

/** Service properties that have to be the same in a copy. */
export const serviceKeysCompared = [
  'description',
  'serviceDescription',
  'copyrightText',
  'maxRecordCount',
  'allowGeometryUpdates',
  'hasStaticData',
  'capabilities',
  'editorTrackingInfo',
  'xssPreventionInfo',
];

/** Service properties that Enterprise does not have: compared where both sides tell them. */
export const onlineOnlyKeys = ['xssPreventionInfo'];

/** Field properties that have to be the same in a copy. */
export const fieldKeysCompared = [
  'type',
  'alias',
  'length',
  'nullable',
  'editable',
  'domain',
  'defaultValue',
  'description',
];

/** The capabilities that ArcGIS Enterprise accepts; it refuses a definition with any other. */
export const enterpriseCapabilities = [
  'Create',
  'Query',
  'Editing',
  'Update',
  'Delete',
  'Uploads',
  'Sync',
  'Extract',
];

/** What a service has to allow while rows are written. */
export const loadingCapabilities = ['Create', 'Delete', 'Query', 'Update', 'Editing'];

/** True if one of the rules names the key. */
export function named(rules: readonly DefinitionRule[], key: string): boolean {
  return rules.some((rule) => (typeof rule.key === 'string' ? rule.key === key : rule.key.test(key)));
}
