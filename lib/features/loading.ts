import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { changeDefinition } from './change-definition.js';
import { comparableLayer, indexFields, sharedCapabilities } from './comparable-definition.js';
import { asArray, asJson, type Json, layerLabel } from './definition.js';
import { loadingCapabilities } from './definition-rules.js';
import { differences } from './differences.js';
import { fieldRole } from './field-roles.js';
import { layerInTarget } from './layer-in-target.js';
import { type LayerService, readLayerService } from './layer-service.js';
import { acceptedCapabilities } from './prepare-layer.js';
import { type LayerPair, pairLayers } from './service-mapping.js';

/**
 * Opens a service for loading: editing is allowed, every field and shape is writable, and editor tracking is off, because a portal that
 * tracks editors puts the signed-in user and the present time into every row. Nothing is sent if the service is open already, as a new copy is.
 */
export async function startLoading(
  target: WritablePortal,
  service: LayerService,
  signal?: AbortSignal,
): Promise<void> {
  const change: Json = {};
  const allowed = sharedCapabilities(service.service.capabilities);
  if (!loadingCapabilities.every((capability) => allowed.includes(capability))) {
    const all = [
      ...new Set([...String(service.service.capabilities ?? '').split(','), ...loadingCapabilities]),
    ];
    change.capabilities = all.filter(Boolean).join(',');
  }
  if (service.service.allowGeometryUpdates === false) change.allowGeometryUpdates = true;
  const tracking = asJson(service.service.editorTrackingInfo);
  if (tracking.enableEditorTracking === true) {
    change.editorTrackingInfo = trackingWhileLoading(tracking);
  }
  if (Object.keys(change).length > 0) {
    await changeDefinition(target, service.url, 'updateDefinition', change, signal);
  }
  for (const layer of service.layers) {
    const fields = layer.fields
      .filter((field) => field.editable === false && fieldRole(layer, field) === 'plain')
      .map(({ name }) => ({ name, editable: true }));
    if (fields.length > 0) {
      await changeDefinition(target, `${service.url}/${layer.id}`, 'updateDefinition', { fields }, signal);
    }
  }
}

/** Off, and for portals that keep locking the fields all the same: the values that come with the rows are to be kept. */
export function trackingWhileLoading(tracking: Json): Json {
  return { ...tracking, enableEditorTracking: false, preserveEditUsersAndTimestamps: true };
}

/**
 * Gives a loaded service the settings of the source: indexes, fields that may not be edited, capabilities, sync, the check for
 * markup, editor tracking. Settings that the portal refuses become warnings. Harmless to repeat; also to be called when
 * loading failed, so that a service is never left without its tracking.
 */
export async function endLoading(
  target: WritablePortal,
  source: LayerService,
  to: { url: string; mapping: ServiceMapping },
  signal?: AbortSignal,
): Promise<{ warnings: Warning[]; service: LayerService }> {
  const self = await target.self(signal);
  const loaded = await readLayerService(target, to.url, signal);
  const warnings: Warning[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_UNEXPECTED') throw error;
      warnings.push({
        code: 'DEFINITION_REFUSED',
        message: `The portal did not take ${what}. ${error.message}`,
      });
    }
  };

  let changed = false;
  for (const pair of pairLayers(source, loaded, to.mapping)) {
    const url = `${to.url}/${pair.target.id}`;
    const label = `of layer ${layerLabel(pair.source)}`;
    const fields = lockedFields(pair);
    const indexes = missingIndexes(pair, to.mapping);
    const replaced = replacedIndexes(pair, indexes);
    changed ||= fields.length > 0 || indexes.length > 0;
    if (fields.length > 0) {
      await attempt(`the read-only fields ${label}`, () =>
        changeDefinition(target, url, 'updateDefinition', { fields }, signal),
      );
    }
    if (indexes.length > 0) {
      await attempt(`indexes ${label}`, async () => {
        if (replaced.length > 0)
          await changeDefinition(target, url, 'deleteFromDefinition', { indexes: replaced }, signal);
        await addIndexes(target, url, indexes.map(preparedIndex), signal);
      });
    }
  }
  const settings = finalSettings(source, loaded, self);
  if (Object.keys(settings).length > 0) {
    changed = true;
    await attempt(`the settings ${Object.keys(settings).join(', ')} of the service`, () =>
      changeDefinition(target, to.url, 'updateDefinition', settings, signal),
    );
  }
  return { warnings, service: changed ? await readLayerService(target, to.url, signal) : loaded };
}

