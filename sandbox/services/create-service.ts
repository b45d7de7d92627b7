import { PortalError } from '../http/answers.js';
import type { PortalKind } from '../profiles/profile.js';
import { checkCapabilities } from './admin/check-capabilities.js';
import { DefinitionError } from './admin/definition-error.js';
import { spatialReferenceOf } from './geometry/reproject.js';
import { ONLINE_SERVICE } from './online-properties.js';
import type { Service } from './service.js';
import type { ServicesContext } from './services-context.js';

type Json = Record<string, unknown>;

const IGNORED = new Set([
  ...Object.keys(ONLINE_SERVICE),
  'layers',
  'tables',
  'fullExtent',
  'hasViews',
  'serviceItemId',
  'currentVersion',
  'name',
  'size',
  'isView',
  'supportsApplyEditsWithGlobalIds',
  'advancedEditingCapabilities',
  'maxViewsCount',
  'syncCapabilities',
  'extractChangesCapabilities',
  'changeTrackingInfo',
  'isMultiServicesView',
]);
const VIEW_CAPABILITIES = 'Query';
const CAPABILITIES = 'Create,Delete,Query,Update,Editing';

/** Folder of hosted services. */
function hostedFolder(kind: PortalKind): string | null {
  return kind === 'enterprise' ? 'Hosted' : null;
}

/** Whether a hosted feature service of this name exists, or did until a moment ago; case does not matter. */
export function nameTaken(context: ServicesContext, name: string): boolean {
  if (context.store.find(hostedFolder(context.kind), name, 'FeatureServer')) return true;
  const deleted = context.deleted.get(name.toLowerCase());
  return deleted !== undefined && Date.now() < deleted + context.switches().nameReservedMs;
}

/**
 * Makes the empty service of createService. Throws PortalError for a name that is taken or not allowed, and for parameters that
 * the portal's kind does not take.
 */
export function createService(
  context: ServicesContext,
  parameters: Json,
  itemId: string,
  isView: boolean,
): Service {
  const name = serviceName(context.kind, parameters.name);
  const folder = hostedFolder(context.kind);
  if (nameTaken(context, name)) {
    throw failure(`Service name '${name}' already exists for '${context.orgId}'`);
  }
  // Table names of another portal's database mean nothing here; Enterprise looks for the table and fails.
  const admin = parameters.adminServiceInfo as Json | undefined;
  if (context.kind === 'enterprise' && admin) {
    throw failure(
      `Create Service error: Failed to create the service 'Hosted/${name}.FeatureServer'. The table '${String(admin.name ?? name)}' does not exist or is a system table.`,
    );
  }
  const capabilities = parameters.capabilities ?? (isView ? VIEW_CAPABILITIES : CAPABILITIES);
  try {
    checkCapabilities(context.kind, capabilities);
  } catch (error) {
    if (error instanceof DefinitionError) throw failure(`Create Service error: ${error.message}`);
    throw error;
  }
  const kept = Object.entries(parameters).filter(
    ([key, value]) => !IGNORED.has(key) && !/^support(s|ed)[A-Z]/.test(key) && value !== null,
  );
  const spatialReference =
    spatialReferenceOf(parameters.spatialReference) ??
    spatialReferenceOf((parameters.initialExtent as Json | undefined)?.spatialReference);
  const definition = {
    serviceDescription: '',
    description: '',
    copyrightText: '',
    allowGeometryUpdates: true,
    units: 'esriMeters',
    editorTrackingInfo: {
      enableEditorTracking: false,
      enableOwnershipAccessControl: false,
      allowOthersToQuery: true,
      allowOthersToUpdate: true,
      allowOthersToDelete: false,
    },
    ...Object.fromEntries(kept),
    ...(spatialReference ? { spatialReference } : {}),
    capabilities: String(capabilities),
  };
  return context.store.addService({ name, folder, type: 'FeatureServer', itemId, isView, definition });
}

/** The name as the portal keeps it. Online turns spaces to underscores, Enterprise takes letters, digits and underscores only. */
function serviceName(kind: PortalKind, given: unknown): string {
  if (typeof given !== 'string' || given.trim() === '')
    throw failure("Create Service error: 'name' must be specified.");
  const name = kind === 'online' ? given.trim().replace(/[\s.]+/g, '_') : given;
  if (!(kind === 'online' ? /^[\p{L}\p{N}_-]{1,120}$/u : /^\w{1,120}$/).test(name)) {
    throw failure(
      `Create Service error: The service name '${given}' contains characters that are not allowed.`,
    );
  }
  return name;
}

function failure(message: string): PortalError {
  return new PortalError(500, message);
}
