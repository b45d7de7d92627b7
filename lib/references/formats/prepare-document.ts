import { mapLayers } from '../map-layers.js';
import type { ReferenceIndex } from '../reference-index.js';
import { dropForeignFolder } from './app-folder.js';
import { DashboardSources, renameFieldMaps, renumberTargets } from './dashboard.js';
import { dataSourceFields, isExperience, renameInExpressions, renumberDataSources } from './experience.js';
import { isObject, type JsonObject, type Note } from './json-object.js';
import { namesByLayer } from './layer-names.js';
import { captureFields } from './quick-capture.js';
import { type FieldKnowledge, renameDocumentFields } from './rename-document-fields.js';
import { renameInFeatureSets } from './rename-in-feature-sets.js';
import { renumberArcade } from './renumber-arcade.js';
import { isWebMap, renumberWebMap } from './web-map.js';

/**
 * The passes that need to know what a document is, before every reference in it is rewritten. They work on a
 * copy: the document given stays what it is.
 */
export function prepareDocument(document: unknown, index: ReferenceIndex, note: Note): unknown {
  const prepared = isObject(document) ? dropForeignFolder(document, index, note) : document;
  if (!index.renumbers && !index.renames) {
    return prepared;
  }
  const copy: unknown = structuredClone(prepared);
  const renamed = index.renames ? renameFields(copy, index, note) : copy;
  return index.renumbers ? renumberLayers(renamed, index, note) : renamed;
}

/** Renames fields of copied layers. Names are exchanged once: two fields may have changed theirs for each other's. */
function renameFields(document: unknown, index: ReferenceIndex, note: Note): unknown {
  const known = knowledgeOf(document, index);
  renameDocumentFields(document, '$', known, note);
  renameFieldMaps(document, '$', known.dashboard, note);
  renameInFeatureSets(document, '$', known, note);
  return isObject(document) && isExperience(document) ? renameInExpressions(document, known, note) : document;
}

function knowledgeOf(document: unknown, index: ReferenceIndex): FieldKnowledge {
  const layers = isObject(document) && isWebMap(document) ? mapLayers(document) : index.mapLayers;
  return {
    index,
    dashboard: new DashboardSources(document, index),
    dataSource: isObject(document) ? dataSourcesOf(document, index) : undefined,
    mapLayer: namesByLayer(layers, index),
  };
}

function dataSourcesOf(document: JsonObject, index: ReferenceIndex): FieldKnowledge['dataSource'] {
  return isExperience(document) ? dataSourceFields(document, index) : captureFields(document, index);
}

function renumberLayers(document: unknown, index: ReferenceIndex, note: Note): unknown {
  const copy =
    isObject(document) && isExperience(document) ? renumberDataSources(document, index, note) : document;
  if (isObject(copy) && isWebMap(copy)) {
    renumberWebMap(copy, index, note);
  }
  renumberTargets(copy, '$', new DashboardSources(copy, index), note);
  renumberArcade(copy, '$', index, note);
  return copy;
}
