import type { PortalKind, Profile } from '../profiles/profile.js';
import type { SearchIndex } from '../search/search-index.js';
import type { FeatureServices } from '../services/feature-services.js';
import type { PortalStore } from '../store/portal-store.js';
import type { TileServices } from '../tiles/tile-services.js';
import type { Addresses } from './addresses.js';
import type { Switches } from './options.js';
import type { Tokens } from './tokens.js';

/** What every endpoint of one portal works with. */
export interface PortalContext {
  readonly kind: PortalKind;
  /** Product and version: what exists, how it is called, what is refused. */
  readonly profile: Profile;
  readonly orgId: string;
  readonly name: string;
  readonly created: number;
  readonly store: PortalStore;
  readonly index: SearchIndex;
  readonly tokens: Tokens;
  readonly services: FeatureServices;
  readonly tiles: TileServices;
  readonly addresses: Addresses;
  readonly switches: Switches;
  /** Portals that the pages know beside this one: the other half of a pair. */
  readonly neighbours: PortalContext[];
  /** Runs work that goes on after the answer; the portal waits for it when it closes. */
  background(work: () => Promise<void>): void;
}
