import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Collection } from './collection.js';
import { openDatabase, type SqlDatabase } from './database.js';
import { FileStore } from './file-store.js';
import type {
  ApplicationRecord,
  AppRecord,
  FolderRecord,
  GroupRecord,
  InvitationRecord,
  ItemRecord,
  NotificationRecord,
  OrganisationRecord,
  PortalResourceRecord,
  RelationRecord,
  RevokedRecord,
  RoleRecord,
  StoredFile,
  UnsettledRecord,
  UserRecord,
} from './records.js';

/** Everything a portal knows, in `dir`. What a call was told is there survives the end of the process at any moment. */
export class PortalStore {
  readonly users: Collection<UserRecord>;
  readonly groups: Collection<GroupRecord>;
  readonly folders: Collection<FolderRecord>;
  readonly relations: Collection<RelationRecord>;
  readonly unsettled: Collection<UnsettledRecord>;
  readonly organisation: Collection<OrganisationRecord>;
  readonly invitations: Collection<InvitationRecord>;
  readonly applications: Collection<ApplicationRecord>;
  readonly notifications: Collection<NotificationRecord>;
  readonly roles: Collection<RoleRecord>;
  readonly apps: Collection<AppRecord>;
  readonly revoked: Collection<RevokedRecord>;
  readonly resources: Collection<PortalResourceRecord>;
  readonly files: FileStore;
  readonly #items: Collection<ItemRecord>;
  readonly #database: SqlDatabase;
  #listener: (id: string, item: ItemRecord | null) => void = () => undefined;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#database = openDatabase(join(dir, 'portal.db'));
    this.users = new Collection(this.#database, 'users');
    this.groups = new Collection(this.#database, 'groups');
    this.folders = new Collection(this.#database, 'folders');
    this.relations = new Collection(this.#database, 'relations');
    this.unsettled = new Collection(this.#database, 'unsettled');
    this.organisation = new Collection(this.#database, 'organisation');
    this.invitations = new Collection(this.#database, 'invitations');
    this.applications = new Collection(this.#database, 'applications');
    this.notifications = new Collection(this.#database, 'notifications');
    this.roles = new Collection(this.#database, 'roles');
    this.apps = new Collection(this.#database, 'apps');
    this.revoked = new Collection(this.#database, 'revoked');
    this.resources = new Collection(this.#database, 'resources');
    this.#items = new Collection(this.#database, 'items');
    this.files = new FileStore(dir);
    this.files.sweep(new Set(this.#usedFiles().map((file) => file.key)));
  }

  /** Items that exist, those in the recycle bin too. */
  items(): IterableIterator<ItemRecord> {
    return this.#items.values();
  }

  item(id: string): ItemRecord | undefined {
    return this.#items.get(id);
  }

  saveItem(item: ItemRecord): ItemRecord {
    this.#items.put(item.id, item);
    this.#listener(item.id, item);
    return item;
  }

  /** Removes the item with its files and relations. */
  removeItem(item: ItemRecord): void {
    this.transaction(() => {
      for (const relation of this.relations.filter(
        (one) => one.origin === item.id || one.destination === item.id,
      )) {
        this.relations.delete(relation.id);
      }
      this.#items.delete(item.id);
    });
    this.files.remove(filesOf(item));
    for (const app of this.apps.filter((one) => one.itemId === item.id)) this.apps.delete(app.clientId);
    this.#listener(item.id, null);
  }

  /** Told of every item that is saved or removed (null). */
  onItem(listener: (id: string, item: ItemRecord | null) => void): void {
    this.#listener = listener;
  }

  #usedFiles(): StoredFile[] {
    const pictures = [...this.users.values(), ...this.groups.values()].map(
      ({ thumbnail }) => thumbnail ?? [],
    );
    const ofOrganisation = [...this.resources.values()].map(({ file }) => file);
    return [...[...this.#items.values()].flatMap(filesOf), ...pictures.flat(), ...ofOrganisation];
  }

  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  close(): void {
    this.#database.close();
  }
}

/** 32 lower-case hex digits, as ids of items, groups and folders are. */
export function newId(): string {
  return randomUUID().replaceAll('-', '');
}

function filesOf(item: ItemRecord): StoredFile[] {
  return [
    ...(item.data ? [item.data] : []),
    ...Object.values(item.info),
    ...Object.values(item.resources),
    ...Object.values(item.parts ?? {}),
  ];
}
