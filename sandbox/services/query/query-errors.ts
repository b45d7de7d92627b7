import { PortalError } from '../../http/answers.js';
import type { ServicesContext } from '../services-context.js';

const CANNOT_QUERY = 'Cannot perform query. Invalid query parameters.';

/** A where clause that is no SQL, or names fields that do not exist. */
export function invalidWhere(context: ServicesContext): PortalError {
  if (context.kind === 'online')
    return new PortalError(400, CANNOT_QUERY, { details: ["'where' clause is invalid"] });
  return new PortalError(500, 'Syntax error [].', { details: [] });
}

/** A query without where, objectIds, geometry or time. */
export function missingWhere(context: ServicesContext): PortalError {
  if (context.kind === 'online') {
    return new PortalError(400, CANNOT_QUERY, { details: ["'where' parameter not specified"] });
  }
  return new PortalError(400, 'Unable to complete operation.', {
    details: ['Unable to perform query operation.'],
  });
}

/** Any other parameter that makes no sense. */
export function invalidParameter(context: ServicesContext, name: string): PortalError {
  const details = [`'${name}' parameter is invalid`];
  if (context.kind === 'online') return new PortalError(400, CANNOT_QUERY, { details });
  return new PortalError(400, 'Unable to complete operation.', { details });
}
