import { viewFilter } from '../query/row-filter.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { SqlError } from '../sql/sql-fragment.js';
import { DefinitionError } from './definition-error.js';

/** Throws DefinitionError if the filter of a view is no clause on the fields of its source. */
export function checkViewFilter(context: ServicesContext, layer: Layer): void {
  try {
    viewFilter(context, layer);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new DefinitionError(`Invalid viewDefinitionQuery: ${error.message}.`);
  }
}
