import type { PortalKind } from '../../profiles/profile.js';
import { DefinitionError } from './definition-error.js';

const ENTERPRISE = new Set(['Create', 'Query', 'Editing', 'Update', 'Delete', 'Uploads', 'Sync', 'Extract']);

/** Throws DefinitionError for capabilities that hosted services of Enterprise do not know, such as ChangeTracking. */
export function checkCapabilities(kind: PortalKind, capabilities: unknown): void {
  if (kind === 'online') return;
  for (const one of String(capabilities).split(',')) {
    const name = one.trim();
    if (name && !ENTERPRISE.has(name)) throw new DefinitionError(`Capability '${name}' is not supported.`);
  }
}
