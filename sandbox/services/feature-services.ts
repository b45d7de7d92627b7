import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { EXPORT_FORMATS, type ExportRequest, exportService } from '../export/export-service.js';
import { PortalError } from '../http/answers.js';
import type { Route } from '../http/routes.js';
import { newestProfile, type PortalKind, type Profile, profileOf } from '../profiles/profile.js';
import { type PublishRequest, publishFile } from '../publish/publish-file.js';
import { openDatabase } from '../store/database.js';
import type { CutLayer } from '../tiles/cut-tiles.js';
import { layersToCut } from '../tiles/layers-to-cut.js';
import { addMapService } from './add-map-service.js';
import { AttachmentFiles } from './attachments/attachment-files.js';
import { prepareChanges } from './changes/change-log.js';
import { createService, nameTaken } from './create-service.js';
import { addSpatialFunctions } from './geometry/spatial-functions.js';
import { Jobs } from './jobs.js';
import { mapServiceDefinition } from './map-service.js';
import { prepareReplicas } from './replicas/replica-store.js';
import { adminRoutes } from './routes/admin-routes.js';
import { appendRoutes } from './routes/append-routes.js';
import { attachmentRoutes } from './routes/attachment-routes.js';
import { editRoutes } from './routes/edit-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { layerRoutes } from './routes/layer-routes.js';
import { mapRoutes } from './routes/map-routes.js';
import { readRoutes } from './routes/read-routes.js';
import { replicaRoutes } from './routes/replica-routes.js';
import { uploadRoutes } from './routes/upload-routes.js';
import type { Service } from './service.js';
import { ServiceStore } from './service-store.js';
import { type ServiceSwitches, withDefaults } from './service-switches.js';
import { servicePath } from './service-url.js';
import type { ItemGate, ServicesContext } from './services-context.js';
import { addPercentile } from './sql/percentile.js';
import { Uploads } from './uploads.js';

export interface FeatureServicesOptions {
  /** Folder for the database and the attachments; made if missing. */
  dir: string;
  kind: PortalKind;
  /** Default: the newest of the kind. */
  profile?: Profile;
  orgId: string;
  gate: ItemGate;
  switches: () => Partial<ServiceSwitches>;
}

/** The hosted feature services of one portal, and its map services that are not hosted: rows in SQLite, attachments in files. */
export class FeatureServices {
  readonly #context: ServicesContext;
  readonly #dir: string;

