import { appendFormats } from './append/append-formats.js';
import { serverGen } from './changes/change-log.js';
import { syncs, tracksChanges } from './layer-features.js';
import type { Service } from './service.js';
import type { ServicesContext } from './services-context.js';

type Json = Record<string, unknown>;

const EXPORTS = 'filegdb,shapefile,csv,geojson';

/** What a service says that it can do, by the version of its portal. */
export function serviceCapabilities(context: ServicesContext, service: Service): Json {
  const { profile } = context;
  const joined = service.layers.some((layer) => layer.definition.join);
  const append = profile.atLeast('10.8.1') && !joined;
  const sync = syncs(service);
  return {
    supportsAppend: append,
    // The root of services of Online does not say it, only their layers do.
    ...(append && profile.kind === 'enterprise'
      ? { supportedAppendFormats: appendFormats(profile).join(',') }
      : {}),
    supportedExportFormats: EXPORTS,
    supportsSharedDomains: profile.kind === 'online',
    supportsTemporalLayers: profile.kind === 'online',
    supportsWebHooks: profile.kind === 'online',
    ...(profile.atLeast('11.2')
      ? {
          supportsQueryContingentValues: true,
          supportedContingentValuesFormats: 'JSON',
          supportsContingentValuesJson: 2,
        }
      : {}),
    syncEnabled: sync,
    ...(sync ? { syncCapabilities: SYNC } : {}),
    ...(sync || tracksChanges(service) ? changes(context, service) : {}),
    advancedEditingCapabilities: {
      supportsSplit: false,
      supportsReturnServiceEditsInSourceSR: false,
      supportsAsyncApplyEdits: profile.atLeast('10.8'),
      supportsReturnEditResults: profile.atLeast('10.8'),
      ...(profile.atLeast('11.1')
        ? { supportsApplyEditsbyUploadID: true, supportedApplyEditsUploadIDFormats: 'JSON' }
        : {}),
    },
  };
}

const SYNC = {
  supportsAsync: true,
  supportsRegisteringExistingData: true,
  supportsSyncDirectionControl: true,
  supportsPerLayerSync: true,
  supportsPerReplicaSync: true,
  supportsSyncModelNone: true,
  supportsRollbackOnFailure: true,
  supportsAttachmentsSyncDirection: true,
};

function changes(context: ServicesContext, service: Service): Json {
  const gen = serverGen(context.store.database);
  return {
    extractChangesCapabilities: {
      supportsReturnIdsOnly: true,
      supportsReturnExtentOnly: false,
      supportsReturnAttachments: false,
      supportsLayerQueries: false,
      supportsGeometry: false,
      supportsFeatureReturn: true,
      supportsReturnDeletedFeatures: false,
    },
    changeTrackingInfo: {
      lastSyncDate: null,
      layerServerGens: service.layers.map(({ definition }) => ({
        id: definition.id,
        minServerGen: 0,
        serverGen: gen,
      })),
    },
  };
}
