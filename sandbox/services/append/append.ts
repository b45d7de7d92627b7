import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportedTables } from '../../export/exported-table.js';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import { type OpenFile, openFile } from '../../publish/open-file.js';
import type { PublishedLayer } from '../../publish/published-layer.js';
import { layerOf, notSupported, type OpenService } from '../access.js';
import { jsonList } from '../admin/json-list.js';
import { ValueError } from '../field-values.js';
import type { JobOutcome } from '../jobs.js';
import { capabilitiesOf } from '../layer-features.js';
import { invalidParameter } from '../query/query-errors.js';
import { rootOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { statusUrl } from '../status-url.js';
import { appendFormats } from './append-formats.js';
import { type AppendOptions, appendRows } from './append-rows.js';

type Json = Record<string, unknown>;

/** Where rows go and which of the source's tables they come from. */
interface Target {
  layer: Layer;
  sourceTableName: string;
  fieldMappings: unknown;
}

/** Where the rows come from. */
interface Source {
  format: string;
  /** File to read; '' for the rows of another service. */
  file: string;
  /** Item of that service. */
  itemId: string;
  /** Removes what was made for this. */
  done(): void;
}

const FILE_TYPES: Record<string, string> = {
  shapefile: 'shapefile',
  filegdb: 'fileGeodatabase',
  featurecollection: 'featureCollection',
  geojson: 'geojson',
  csv: 'csv',
};

/**
 * `append`: rows of an uploaded file, of an item, or sent inline, as a job. Of a layer, or of a service (`layerMappings`).
 * https://developers.arcgis.com/rest/services-reference/enterprise/append-feature-service-layer-.htm
 */
export function append(context: ServicesContext, open: OpenService, call: Call): Record<string, unknown> {
  const { service } = open;
  const formats = appendFormats(context.profile);
  const targets = targetsOf(context, open, call);
  if (!context.profile.atLeast('10.8.1') || targets.some(({ layer }) => rootOf(layer).definition.join))
    throw notSupported();
  if (open.access !== 'admin' && !capabilitiesOf(service).has('Append')) throw notSupported();
  const { params } = call;
  const format = params.text('appendUploadFormat', '').replaceAll(' ', '') || 'featureCollection';
  if (!formats.some((one) => one.toLowerCase() === format.toLowerCase()))
    throw invalidParameter(context, 'appendUploadFormat');
  if (format.toLowerCase() !== 'featureservice' && params.text('sourceFilter', '').trim())
    throw invalidParameter(context, 'sourceFilter');
  const source = sourceOf(context, call, format);
  const info = params.json<Json>('appendSourceInfo') ?? params.json<Json>('sourceInfo') ?? {};
  const options = optionsOf(context, call);
  const filter = params.text('sourceFilter', '');
  const job = context.jobs.run(context.switches().jobMs, async () => {
    try {
      return await work(context, targets, source, { info, options, filter });
    } catch (error) {
      if (error instanceof ValueError) {
        throw new PortalError(400, 'Unable to append features.', { details: [error.message] });
      }
      throw error;
    } finally {
      source.done();
    }
  });
  return statusUrl(context, call, service, job);
}

async function work(
  context: ServicesContext,
  targets: Target[],
  source: Source,
  { info, options, filter }: { info: Json; options: AppendOptions; filter: string },
): Promise<JobOutcome> {
  const dir = path.join(context.work, randomUUID());
  mkdirSync(dir, { recursive: true });
  let recordCount = 0;
  try {
    for (const [index, { layer: then, sourceTableName, fieldMappings }] of targets.entries()) {
      const layer = context.store.current(then);
      if (!layer) throw new ValueError('The layer was deleted.');
      const own = path.join(dir, String(index));
      mkdirSync(own);
      const opened = await openSource(context, source, layer, own, {
        info,
        filter,
        username: options.username,
        table: sourceTableName,
      });
      try {
        const table = tableNamed(opened.layers, sourceTableName);
        recordCount += appendRows(context, layer, table.rows(), {
          ...options,
          mappings: mappingsOf(fieldMappings),
        });
      } finally {
        opened.close();
      }
      context.gate.touched(rootOf(layer).service.itemId);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return { done: { layerName: targets[0]?.layer.definition.name ?? '', recordCount } };
}

/** The rows in the layer's spatial reference. */
function openSource(
  context: ServicesContext,
  { format, file, itemId }: Source,
  layer: Layer,
  dir: string,
  { info, filter, username, table }: { info: Json; filter: string; username: string; table: string },
): Promise<OpenFile> {
  const target = rootOf(layer).definition.spatialReference ?? { wkid: 102100, latestWkid: 3857 };
  if (file !== '') {
    const fileType = FILE_TYPES[format.toLowerCase()] ?? format;
    const name = layer.definition.name;
    return openFile({
      fileType,
      file,
      name,
      parameters: info,
      target,
      work: dir,
      manners: context.switches(),
    });
  }
  const service = context.store.ofItem(itemId);
  if (!service) throw new ValueError('The item is no feature service.');
  const wanted = table.trim().toLowerCase();
  const layers = service.layers
    .filter(({ definition }) => wanted === '' || definition.name.toLowerCase() === wanted)
    .map(({ definition: { id } }) => ({ id, ...(filter ? { where: filter } : {}) }));
  const tables = exportedTables(context, service, { layers, targetSR: target }, username);
  return Promise.resolve({
    layers: tables.map((table) => ({
      definition: { id: table.layer.definition.id, name: table.layer.definition.name },
      *rows() {
        for (const { objectId, values, geometry } of table.rows()) {
          const attributes = Object.fromEntries(
            table.fields.map((field, index) => [field.name, values[index]]),
          );
          yield { objectId, attributes, geometry };
        }
      },
      attachments: () => [],
    })),
    spatialReference: target,
    close: () => undefined,
  });
}

function tableNamed(layers: PublishedLayer[], name: string): PublishedLayer {
  const wanted = name.trim().toLowerCase();
  const found =
    wanted === '' ? layers[0] : layers.find((one) => String(one.definition.name).toLowerCase() === wanted);
  if (found) return found;
  const names = layers.map((one) => String(one.definition.name)).join(', ');
  throw new ValueError(`The source has no table '${name}'. It has: ${names || 'none'}.`);
}

function targetsOf(context: ServicesContext, { service }: OpenService, call: Call): Target[] {
  const { params } = call;
  if (call.route.layer !== undefined) {
    const layer = layerOf(context, service, call.route.layer);
    const fieldMappings = params.json('fieldMappings');
    return [{ layer, sourceTableName: params.text('sourceTableName', ''), fieldMappings }];
  }
  const mappings = jsonList(params.json('layerMappings'));
  if (mappings.length === 0) throw invalidParameter(context, 'layerMappings');
  return mappings.map((one) => ({
    layer: layerOf(context, service, Number(one.id)),
    sourceTableName: String(one.sourceTableName ?? ''),
    fieldMappings: one.fieldMappings,
  }));
}

/** Source fields by target fields in lower case; null where nothing was said. */
function mappingsOf(given: unknown): Map<string, string> | null {
  const list = jsonList(given);
  if (list.length === 0) return null;
  return new Map(
    list.map((one) => [String(one.name).toLowerCase(), String(one.sourceName ?? one.source ?? one.name)]),
  );
}

function sourceOf(context: ServicesContext, call: Call, format: string): Source {
  const { params } = call;
  const upload = params.text('appendUploadId', '').trim();
  const itemId = params.text('appendItemId', '').trim();
  const edits = params.text('edits', '').trim();
  if (upload !== '') {
    const taken = taking(context, upload);
    return { format, file: context.files.path(taken), itemId: '', done: () => context.files.remove([taken]) };
  }
  if (itemId !== '') {
    if (format.toLowerCase() === 'featureservice') return { format, file: '', itemId, done: () => undefined };
    const file = context.gate.fileOf?.(itemId, call.caller);
    if (!file) {
      throw new PortalError(400, 'Item does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
    }
    return { format, file: file.path, itemId, done: () => undefined };
  }
  if (edits === '') throw invalidParameter(context, 'edits');
  mkdirSync(context.work, { recursive: true });
  const file = path.join(context.work, `${randomUUID()}.json`);
  writeFileSync(file, edits);
  return { format: 'featureCollection', file, itemId: '', done: () => rmSync(file, { force: true }) };
}

function taking(context: ServicesContext, upload: string): string {
  try {
    return context.uploads.take(upload).file;
  } catch (error) {
    if (error instanceof ValueError) throw invalidParameter(context, 'appendUploadId');
    throw error;
  }
}

function optionsOf(context: ServicesContext, { params, caller }: Call): AppendOptions {
  const fields = params.text('appendFields', '');
  return {
    mappings: null,
    fields: fields.trim().startsWith('[')
      ? (params.json<string[]>('appendFields') ?? [])
      : params.list('appendFields'),
    upsert: params.boolean('upsert', false),
    matchingField: params.text('upsertMatchingField', '').trim(),
    skipInserts: params.boolean('skipInserts', false),
    skipUpdates: params.boolean('skipUpdates', false),
    updateGeometry: params.boolean('updateGeometry', true),
    useGlobalIds: params.boolean('useGlobalIds', false),
    rollbackOnFailure: params.boolean('rollbackOnFailure', context.switches().rollbackOnFailure),
    username: caller?.username ?? '',
  };
}