  constructor(options: FeatureServicesOptions) {
    const { dir, kind, profile = profileOf(newestProfile(kind)), orgId, gate, switches } = options;
    mkdirSync(dir, { recursive: true });
    this.#dir = dir;
    const database = openDatabase(path.join(dir, 'services.db'));
    // SQLite changes the case of ASCII letters only.
    database.define('upper', (text) => (text === null ? null : String(text).toUpperCase()), {
      deterministic: true,
    });
    database.define('lower', (text) => (text === null ? null : String(text).toLowerCase()), {
      deterministic: true,
    });
    addSpatialFunctions(database);
    prepareChanges(database);
    prepareReplicas(database);
    addPercentile(database);
    // PostgreSQL behind Enterprise compares with case, SQL Server behind Online without.
    if (kind === 'enterprise') database.exec('PRAGMA case_sensitive_like = ON');
    const files = new AttachmentFiles(path.join(dir, 'attachments'));
    this.#context = {
      kind,
      profile,
      orgId,
      root: kind === 'enterprise' ? '/server' : `/${orgId}/arcgis`,
      store: new ServiceStore(database),
      gate,
      files,
      uploads: new Uploads(files),
      jobs: new Jobs(),
      deleted: new Map(),
      work: path.join(dir, 'work'),
      results: new AttachmentFiles(path.join(dir, 'results')),
      locked: new Set(),
      guids: kind === 'online' ? 'bare' : 'braced',
      switches: () => withDefaults(switches(), kind),
    };
  }

  /** Whether a hosted feature service of this name exists, or did until a moment ago; case does not matter. */
  nameTaken(name: string): boolean {
    return nameTaken(this.#context, name);
  }

  /** createService: an empty service for an item. Throws PortalError whose message is the portal's (the portal sends it without a code). */
  create(
    createParameters: Record<string, unknown>,
    itemId: string,
    isView: boolean,
  ): { name: string; path: string } {
    const service = this.#context.store.change(() =>
      createService(this.#context, createParameters, itemId, isView),
    );
    return { name: service.name, path: servicePath(service) };
  }

  /** publish: a service with the layers and rows of a file. Throws PortalError; nothing is left of a service that failed. */
  async publish(request: PublishRequest): Promise<{ path: string; size: number }> {
    const service = await publishFile(this.#context, request, path.join(this.#dir, 'publish'));
    return { path: servicePath(service), size: -1 };
  }

  /** export: the rows of a service in a file at `request.to`. Throws PortalError. */
  async export(request: ExportRequest): Promise<void> {
    await exportService(this.#context, request, path.join(this.#dir, 'export'));
  }

  /** The layers of the item's service with their features, as tiles that are cut now would show them. Throws PortalError. */
  layersToCut(itemId: string): CutLayer[] {
    return layersToCut(this.#context, itemId);
  }

  /** Ending of the file that an export makes: several layers as CSV are a zip of such files. */
  exportEnding(itemId: string, format: string, parameters: ExportRequest['parameters']): string {
    const layers = parameters.layers ?? this.#context.store.ofItem(itemId)?.layers ?? [];
    return format === 'CSV' && layers.length > 1 ? 'zip' : (EXPORT_FORMATS[format] ?? 'zip');
  }

  /** What others than the owner may do with the item's service; null if it has none. */
  capabilitiesOf(itemId: string): string[] | null {
    const service = this.#context.store.ofItem(itemId);
    if (!service) return null;
    return String(service.definition.capabilities ?? 'Query')
      .split(',')
      .map((one) => one.trim());
  }

  /** Items of the services that the item's view shows; none for a service with rows of its own. */
  sourcesOf(itemId: string): string[] {
    const layers = this.#context.store.ofItem(itemId)?.layers ?? [];
    const sources = layers.flatMap((layer) => (layer.source ? [layer.source, ...layer.joined] : []));
    return [...new Set(sources.map((layer) => layer.service.itemId))];
  }

  /** Removes the item's service with all rows and files. Throws PortalError while views show it. `free` gives its name free at once. */
  delete(itemId: string, free = false): void {
    const service = this.#context.store.ofItem(itemId);
    if (!service) return;
    if (this.dependentViews(itemId).length > 0) {
      throw new PortalError(400, 'Unable to delete item. This service item has a related Service item', {
        messageCode: 'CONT_0048',
        details: ['This service item has a related Service item'],
      });
    }
    const { store, files, deleted } = this.#context;
    const unused = this.#filesOf(service);
    store.change(() => store.removeService(service));
    files.remove(unused);
    if (!free) deleted.set(service.name.toLowerCase(), Date.now());
  }

  /** Items of the views that show this item's service. */
  dependentViews(itemId: string): string[] {
    const { store } = this.#context;
    const layers = store.ofItem(itemId)?.layers ?? [];
    return [...new Set(layers.flatMap((layer) => store.viewsOf(layer)).map((view) => view.service.itemId))];
  }

  /** A map service that is not hosted (see MapServiceDefinition); one that exists by that path stays as it is. */
  addMapService(definition: object): { path: string } {
    return { path: servicePath(addMapService(this.#context, mapServiceDefinition(definition))) };
  }

  /** Below the context of the server: '/rest/services/…' and '/rest/admin/services/…'. */
  routes(): Route[] {
    const context = this.#context;
    return [
      ...adminRoutes(context),
      ...jobRoutes(context),
      ...uploadRoutes(context),
      ...appendRoutes(context),
      ...replicaRoutes(context),
      ...editRoutes(context),
      ...attachmentRoutes(context),
      ...layerRoutes(context),
      ...readRoutes(context),
      ...mapRoutes(context),
    ];
  }

  close(): void {
    this.#context.store.database.close();
  }

  #filesOf(service: Service): string[] {
    const keys = JSON.stringify(service.layers.map((layer) => layer.key));
    return this.#context.store.database
      .all<{ file: string }>('SELECT file FROM attachment WHERE layer IN (SELECT value FROM json_each(?))', [
        keys,
      ])
      .map((row) => row.file);
  }
}
