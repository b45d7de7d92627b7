/** A URL of an ArcGIS service, taken apart. `root`, `/layer` and `rest` together are the URL again. */
interface ServiceUrl {
  /** Up to and including the service type, as it was written. */
  root: string;
  /** Number of the layer or table, if the URL goes on with one. */
  layer?: string;
  /** Everything behind root and layer: further path, query, fragment. */
  rest: string;
  /** Such as FeatureServer, as it was written. */
  type: string;
}

const TYPES =
  'FeatureServer|MapServer|ImageServer|VectorTileServer|SceneServer|GeocodeServer|GPServer|GeometryServer|NAServer|' +
  'StreamServer|GeoDataServer|GeoenrichmentServer|GlobeServer|MobileServer|SearchServer|SpatialAnalysisServer|UtilityNetworkServer|' +
  'VideoServer|WorkflowManagerServer|WFSServer|WMSServer|WMTSServer|WCSServer|OGCFeatureServer|ElevationServer|KnowledgeGraphServer|' +
  '3DTilesServer';

/** Not followed by a character that would go on with the same path segment. */
const SEGMENT_END = '(?![\\w.~%-])';

const SERVICE_URL = new RegExp(
  `^((?:https?:)?//[^/?#\\s]+/(?:[^?#\\s]*?/)?(${TYPES})${SEGMENT_END})(?:/(\\d+)${SEGMENT_END})?(.*)$`,
  'is',
);

/**
 * Takes a service URL apart at path boundaries, so that layer 1 is never found in layer 10. The scheme may be
 * missing (`//host/…`). Null for any other text, and for a URL that only carries a service URL in its query.
 */
export function parseServiceUrl(text: string): ServiceUrl | null {
  const match = SERVICE_URL.exec(text.trim());
  if (match === null) {
    return null;
  }
  const [, root = '', type = '', layer, rest = ''] = match;
  return layer === undefined ? { root, rest, type } : { root, layer, rest, type };
}
