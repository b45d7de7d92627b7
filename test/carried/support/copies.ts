import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { Item } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import type { PortalKind } from '../../../sandbox/index.js';
import type { Json } from '../../features/town-services.js';
import { GeodatabasePortals, type Way } from '../../geodatabase/support/geodatabase-portals.js';
import { type CarriedThing, type CarriedWay, WAY_NAMES } from './carried-things.js';
import { makeSource, type Source } from './make-source.js';
import { type SeenService, seeService } from './seen-service.js';

const WAYS = Object.keys(WAY_NAMES) as CarriedWay[];
/** Is copied to a target that makes GlobalIDs of its own, and keeps in fields of its own who edited a row. */
const STUBBORN = 'Tracked';

/** What a portal answers that has webhooks. */
const WEBHOOKS = { kind: 'status', status: 200, body: '{"webhooks":[{"name":"Tell the crew"}]}' } as const;

/** The services of the source, and their copies by both ways. */
export class Copies {
  private readonly results = new Map<CarriedWay, Map<string, Way>>();
  private readonly seen = new Map<string, Promise<SeenService>>();

  private constructor(
    readonly portals: GeodatabasePortals,
    readonly source: Source,
  ) {}

  /** Makes the source, and copies it by each way in a pipeline of its own. An Enterprise target writes field names in lower case. */
  static async start(from: PortalKind, to: PortalKind): Promise<Copies> {
    const portals = await GeodatabasePortals.start(from, to);
    portals.pair.target.switches.lowerCaseFieldNames = to === 'enterprise';
    const { url, admin } = portals.pair.source;
    portals.pair.source.switches.fault = ({ path }) =>
      /\/Events\/FeatureServer\/webHooks$/i.test(path) ? WEBHOOKS : undefined;
    const writer = openPortal({ url, credentials: { kind: 'password', ...admin } });
    try {
      const copies = new Copies(portals, await makeSource(writer));
      const titles = [...copies.source.keys()];
      for (const way of WAYS)
        await copies.copyAll(
          way,
          titles.filter((title) => title !== STUBBORN),
        );
      Object.assign(portals.pair.target.switches, { applyEditsWithGlobalIds: false, ownEditorFields: true });
      for (const way of WAYS) await copies.copyAll(way, [STUBBORN]);
      return copies;
    } catch (error) {
      await portals.close();
      throw error;
    } finally {
      await writer.close();
    }
  }

  private async copyAll(way: CarriedWay, titles: string[]): Promise<void> {
    const { portals } = this;
    const ids = titles.flatMap((title) => this.source.get(title)?.itemId ?? []);
    const items = await Promise.all(ids.map((id) => portals.source.read<Item>(`/content/items/${id}`)));
    const run = new RunRegistry(systemClock).open(
      { pipeline: way, dryRun: false, portal: portals.source.url },
      items.map((item) => summaryOf(item)),
    );
    const none: Way['exported'] = { file: null, warnings: [], requests: 0 };
    const ways = items.map(async ({ id, title }): Promise<[string, Way]> => {
      const exported = way === 'file' ? await portals.export(run, id) : none;
      return [title, { exported, result: await portals.publish(run, id, exported) }];
    });
    this.results.set(way, new Map([...(this.results.get(way) ?? []), ...(await Promise.all(ways))]));
    run.cancel('the test is over');
  }

  /** What became of one item. */
  way(way: CarriedWay, title: string): Way {
    const found = this.results.get(way)?.get(title);
    if (!found) throw new Error(`${title} was not copied.`);
    return found;
  }

  result(way: CarriedWay, title: string): CopyResult {
    return this.way(way, title).result;
  }

  /** What is wrong with an item's copy, to be read in a failure. */
  explain(way: CarriedWay, title: string): string {
    const { exported, result } = this.way(way, title);
    const failed = result.checks.filter(({ ok }) => !ok);
    return JSON.stringify(
      [exported.warnings, result.outcome, result.error, failed, result.warnings],
      null,
      1,
    );
  }

  /** What there is of a thing in the source, with the names that the copy's fields have. */
  async expected(way: CarriedWay, { of, read }: CarriedThing): Promise<unknown> {
    const source = await this.seeSource(of);
    const names = new Map([...this.source.keys()].flatMap((title) => renamedFields(this.result(way, title))));
    return withNames(read(source), names);
  }

  async actual(way: CarriedWay, { of, read }: CarriedThing): Promise<unknown> {
    const { target } = this.result(way, of);
    if (!target?.url) throw new Error(this.explain(way, of));
    const { id, url } = target;
    return plain(read(await this.see(`${way} ${of}`, () => seeService(this.portals.to, id, url))));
  }

  seeSource(title: string): Promise<SeenService> {
    const service = this.source.get(title);
    if (!service) throw new Error(`There is no ${title}.`);
    return this.see(title, () => seeService(this.portals.from, service.itemId, service.url));
  }

  private see(key: string, read: () => Promise<SeenService>): Promise<SeenService> {
    const seen = this.seen.get(key) ?? read();
    this.seen.set(key, seen);
    return seen;
  }

  close(): Promise<void> {
    return this.portals.close();
  }
}

/** What the copy's fields are called, as it was reported. */
function renamedFields({ map }: CopyResult): [string, string][] {
  return Object.values(map.services).flatMap(({ fields = {} }) =>
    Object.values(fields).flatMap((names) => Object.entries(names)),
  );
}

/** Whole words only; the texts of the source hold names of fields nowhere else. */
function withNames(value: unknown, names: ReadonlyMap<string, string>): unknown {
  const text = JSON.stringify(value ?? null).replace(/[A-Za-z_]\w*/g, (word) => names.get(word) ?? word);
  return JSON.parse(text) as unknown;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}
