import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PortalError } from '../http/answers.js';
import { DefinitionError } from '../services/admin/definition-error.js';
import { updateService } from '../services/admin/update-definition.js';
import { createService } from '../services/create-service.js';
import { ValueError } from '../services/field-values.js';
import { reprojection, spatialReferenceOf } from '../services/geometry/reproject.js';
import type { SpatialReference } from '../services/layer-definition.js';
import { DuplicateError } from '../services/row-writer.js';
import type { Service } from '../services/service-store.js';
import type { ServicesContext } from '../services/services-context.js';
import { csvLayers } from './csv-layers.js';
import { geodatabaseLayers } from './geodatabase-layers.js';
import { geoJsonLayers } from './geojson-layers.js';
import { loadLayers } from './load-layers.js';
import type { PublishedLayer } from './published-layer.js';
import { type ReadGeodatabase, readGeodatabase } from './read-geodatabase.js';

type Json = Record<string, unknown>;

/** What `publish` is asked for. */
export interface PublishRequest {
  itemId: string;
  /** Name of the service, already free. */
  name: string;
  /** fileGeodatabase, csv or geojson, in any case. */
  fileType: string;
  /** Where the item's file lies. */
  file: string;
  fileName: string;
  publishParameters: Json;
}

const WEB_MERCATOR = { wkid: 102100, latestWkid: 3857 };

/**
 * Makes a service with the layers and rows of a file, all or nothing. `dir` is for temporary files. Throws PortalError for file types
 * that the sandbox does not publish, broken files and values that do not fit.
 */
export async function publishFile(
  context: ServicesContext,
  request: PublishRequest,
  dir: string,
): Promise<Service> {
  const work = path.join(dir, randomUUID());
  mkdirSync(work, { recursive: true });
  const { publishParameters: parameters, file } = request;
  const target = spatialReferenceOf(parameters.targetSR);
  let geodatabase: ReadGeodatabase | undefined;
  try {
    switch (request.fileType.toLowerCase()) {
      case 'csv':
        return load(
          context,
          request,
          csvLayers(file, { ...parameters, name: request.name }, target ?? WEB_MERCATOR),
          target ?? WEB_MERCATOR,
        );
      case 'geojson':
        return load(
          context,
          request,
          geoJsonLayers(file, request.name, target ?? WEB_MERCATOR),
          target ?? WEB_MERCATOR,
        );
      case 'filegeodatabase': {
        geodatabase = await readGeodatabase(file, work);
        const own = spatialReferencesIn(geodatabase);
        const reference = target ?? own[0] ?? WEB_MERCATOR;
        if (own.some((one) => reprojection(one, reference) === undefined)) {
          geodatabase.rows.close();
          geodatabase = await readGeodatabase(
            file,
            path.join(work, 'projected'),
            reference.latestWkid ?? reference.wkid,
          );
        }
        return load(
          context,
          request,
          geodatabaseLayers(geodatabase, reference, context.switches()),
          reference,
        );
      }
      default:
        throw new PortalError(400, 'Unable to publish item.', {
          details: [`File type '${request.fileType}' cannot be published by this portal.`],
        });
    }
  } finally {
    geodatabase?.rows.close();
    rmSync(work, { recursive: true, force: true });
  }
}

function load(
  context: ServicesContext,
  request: PublishRequest,
  layers: PublishedLayer[],
  spatialReference: SpatialReference,
): Service {
  const { publishParameters: parameters } = request;
  const layerInfo = parameters.layerInfo as Json | undefined;
  const created: string[] = [];
  try {
    return context.store.change(() => {
      const service = createService(
        context,
        {
          name: request.name,
          capabilities: parameters.capabilities ?? layerInfo?.capabilities ?? 'Query',
          spatialReference,
          preserveLayerIds: true,
          ...(Number(parameters.maxRecordCount) > 0
            ? { maxRecordCount: Number(parameters.maxRecordCount) }
            : {}),
          ...(parameters.description === undefined ? {} : { description: parameters.description }),
          ...(parameters.copyrightText === undefined ? {} : { copyrightText: parameters.copyrightText }),
        },
        request.itemId,
        false,
      );
      loadLayers(context, service, layers, created);
      // After the rows, or editor tracking would say that they were all made now.
      const { editorTrackingInfo } = parameters;
      if (editorTrackingInfo) updateService(context, service, { editorTrackingInfo });
      return service;
    });
  } catch (error) {
    context.files.remove(created);
    if (error instanceof DefinitionError || error instanceof ValueError || error instanceof DuplicateError) {
      throw new PortalError(400, 'Unable to publish item.', { details: [error.message] });
    }
    throw error;
  }
}

/** The spatial references of the feature classes. A service has one, so all are brought to the first if no other is asked for. */
function spatialReferencesIn(geodatabase: ReadGeodatabase): SpatialReference[] {
  return geodatabase.layers.flatMap((layer) => {
    const [geometry] = layer.geometryFields;
    if (!geometry) return [];
    const item = geodatabase.items.datasets.get(layer.name);
    const wkid = item?.wkid || geometry.coordinateSystem?.projjson?.id?.code;
    return wkid ? [spatialReferenceOf({ wkid, latestWkid: item?.latestWkid || wkid }) ?? WEB_MERCATOR] : [];
  });
}