/** Service settings in which the loaded service still differs from the source. */
function finalSettings(source: LayerService, loaded: LayerService, self: { isPortal: boolean }): Json {
  const settings: Json = {};
  const capabilities = acceptedCapabilities(source.service.capabilities, self);
  if (sorted(capabilities) !== sorted(loaded.service.capabilities)) settings.capabilities = capabilities;
  for (const key of ['xssPreventionInfo', 'editorTrackingInfo']) {
    const there = asJson(loaded.service[key]);
    const wanted = { ...asJson(source.service[key]) };
    if (there.preserveEditUsersAndTimestamps === true) wanted.preserveEditUsersAndTimestamps ??= false;
    if (Object.keys(wanted).some((name) => differences(wanted[name], there[name]).length > 0))
      settings[key] = wanted;
  }
  if (source.service.allowGeometryUpdates === false && loaded.service.allowGeometryUpdates !== false)
    settings.allowGeometryUpdates = false;
  if (source.service.hasStaticData === true && loaded.service.hasStaticData !== true)
    settings.hasStaticData = true;
  return settings;
}

function sorted(capabilities: unknown): string {
  return String(capabilities ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .sort()
    .join();
}

/** Fields that are writable for loading only. */
function lockedFields(pair: LayerPair): Json[] {
  const there = new Map(pair.target.fields.map((field) => [field.name, field]));
  return pair.source.fields
    .filter((field) => ['plain', 'editor'].includes(fieldRole(pair.source, field)))
    .filter((field) => typeof field.editable === 'boolean')
    .map((field) => ({ name: pair.fields.get(field.name) ?? field.name, editable: field.editable }))
    .filter(({ name, editable }) => there.has(name) && there.get(name)?.editable !== editable);
}

/** Those of the copy that cover the same fields as new ones, but are not unique. */
function replacedIndexes({ target }: LayerPair, indexes: Json[]): Json[] {
  const covered = indexes.map((index) => indexFields(index).join(','));
  return asArray<Json>(target.indexes)
    .filter((index) => covered.includes(indexFields(index).join(',')))
    .map(({ name }) => ({ name }));
}

/** Indexes of the source's plain fields that the copy lacks, or has without their values being unique. The portal makes those of its own fields itself. */
function missingIndexes(pair: LayerPair, mapping: ServiceMapping): Json[] {
  const wanted = layerInTarget(pair, mapping);
  const expected = asJson(comparableLayer(wanted).indexes);
  const there = asJson(comparableLayer(pair.target).indexes);
  const names = new Set(pair.target.fields.map((field) => field.name));
  const added = new Set<string>();
  const uniqueFirst = [...asArray<Json>(wanted.indexes)].sort(
    (a, b) => Number(b.isUnique === true) - Number(a.isUnique === true),
  );
  return uniqueFirst.filter((index) => {
    const fields = indexFields(index);
    const key = fields.join(',');
    const isThere = key in there && (there[key] === true || expected[key] !== true);
    if (!(key in expected) || isThere || added.has(key)) return false;
    added.add(key);
    return fields.every((field) => names.has(field));
  });
}

/** Where values that have to be unique are not so for the portal, the index is made all the same, and the error is thrown. */
async function addIndexes(
  target: WritablePortal,
  url: string,
  indexes: Json[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    await changeDefinition(target, url, 'addToDefinition', { indexes }, signal);
  } catch (error) {
    const isRefused = error instanceof ArcGISError && error.code === 'ARCGIS_UNEXPECTED';
    if (isRefused && indexes.some(({ isUnique }) => isUnique === true)) {
      const plain = indexes.map((index) => ({ ...index, isUnique: false }));
      await changeDefinition(target, url, 'addToDefinition', { indexes: plain }, signal);
    }
    throw error;
  }
}

function preparedIndex(index: Json): Json {
  return {
    name: index.name,
    fields: index.fields,
    isUnique: index.isUnique === true,
    isAscending: index.isAscending !== false,
    description: index.description ?? '',
  };
}
