import type { Json } from '../../features/definition.js';
import type { LayerService } from '../../features/layer-service.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import type { CopyJob } from '../copy-job.js';
import type { Part } from '../proof/copy-envelope.js';

/** Parts of a definition that may refer to items, services or the portal: only texts, … */
const TEXTS = ['description', 'serviceDescription', 'copyrightText'];
/** … and what draws and edits rows, where symbols and label expressions lead to what the layer cannot do without. */
const DRAWING = ['drawingInfo', 'templates', 'types'];

interface Definition {
  service: Json;
  layers: Json[];
}

/** What in a service's definition is searched for references: `needed` to show the layer, and only `mentioned` in texts. */
export function definitionReferences(service: LayerService): { needed: Definition; mentioned: Definition } {
  return { needed: picked(service, DRAWING), mentioned: picked(service, TEXTS) };
}

/** The service as its copy should be: what its definition refers to is that of the target. `changed` if anything had to be rewritten. */
export function wantedService(
  job: CopyJob,
  source: LayerService,
): { service: LayerService; changed: boolean } {
  const { document, changes } = rewriteReferences(picked(source, [...TEXTS, ...DRAWING]), job.rewriting);
  job.noteRewritten('definition', changes.length);
  if (!changes.length) return { service: source, changed: false };
  return {
    changed: true,
    service: {
      ...source,
      service: { ...source.service, ...document.service },
      layers: source.layers.map((layer, at) => ({ ...layer, ...document.layers[at] })),
    },
  };
}

/** The definition to be scanned for the source. That the target has stored it so is what the schema checks prove. */
export function definitionPart(service: LayerService): Part {
  return { where: 'definition', document: picked(service, [...TEXTS, ...DRAWING]) };
}

function picked({ service, layers }: LayerService, keys: readonly string[]): Definition {
  const pick = (from: Json): Json =>
    Object.fromEntries(keys.filter((key) => from[key] != null).map((key) => [key, from[key]]));
  return { service: pick(service), layers: layers.map((layer) => pick(layer)) };
}
