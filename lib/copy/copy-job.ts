import type { Check, Warning } from '../items/findings.js';
import type { Item, SourceId } from '../items/item.js';
import { type ItemKind, kindOf } from '../items/item-kinds.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import type { MapLayers } from '../references/map-layers.js';
import type { RewriteContext } from '../references/reference-index.js';
import type { ReferenceMap, ServiceMapping } from '../references/reference-map.js';
import type { Residue, ResidueReason } from '../references/residue.js';
import type { CopyContext, CopyResult, CopySettings, LayerGeodatabase } from './copy-settings.js';
import type { Copying, Reservation } from './copying.js';
import type { PortalPair } from './pair.js';
import { countedPortal } from './run/counted-portal.js';
import { emptyMap, mergeMap } from './run/merge-map.js';
import type { Run } from './run/run.js';
import type { Slots } from './run/slots.js';

/** Starts the copy of something that another item needs, or joins it. */
export type StartCopy = (sourceId: string, how?: Pick<CopyContext, 'reuse'>) => Copying;

/** Kinds of items that bring rows and files, which may take long. */
const HEAVY: ReadonlySet<ItemKind> = new Set<ItemKind>(['file', 'layer', 'view', 'tiles', 'unknown']);

/** Whether an item brings no rows or files, only documents. */
export function isLight(item: Item): boolean {
  return !HEAVY.has(kindOf(item).kind);
}

/** The state of one copy: what is copied where, and what was found out and done so far. */
export class CopyJob {
  /** Both portals as this copy uses them: each call counts for it. */
  readonly source: ReadablePortal;
  readonly target: WritablePortal;
  readonly settings: CopySettings;
  /** The file that this layer is published from. */
  readonly geodatabase: LayerGeodatabase | null;
  readonly run: Run;
  readonly signal: AbortSignal;
  readonly checks: Check[] = [];
  readonly warnings: Warning[] = [];
  readonly residue: Residue[] = [];
  readonly replaced: CopyResult['replaced'] = [];
  /** What this item and what it refers to became. */
  readonly map: ReferenceMap = emptyMap();
  /** Layers of the maps through which this item names fields. */
  readonly maps: MapLayers = {};
  /** Client ids of registered applications in the source → in the target. */
  readonly clients: Record<string, string> = {};
  /** Why a reference stays as it is, by item id or comparison form of the service URL. */
  readonly reasons = new Map<string, ResidueReason>();
  /** The copies that this one refers to. */
  readonly needs = new Set<Copying>();
  /** What the copy still names that may get a copy yet: ids of source items, and services in comparison form. */
  readonly left = new Set<string>();
  /** A copy that the target has is used as it is: this item was not chosen, another one needs it. */
  readonly reuse: boolean;
  /** Id of the copy that this run has made before, and writes again now. */
  readonly renewed: string | null;
  /** The item's categories, as far as the target has them. */
  categories: string[] = [];
  requests = 0;
  /** References that were replaced, by the part of the item that has them. */
  private readonly rewritten = new Map<string, number>();
  readonly started: number;
  private readonly progress: (what: string) => void;

  constructor(
    readonly pair: PortalPair,
    context: CopyContext,
    /** The source item, as it is now. */
    readonly item: Item & { id: SourceId },
    /** User name of the copy's owner. */
    readonly owner: string,
    readonly copying: Copying,
    readonly startCopy: StartCopy,
  ) {
    const count = (): void => {
      this.requests += 1;
    };
    this.source = countedPortal(context.source, count);
    this.target = countedPortal(context.target, count);
    this.settings = context.settings;
    this.geodatabase = context.geodatabase?.sourceId === item.id ? context.geodatabase : null;
    this.reuse = context.reuse === true;
    this.renewed = context.renewed ?? null;
    this.run = context.run;
    this.signal = AbortSignal.any([context.run.signal, context.signal]);
    this.started = context.source.clock.now();
    mergeMap(this.map, pair.given.map);
    this.progress = context.progress ?? (() => undefined);
  }

  /** Places for work: what moves files and rows does not hold up what only moves documents. */
  get slots(): Slots {
    const { light, heavy } = this.pair.slots;
    return isLight(this.item) ? light : heavy;
  }

  get dryRun(): boolean {
    return this.run.info.dryRun;
  }

  /** In a dry run: whether the item refers to something that would be made, so that it would have to be written. */
  get needsPlanned(): boolean {
    const { [this.item.id]: _own, ...others } = this.map.items;
    return Object.values(others).some((id) => id.startsWith('planned:'));
  }

  /** The item as error messages name it. */
  get label(): string {
    return `${this.item.type} "${this.item.title}" (${this.item.id})`;
  }

  get rewriting(): RewriteContext {
    const { sourceAddresses: source, targetAddresses: target } = this.pair;
    return { map: this.map, source, target, maps: this.maps, clients: this.clients };
  }

  /** Notes how many references a part of the copy (`item`, `data`, `resource:<path>` …) has otherwise than the source. */
  noteRewritten(part: string, count: number): void {
    this.rewritten.set(part, count);
  }

  countRewritten(): number {
    return [...this.rewritten.values()].reduce((sum, count) => sum + count, 0);
  }

  say(what: string): void {
    this.progress(what);
  }

  warn(code: string, message: string, path?: string): void {
    this.warnings.push({ code, message, ...(path !== undefined && { path }) });
  }

  /** What this item and what it refers to became, without what the table of pairs says to all of them. */
  get ownMap(): ReferenceMap {
    const { items, services, groups, users } = this.pair.given.map;
    return {
      items: without(this.map.items, items),
      services: without(this.map.services, services),
      groups: without(this.map.groups, groups),
      users: without(this.map.users, users),
    };
  }

  /** Makes known what the copy is, to this run and to the copies that wait for it. */
  reserve(id: string, url: string | null, mapping: ServiceMapping | null): void {
    this.know(this.item, { id, url, mapping });
    this.run.learn(this.map);
    this.copying.reserve({ id, url, mapping });
  }

  /** Adds what another item became to what this copy's references are rewritten with. */
  know(item: Item, { id, mapping }: Reservation): void {
    this.map.items[item.id] = id;
    if (mapping && item.url) this.knowService(item.url, { ...mapping, item: item.id });
  }

  /** Adds what a service became. What the table of pairs says of it, or of layers of it, comes first. */
  knowService(url: string, mapping: ServiceMapping): void {
    const { given } = this.pair;
    if (given.covers(url)) return;
    const elsewhere = given.service(url)?.elsewhere;
    this.map.services[url] = { ...mapping, ...(elsewhere && { elsewhere }) };
  }

  /** Waits for other copies without holding a place for work. */
  async waiting<T>(others: Promise<T>): Promise<T> {
    this.slots.give();
    try {
      return await others;
    } finally {
      await this.slots.take();
    }
  }
}

function without<T>(entries: Record<string, T>, others: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([key, value]) => others[key] !== value));
}
