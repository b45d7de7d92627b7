import type { SearchIndex } from '../search/search-index.js';
import type { FeatureServices } from '../services/feature-services.js';
import type { PortalStore } from '../store/portal-store.js';
import type { Addresses } from './addresses.js';
import type { PortalKind, Switches } from './options.js';
import type { Tokens } from './tokens.js';

/** What every endpoint of one portal works with. */
export interface PortalContext {
  readonly kind: PortalKind;
  readonly orgId: string;
  readonly name: string;
  readonly created: number;
  readonly store: PortalStore;
  readonly index: SearchIndex;
  readonly tokens: Tokens;
  readonly services: FeatureServices;
  readonly addresses: Addresses;
  readonly switches: Switches;
  /** Runs work that goes on after the answer; the portal waits for it when it closes. */
  background(work: () => Promise<void>): void;
}
