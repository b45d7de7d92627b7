import { wireDefaults } from '../http/wire-switches.js';
import type { PortalKind } from '../profiles/profile.js';
import type { Switches } from './options.js';

const TWO_WEEKS = 14 * 24 * 3_600_000;

/** The switches of a portal of this kind that nobody has changed. */
export function defaultSwitches(kind: PortalKind): Switches {
  return {
    ...wireDefaults(kind),
    indexLagMs: 400,
    jobMs: 150,
    stuckJobs: [],
    failJobs: [],
    minPartBytes: 5 * 1024 * 1024,
    storageLimit: 0,
    tokenLifeMs: TWO_WEEKS,
    tokensSince: 0,
    readOnly: false,
    serverTakesPortalTokens: true,
    beyondPageable: 'first-page',
    steadyRelevance: false,
    systemContent: false,
    publishRefused: 'no',
    tilesOverwritten: true,
    tileJobIds: true,
    tileItemIds: true,
    layerTilesRelation: 'Service2Data',
    layerTilesBuilt: 'if-asked',
    tilesExported: false,
    maxExportTiles: 100_000,
    serviceNamesLookFree: false,
    tagsAsList: false,
    anyItemType: false,
    anyResourceType: true,
    losesParallelResources: false,
    dashboardsVersion: 60,
    latency: 0,
    bandwidth: 0,
  };
}
