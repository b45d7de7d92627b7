import type { ReferenceIndex } from '../reference-index.js';
import { dropForeignFolder } from './app-folder.js';
import { isExperience, prepareExperience } from './experience.js';
import { isObject, type Note } from './json-object.js';
import { renameDocumentFields } from './rename-document-fields.js';
import { renumberArcade } from './renumber-arcade.js';
import { isWebMap, prepareWebMap } from './web-map.js';

/**
 * The passes that need to know what a document is, before every reference in it is rewritten. They work on a
 * copy: the document given stays what it is.
 */
export function prepareDocument(document: unknown, index: ReferenceIndex, note: Note): unknown {
  const prepared = isObject(document) ? dropForeignFolder(document, index, note) : document;
  if (!index.renumbers && !index.renames) {
    return prepared;
  }
  const clone: unknown = structuredClone(prepared);
  const copy = isObject(clone) && isExperience(clone) ? prepareExperience(clone, index, note) : clone;
  if (isObject(copy) && isWebMap(copy)) {
    prepareWebMap(copy, index, note);
  }
  if (index.renames) {
    renameDocumentFields(copy, '$', { index }, note);
  }
  if (index.renumbers) {
    renumberArcade(copy, '$', index, note);
  }
  return copy;
}
