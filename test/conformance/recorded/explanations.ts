import type { Difference } from './shape-differences.js';

/** Why some differences are as they are. */
interface Explanation {
  /** Recordings that it is about, by file and part. */
  of: RegExp;
  kind: Difference['kind'];
  /** Paths that it is about. */
  at: RegExp;
  why: string;
}

/** Recordings that were made with ArcGIS Online in 2025: what they have and older ones have not came with a later version. */
export const NEWEST = [
  'featureservice/trails_item.json',
  'featureservice/trails_FeatureServer.json',
  'featureservice/trails_layer0.json',
];

const ITEM = /item|relatedItems/;
const SOLUTION = /source|relationships|incident|view/;

const EXPLANATIONS: Explanation[] = [
  {
    of: /self_org-admin/,
    kind: 'missing',
    at: /^(?:helperServices\.|bingKey$)/,
    why: "the sandbox runs no routing, analysis or geocoding services and has no key for Microsoft's maps",
  },
  {
    of: /user_with-groups/,
    kind: 'extra',
    at: /^(?:udn|emailStatus|emailStatusDate|mfaEnforcementExempt|categories|availableCredits|assignedCredits)$/,
    why: 'users have it since: the recording is of 2019',
  },
  {
    of: /group/,
    kind: 'extra',
    at: /(?:^|\.)(?:typeKeywords|isOpenData|featuredItemsId|membershipAccess|groupDesignations|properties|hasCategorySchema|orgId|leavingDisallowed|hiddenMembers|displaySettings)$/,
    why: 'groups have it since, or where it was recorded it was left out',
  },
  {
    of: /search_groups/,
    kind: 'extra',
    at: /userMembership$/,
    why: 'the recording was made without a sign-in',
  },
  { of: /group_winter/, kind: 'missing', at: /^type$/, why: 'added by the client that wrote the recording' },
  {
    of: ITEM,
    kind: 'extra',
    at: /(?:^|\.)(?:isOrgItem|ownerFolder|protected|itemControl|orgId)$/,
    why: 'told to the owner; the recording was made without a sign-in, or before this was told',
  },
  {
    of: /relatedItems/,
    kind: 'extra',
    at: /^(?:start|num|nextStart|nextkey|aggregations)$/,
    why: 'related items come in pages since: the recording is of 2019',
  },
  {
    of: /trails_query-features/,
    kind: 'extra',
    at: /^features\[\]\.(?:id|properties\.(?:FID|OBJECTID|Shape__Length))$/,
    why: 'the recorded request asked for three fields, without the ObjectID',
  },
  {
    of: /FeatureServer|\(service\)/,
    kind: 'extra',
    at: /^(?:preserveLayerIds|size|xssPreventionInfo)$/,
    why: 'the service was made with it here',
  },
  {
    of: /FeatureServer-root_sync|sampleserver6/,
    kind: 'missing',
    at: /^(?:validationSystemLayers|relationships|isLocationTrackingView|hasArchivedData|supportsQueryDataElements|maxRecordCountFactor|allowTrueCurvesUpdates|onlyAllowTrueCurveUpdatesByTrueCurveClients|supportsTrueCurve|documentInfo|supportsQueryDomains|enableZDefaults|syncCapabilities.*|extractChangesCapabilities.*)$/,
    why: 'said by services that are published from a geodatabase on a server, not by hosted ones',
  },
  {
    of: /FeatureServer-root_sync|sampleserver6|hosted-ports/,
    kind: 'extra',
    at: /^(?:serviceItemId|hasStaticData|hasSyncEnabledViews|maxViewsCount|supportsRelationshipsResource|allowUpdateWithoutMValues|isLocationTrackingService|extractChangesCapabilities.*|changeTrackingInfo|layers\[\]\..*|syncCapabilities.*)$/,
    why: 'said by hosted services of Enterprise 11; the recording is of a server of 10.2 to 10.7, some not hosted',
  },
  {
    of: /hosted-ports/,
    kind: 'missing',
    at: /^enableZDefaults$/,
    why: 'the recorded service was made with it, though no layer has Z',
  },
  {
    of: /esri-test_facilities/,
    kind: 'missing',
    at: /^(?:editFieldsInfo|ownershipBasedAccessControlForFeatures|syncCanReturnChanges)$/,
    why: 'the recorded service keeps track of editors; this one was made without',
  },
  {
    of: /layer/,
    kind: 'extra',
    at: /(?:^|\.)(?:parentLayerId|parentLayer|subLayers|canModifyLayer|sourceSpatialReference|supportsQueryAttachments|supportsQueryAttachmentsWithReturnUrl|attachmentProperties|hasViews|hasStaticData)$/,
    why: 'said by layers of Enterprise 11, and by layers with attachments',
  },
  {
    of: /esri-test_facilities|wells/,
    kind: 'extra',
    at: /(?:^|\.)fields\[\]\.(?:sqlType|defaultValue|nullable|editable|length|domain)$/,
    why: 'fields of hosted layers have it; the recording is of a layer from a geodatabase',
  },
  {
    of: /wells/,
    kind: 'missing',
    at: /definitionExpression$|ownershipBasedAccessControlForFeatures$|timeInfo/,
    why: 'said by services that are published from a map document',
  },
  {
    of: /trails_layer0/,
    kind: 'missing',
    at: /^indexes\[\]\.indexType$/,
    why: 'indexes were not asked for; those that are there are told as clients send them',
  },
  {
    of: /\(service\)/,
    kind: 'missing',
    at: /^(?:datumTransformations|cacheMaxAge|initialExtent|isMultiServicesView|preserveLayerIds)$/,
    why: 'set when the recorded service was made, or said by views of several services',
  },
  {
    of: /harvest/,
    kind: 'extra',
    at: /^(?:extractChangesCapabilities|changeTrackingInfo)|attachmentProperties\[\]\.fieldName$/,
    why: 'came with a later version: the recording is of 10.7',
  },
  {
    of: /joined-view/,
    kind: 'extra',
    at: /viewLayerDefinition\.source(?:ServiceName|LayerId|LayerFields)$/,
    why: 'the view was made here of one layer: a joined one names its layers in a table',
  },
  {
    of: SOLUTION,
    kind: 'extra',
    at: /^(?:layers|tables|spatialReference|initialExtent)$|(?:^|\.)(?:currentVersion|adminLayerInfo\.(?:tableName|xssTrustedFields)|editingInfo\.(?:schema|data)LastEditDate)$/,
    why: 'taken out by the client that wrote the recording: it goes through layers one by one and drops what names tables of the source',
  },
  {
    of: /\(layers\)/,
    kind: 'missing',
    at: /(?:^|\.)(?:enableUseOfScaleOutReplicasWhenEditable|exceedsLimitFactor|hasMetadata|isMultiServicesView|supportsOBACForAnonymousUsers|ownershipBasedAccessControlForFeatures|editFieldsInfo|viewDefinitionQuery|definitionQuery|adminLayerInfo\.viewLayerDefinition\.(?:filter|table).*)$/,
    why: 'set on the recorded layers by hand (filter, metadata, ownership, joined tables), or an inner matter of that version of ArcGIS Online',
  },
];

/** The reason for a difference; undefined if there is none. `newest` are the keys that the newest recordings have. */
export function reasonFor(
  name: string,
  difference: Difference,
  newest: ReadonlySet<string>,
): string | undefined {
  const found = EXPLANATIONS.find(
    ({ of, kind, at }) => kind === difference.kind && of.test(name) && at.test(difference.path),
  );
  if (found) return found.why;
  const key = difference.path.replace(/^(?:results\[\]|relatedItems\[\]|layers\[\]|tables\[\]|\[\])\./, '');
  if (difference.kind === 'extra' && newest.has(key))
    return 'came with a later version: the recordings of 2025 have it';
  return undefined;
}
