import { ArcGISError } from '../portal/arcgis-error.js';

/** Type keyword of a copy that is still being made, or whose making was interrupted. */
export const UNFINISHED = 'copy-unfinished';

/** Set by the portal itself from what the item is; a copy gets its own. */
const OF_THE_SERVICE = new Set([
  'ArcGIS Server',
  'Feature Access',
  'Hosted Service',
  'Multilayer',
  'Requires Credits',
  'Requires Subscription',
  'Secure',
  'Service',
  'Service Proxy',
  'Singlelayer',
  'Table',
  'View Service',
]);

/**
 * Type keyword by which a copy is known as that of a source item. ArcGIS API for Python and ArcGIS Solutions
 * mark their copies with the same one.
 */
export function sourceKeyword(sourceId: string): string {
  return `source-${sourceId}`;
}

/**
 * Type keyword of the copies that a pipeline with a key makes. Throws ARCGIS_CONFIG for a key that no keyword
 * can hold.
 */
export function pipelineKeyword(pipeline: string): string {
  const keyword = `copy-${pipeline}`;
  if (pipeline === '' || /[,"]/.test(pipeline) || keyword === UNFINISHED) {
    const message = `"${pipeline}" cannot be the key of a pipeline: take letters, digits, spaces or hyphens, and not "unfinished".`;
    throw new ArcGISError('ARCGIS_CONFIG', message);
  }
  return keyword;
}

/**
 * Type keywords of a copy: those given, without the marks of an earlier hop, with its own.
 * @param pipeline key of the pipeline, '' for none
 */
export function withIdentity(
  keywords: readonly string[],
  sourceId: string,
  pipeline: string,
  state: 'finished' | 'unfinished' = 'finished',
): string[] {
  return [
    ...stripIdentity(keywords),
    sourceKeyword(sourceId),
    ...(pipeline === '' ? [] : [pipelineKeyword(pipeline)]),
    ...(state === 'unfinished' ? [UNFINISHED] : []),
  ];
}

/**
 * Whether these are the type keywords of a copy that the pipeline made.
 * @param pipeline key of the pipeline, '' for copies that none made
 */
export function isOfPipeline(keywords: readonly string[], pipeline: string): boolean {
  const pipelines = keywords.filter((keyword) => keyword.startsWith('copy-') && keyword !== UNFINISHED);
  return pipeline === '' ? pipelines.length === 0 : pipelines.includes(pipelineKeyword(pipeline));
}

const IDENTITY = /^(?:source-[0-9a-f]{32}|copy-.*)$/i;

/** Type keywords without those that mark the item as a copy of another. */
export function stripIdentity(keywords: readonly string[]): string[] {
  return keywords.filter((keyword) => !IDENTITY.test(keyword));
}

/** Those that mark the item as a copy of another, alone. */
export function identityOf(keywords: readonly string[]): string[] {
  return keywords.filter((keyword) => IDENTITY.test(keyword));
}

/**
 * Type keywords that a copy takes over: what the portal sets itself and what marks an earlier copy is left
 * out.
 */
export function copyableKeywords(keywords: readonly string[]): string[] {
  return stripIdentity(keywords).filter((keyword) => !OF_THE_SERVICE.has(keyword));
}
