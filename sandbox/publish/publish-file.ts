import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PortalError } from '../http/answers.js';
import { DefinitionError } from '../services/admin/definition-error.js';
import { updateService } from '../services/admin/update-definition.js';
import { createService } from '../services/create-service.js';
import { DuplicateError } from '../services/edits/row-writer.js';
import { ValueError } from '../services/field-values.js';
import { spatialReferenceOf } from '../services/geometry/reproject.js';
import type { SpatialReference } from '../services/layer-definition.js';
import type { Service } from '../services/service.js';
import type { ServicesContext } from '../services/services-context.js';
import { loadLayers } from './load-layers.js';
import { openFile } from './open-file.js';
import type { PublishedLayer } from './published-layer.js';

type Json = Record<string, unknown>;

/** What `publish` is asked for. */
export interface PublishRequest {
  itemId: string;
  /** Name of the service, already free. */
  name: string;
  /** fileGeodatabase, shapefile, csv, geojson or featureCollection, in any case. */
  fileType: string;
  /** Where the item's file lies. */
  file: string;
  fileName: string;
  publishParameters: Json;
}

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
  const { name, fileType, file, publishParameters: parameters } = request;
  try {
    const target = spatialReferenceOf(parameters.targetSR);
    const open = await openFile({
      fileType,
      file,
      name,
      parameters,
      target,
      work,
      manners: context.switches(),
    }).catch(asRefusal);
    try {
      return load(context, request, open.layers, open.spatialReference);
    } finally {
      open.close();
    }
  } finally {
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

/** Whatever is wrong with the file, it is publishing that fails. */
function asRefusal(error: unknown): never {
  if (!(error instanceof PortalError) || error.message === 'Unable to publish item.') throw error;
  throw new PortalError(400, 'Unable to publish item.', { details: [error.message, ...error.details] });
}
