import path from 'node:path';
import { PortalError } from '../http/answers.js';
import { reprojection, spatialReferenceOf } from '../services/geometry/reproject.js';
import type { SpatialReference } from '../services/layer-definition.js';
import type { ServiceSwitches } from '../services/service-switches.js';
import { csvLayers } from './csv-layers.js';
import { featureCollectionLayers } from './feature-collection-layers.js';
import { geodatabaseLayers } from './geodatabase-layers.js';
import { geoJsonLayers } from './geojson-layers.js';
import type { PublishedLayer } from './published-layer.js';
import { type ReadGeodatabase, readGeodatabase } from './read-geodatabase.js';
import { shapefileLayers } from './shapefile-layers.js';

/** What is to be read. */
export interface FileToOpen {
  /** fileGeodatabase, shapefile, csv, geojson or featureCollection, in any case. */
  fileType: string;
  file: string;
  /** Name of a layer whose file has none. */
  name: string;
  /** Where the columns of a CSV are (`publishParameters`). */
  parameters: Record<string, unknown>;
  /** What the geometries are brought to; null for what the file has. */
  target: SpatialReference | null;
  /** Folder for temporary files; it exists. */
  work: string;
  manners: Pick<ServiceSwitches, 'publishedNames' | 'publishedOrder' | 'publishedRelationshipNames'>;
}

/** The layers of a file; they can be read until it is closed. */
export interface OpenFile {
  layers: PublishedLayer[];
  /** Of the geometries as they are read. */
  spatialReference: SpatialReference;
  close(): void;
}

const WEB_MERCATOR = { wkid: 102100, latestWkid: 3857 };

/** Opens a file with layers. Throws PortalError for types that the sandbox does not read, and for broken files. */
export async function openFile(request: FileToOpen): Promise<OpenFile> {
  const { file, name, parameters, target, work, manners } = request;
  const reference = target ?? WEB_MERCATOR;
  const open = (layers: PublishedLayer[]): OpenFile => ({
    layers,
    spatialReference: reference,
    close: () => undefined,
  });
  switch (request.fileType.toLowerCase()) {
    case 'csv':
      return open(csvLayers(file, { ...parameters, name }, reference));
    case 'geojson':
      return open(geoJsonLayers(file, name, reference));
    case 'featurecollection':
      return open(featureCollectionLayers(file, name, reference));
    case 'shapefile': {
      const { layers, spatialReference, rows } = await shapefileLayers(file, work, target);
      return { layers, spatialReference, close: () => rows.close() };
    }
    case 'filegeodatabase':
    case 'filegdb': {
      const { read, reference: own } = await openGeodatabase(file, work, target);
      return {
        layers: geodatabaseLayers(read, own, manners),
        spatialReference: own,
        close: () => read.rows.close(),
      };
    }
    default:
      throw new PortalError(400, 'Unable to publish item.', {
        details: [`File type '${request.fileType}' cannot be published by this portal.`],
      });
  }
}

/** In the reference that was asked for, else that of its first class: a service has one. GDAL projects what the sandbox cannot. */
async function openGeodatabase(
  file: string,
  work: string,
  target: SpatialReference | null,
): Promise<{ read: ReadGeodatabase; reference: SpatialReference }> {
  const read = await readGeodatabase(file, work);
  const own = spatialReferencesIn(read);
  const reference = target ?? own[0] ?? WEB_MERCATOR;
  if (own.every((one) => reprojection(one, reference) !== undefined)) return { read, reference };
  read.rows.close();
  const projected = path.join(work, 'projected');
  return { read: await readGeodatabase(file, projected, reference.latestWkid ?? reference.wkid), reference };
}

/** The spatial references of the feature classes. */
function spatialReferencesIn(geodatabase: ReadGeodatabase): SpatialReference[] {
  return geodatabase.layers.flatMap((layer) => {
    const [geometry] = layer.geometryFields;
    if (!geometry) return [];
    const item = geodatabase.items.datasets.get(layer.name);
    const wkid = item?.wkid || geometry.coordinateSystem?.projjson?.id?.code;
    return wkid ? [spatialReferenceOf({ wkid, latestWkid: item?.latestWkid || wkid }) ?? WEB_MERCATOR] : [];
  });
}
