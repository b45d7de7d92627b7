import { Folders } from '../items/folders.js';
import type { PortalSelf, PortalUser, ReadablePortal, WritablePortal } from '../portal/portal.js';
import { serverRoots } from '../portal/server-roots.js';
import { addressesOf, type PortalAddresses } from '../references/addresses.js';
import { Categories } from './categories.js';
import { checkSetUp } from './check-set-up.js';
import type { CopyContext } from './copy-settings.js';
import type { Copying } from './copying.js';
import { MapsOfPortal } from './documents/maps-of-portal.js';
import { Gate } from './gate.js';
import { GroupTwins } from './identity/group-twins.js';
import { TargetCopies } from './identity/identity.js';
import { Origins } from './identity/origins.js';
import { GivenPairs } from './pairs/given-pairs.js';
import { countedPortal } from './run/counted-portal.js';
import type { Run } from './run/run.js';
import { Slots } from './run/slots.js';
import { FolderTitles } from './search/folder-titles.js';
import { LateReferences } from './sweep/late-references.js';

/** Copies that work at once, of documents and of what brings rows and files; who waits for another copy does not count. The portals are paced by the transport. */
const DOCUMENTS_AT_ONCE = 32;
const LOADS_AT_ONCE = 8;
/** Documents that are in memory at once, those included that wait for other copies. */
const DOCUMENTS_UNDER_WAY = 128;

/** A document that was asked for and whose turn has not come. */
export interface Waiting {
  context: CopyContext;
  /** Its copy, if another item needed it meanwhile. */
  begun: Copying | null;
}

/** What the copies of one run from one source to one target share. */
export interface PortalPair {
  source: ReadablePortal;
  target: WritablePortal;
  sourceAddresses: PortalAddresses;
  targetAddresses: PortalAddresses;
  /** Who is signed in to the target. */
  user: PortalUser;
  copies: TargetCopies;
  origins: Origins;
  /** Folders of the target's owners. */
  folders: Folders;
  sourceFolders: FolderTitles;
  targetFolders: FolderTitles;
  groups: GroupTwins;
  /** Maps of the source, through which apps name layers. */
  maps: MapsOfPortal;
  /** Content categories of the target. */
  categories: Categories;
  /** The user's table of pairs. */
  given: GivenPairs;
  slots: { light: Slots; heavy: Slots };
  /** Documents that are being copied. */
  documents: Gate;
  /** Documents whose turn has not come, by source id. */
  waiting: Map<string, Waiting>;
  /** Work under way and done, by source id. */
  copyings: Map<string, Copying>;
  /** Copies that mention what may be copied later. */
  late: LateReferences;
}

/** The shared state of this run's copies between these two portals. Refuses a wrong set-up before anything is written. */
export function openPair({ run, source, target }: CopyContext): Promise<PortalPair> {
  return run.once(keyOf(source.url, target.url), async () => {
    const count = (): void => {
      run.sharedRequests += 1;
    };
    const from = countedPortal(source, count);
    const to = countedPortal(target, count);
    const { signal } = run;
    const user = await checkSetUp(source, target, signal);
    const [sourceSelf, targetSelf] = await Promise.all([source.self(signal), target.self(signal)]);
    const [sourceRoots, targetRoots] = await Promise.all([
      knownRoots(from, sourceSelf, signal),
      knownRoots(to, targetSelf, signal),
    ]);
    const { announced } = run;
    const hosted = announced.flatMap(({ url }) => (url && hostedRoot(url, sourceSelf)) || []);
    const sourceAddresses = addressesOf(source.url, sourceSelf, [...new Set([...sourceRoots, ...hosted])]);
    const targetAddresses = addressesOf(target.url, targetSelf, targetRoots);
    const origins = new Origins(from, sourceAddresses, targetAddresses, sourceSelf.id, announced);
    const given = new GivenPairs(from, to, origins);
    const copies = new TargetCopies(to, run.info.pipeline, given.copies, (id) => run.oldCopies.has(id));
    await copies.search(
      announced.map(({ id }) => id),
      signal,
    );
    const copyings = new Map<string, Copying>();
    return {
      source,
      target,
      sourceAddresses,
      targetAddresses,
      user,
      copies,
      origins,
      given,
      folders: new Folders(to),
      sourceFolders: new FolderTitles(from),
      targetFolders: new FolderTitles(to),
      groups: new GroupTwins(from, to),
      maps: new MapsOfPortal(from),
      categories: new Categories(to),
      slots: { light: new Slots(DOCUMENTS_AT_ONCE), heavy: new Slots(LOADS_AT_ONCE) },
      documents: new Gate(DOCUMENTS_UNDER_WAY),
      waiting: new Map(),
      copyings,
      late: new LateReferences(run, (id) => copyings.get(id)?.failed === true),
    };
  });
}

/** What the copies of this run between its source and this target share; null if none has asked for it, or the set-up was refused. */
export async function openedPair(run: Run, target: ReadablePortal): Promise<PortalPair | null> {
  const pair = run.known<PortalPair>(keyOf(run.portal, target.url));
  return (await pair?.catch(() => null)) ?? null;
}

/** Under this key a run keeps its pair. Both are public URLs of portals. */
function keyOf(source: string, target: string): string {
  return `pair ${source} ${target}`;
}

/** Tiles of ArcGIS Online have their organisation one folder further down: https://tiles.arcgis.com/tiles/<orgId>/arcgis. */
async function knownRoots(portal: ReadablePortal, self: PortalSelf, signal: AbortSignal): Promise<string[]> {
  const roots = await serverRoots(portal, signal);
  if (self.isPortal) return roots;
  return roots.flatMap((root) => [root, root.replace(`/${self.id}/`, `/tiles/${self.id}/`)]);
}

/** Who may not read the list of servers still sees their roots in the URLs of hosted services. */
function hostedRoot(url: string, self: PortalSelf): string | null {
  const root = /^(https?:\/\/.+?)\/rest\/services\//i.exec(url)?.[1] ?? null;
  const isOwn = self.isPortal ? url.includes('/rest/services/Hosted/') : root?.includes(`/${self.id}/`);
  return isOwn ? root : null;
}
