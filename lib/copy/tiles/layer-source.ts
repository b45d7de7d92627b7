import { lastEdits } from '../../features/last-edits.js';
import { readLayerService } from '../../features/layer-service.js';
import { readStamp } from '../../items/copy-stamp.js';
import type { Item, TargetId } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';
import { findCopy } from '../identity/find-copy.js';
import { cutParameters } from './cut-parameters.js';
import { tileRoot } from './tile-service.js';
import type { TileSource } from './tile-source.js';
import type { TileType } from './tile-types.js';
import { verifyAnew } from './verify-anew.js';

/** State of a layer that would be made or updated, in a dry run. */
const TO_BE_WRITTEN = -1;

/**
 * Tiles that were cut from a hosted feature layer: the target cuts them anew from the copy of that layer, when that has its rows, in the same scheme
 * and with its symbols.
 */
export function layerSource(job: CopyJob, type: TileType & { output: string }, layer: Item): TileSource {
  let copied: Promise<LayerCopy | null> | null = null;
  const copyOf = (): Promise<LayerCopy | null> => {
    copied ??= copyOfLayer(job, layer);
    return copied;
  };
  return {
    needed: [{ itemId: layer.id }],
    defers: true,
    state: async () => {
      const copy = await copyOf();
      if (copy) return { [layer.id]: copy.edited };
      job.warn(
        'NOT_COPIED',
        `The ${job.label} was not copied: the ${type.what} is cut from the ${layer.type} "${layer.title}" (${layer.id}), which has no copy in ${job.target.url}. Copy that one as well, or let what is needed be copied. Nothing was written for it.`,
      );
      return null;
    },
    publishing: async () => {
      const item = (await copyOf())?.item;
      if (!item) throw withoutLayer(job, type, layer, 'it has no copy yet.');
      const source = tileRoot(String(job.item.url));
      const parameters = await cutParameters(job, type, { source, layer: String(item.url) });
      return {
        fileType: 'featureService',
        fileId: item.id as TargetId,
        parameters: (name) => ({ name, ...parameters }),
        more: { outputType: type.output, buildInitialCache: true },
      };
    },
    verify: (urls) => {
      job.warn(
        'TILES_CUT_ANEW',
        `The ${type.what} was cut by ${job.target.url} from the copy of the ${layer.type} "${layer.title}" (${layer.id}). Scheme and places are those of the source; a style that was edited by hand has to be looked at.`,
      );
      return verifyAnew(job, type, urls, 'places');
    },
  };
}

interface LayerCopy {
  /** Null in a dry run, for one that would be made. */
  item: Item | null;
  /** Last edit of the rows that it has; of a service that does not tell, when it was copied. */
  edited: number | null;
}

/** The layer's copy with all its rows; null if there is none. */
async function copyOfLayer(job: CopyJob, layer: Item): Promise<LayerCopy | null> {
  const copying = job.pair.copyings.get(layer.id);
  if (!copying) {
    const { finished } = await findCopy(job, layer);
    return finished && { item: finished, edited: await editedOf(job, finished) };
  }
  job.say('waiting for its layer');
  const end = await job.waiting(job.copying.endOf(copying));
  if (end?.outcome === 'failed') {
    throw withoutLayer(job, null, layer, end.error?.message ?? 'its copy failed.');
  }
  if (end?.planned) return { item: null, edited: TO_BE_WRITTEN };
  if (!end?.target) return null;
  const item = await readItem(job.target, end.target.id, job.signal);
  return { item, edited: await editedOf(job, item) };
}

/** Of a view it is the last edit of what it shows. */
async function editedOf({ target, signal }: CopyJob, copy: Item): Promise<number | null> {
  const service = await readLayerService(target, String(copy.url), signal);
  const edits = Object.values(await lastEdits(target, service, signal)).filter((edit) => edit !== null);
  return edits.length > 0 ? Math.max(...edits) : (readStamp(copy)?.copied ?? null);
}

function withoutLayer(job: CopyJob, type: TileType | null, layer: Item, why: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_PARTIAL',
    `The ${type?.what ?? job.label} is cut from the ${layer.type} "${layer.title}" (${layer.id}), whose copy is not complete: ${why}`,
    { portal: job.target.url, item: job.label },
  );
}
