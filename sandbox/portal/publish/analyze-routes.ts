import { mkdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { openFile } from '../../publish/open-file.js';
import type { PublishedLayer } from '../../publish/published-layer.js';
import { spatialReferenceOf } from '../../services/geometry/reproject.js';
import { withDefaults } from '../../services/service-switches.js';
import { newId } from '../../store/portal-store.js';
import { readableItem } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { analyzeCsv } from './analyze-csv.js';

type Json = Record<string, unknown>;

const LARGEST_SHAPEFILE = 2 * 1024 * 1024;
const LARGEST_OTHER = 10 * 1024 * 1024;
const WGS84 = { wkid: 4326, latestWkid: 4326 };
const NUMBERS = ['esriFieldTypeInteger', 'esriFieldTypeDouble'];
const TYPES = ['csv', 'geojson', 'shapefile', 'filegeodatabase', 'excel', 'geopackage', 'sqlitegeodatabase'];

/** Looking into a file before it is published, and making feature collections of it. */
export function analyzeRoutes(portal: PortalContext): Route[] {
  const post = (path: string, work: (call: Call, file: GivenFile) => unknown): Route => ({
    path,
    needsToken: true,
    methods: ['POST'],
    handler: (call) => withFile(portal, call, (file) => work(call, file)),
  });
  return [
    post('/content/features/analyze', (call, file) => analyze(call, file)),
    post('/content/features/generate', (call, file) => generate(portal, call, file)),
  ];
}

interface GivenFile {
  /** Where it lies. */
  path: string;
  name: string;
  /** As the client calls it, in lower case. */
  type: string;
}

/** The item, file or text of the call, as a file. */
async function withFile(
  portal: PortalContext,
  call: Call,
  work: (file: GivenFile) => unknown,
): Promise<unknown> {
  const { params } = call;
  const type = params.text('filetype', '').toLowerCase();
  if (!TYPES.includes(type)) throw refused(`File type '${params.text('filetype', '')}' is not supported.`);
  if (params.has('itemid')) {
    const item = readableItem(portal, params.text('itemid'), call.caller);
    if (!item.data) throw new PortalError(400, 'Item does not have a file.');
    return work({ path: portal.store.files.path(item.data), name: item.data.name, type });
  }
  const upload = call.files.get('file');
  if (upload) {
    const most = type === 'shapefile' ? LARGEST_SHAPEFILE : LARGEST_OTHER;
    if (upload.bytes > most) throw refused(`The file is larger than ${most} bytes.`);
    return work({ path: upload.path, name: upload.name, type });
  }
  const text = params.text('text', '');
  if (text === '') throw refused("'itemid', 'file' or 'text' must be specified.");
  const path = join(portal.store.files.uploads, newId());
  await writeFile(path, text);
  try {
    return await work({ path, name: 'data', type });
  } finally {
    rmSync(path, { force: true });
  }
}

function analyze(call: Call, file: GivenFile): unknown {
  const name = file.name
    .slice(0, file.name.length - extname(file.name).length)
    .replace(/[^\p{L}\p{N}_]+/gu, '_');
  if (file.type === 'csv') {
    return analyzeCsv(file.path, name, call.params.json<Json>('analyzeParameters') ?? {});
  }
  return {
    publishParameters: {
      type: file.type,
      name,
      maxRecordCount: 2000,
      targetSR: { wkid: 102100, latestWkid: 3857 },
      layerInfo: { capabilities: 'Query' },
    },
    records: [],
  };
}

/** A file of several classes gives a layer for each. */
async function generate(portal: PortalContext, call: Call, file: GivenFile): Promise<unknown> {
  const parameters = call.params.json<Json>('publishParameters') ?? {};
  const target = spatialReferenceOf(parameters.targetSR) ?? WGS84;
  const name = String(parameters.name ?? 'data');
  const work = join(portal.store.files.uploads, newId());
  mkdirSync(work, { recursive: true });
  try {
    const { type: fileType, path } = file;
    const manners = withDefaults(portal.switches, portal.kind);
    const opened = await openFile({ fileType, file: path, name, parameters, target, work, manners });
    try {
      return { featureCollection: { layers: opened.layers.map((layer) => collection(layer, target)) } };
    } finally {
      opened.close();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function collection(layer: PublishedLayer, spatialReference: unknown): unknown {
  const { definition } = layer;
  const oid = String(definition.objectIdField ?? 'OBJECTID');
  const numbers = fields(layer).filter(({ type }) => NUMBERS.includes(type));
  const features = [...layer.rows()].map(({ attributes, geometry }, index) => ({
    attributes: { [oid]: index + 1, ...attributes, ...asNumbers(attributes, numbers) },
    ...(geometry === null ? {} : { geometry: { ...(geometry as object), spatialReference } }),
  }));
  return {
    layerDefinition: definition,
    featureSet: { features, geometryType: definition.geometryType ?? null, spatialReference },
    nextObjectId: features.length + 1,
  };
}

function fields({ definition }: PublishedLayer): { name: string; type: string }[] {
  return Array.isArray(definition.fields) ? definition.fields : [];
}

/** A file of text has its numbers as texts. */
function asNumbers(attributes: Json, numbers: { name: string }[]): Json {
  const given = numbers.filter(({ name }) => typeof attributes[name] === 'string');
  return Object.fromEntries(given.map(({ name }) => [name, Number(attributes[name])]));
}

function refused(detail: string): PortalError {
  return new PortalError(400, 'Unable to analyze the file.', { details: [detail] });
}
