import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunReport } from '../../../lib/copy/run/report.js';
import deleteExisting from '../../../nodes/delete-existing/delete-existing.js';
import remapWebmap from '../../../nodes/remap-webmap/remap-webmap.js';
import { Content } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { Bench, type BenchNode, type Message } from '../../nodes/bench.js';
import {
  catchNode,
  cloneNode,
  portals as portalNodes,
  reportNode,
  searchNode,
  sinkNode,
  TAB,
  tab,
} from '../../nodes/flows.js';

type More = Record<string, unknown>;

export const remapNode = (wires: string[][], more: More = {}): BenchNode => ({
  id: 'remap',
  type: 'remap-webmap',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  target: 'target',
  source: '',
  scope: 'target',
  what: 'mine',
  table: '',
  pairs: '',
  pairsType: 'str',
  quiet: '2',
  wires,
  ...more,
});

export const deleteNode = (wires: string[][], more: More = {}): BenchNode => ({
  id: 'delete',
  type: 'delete-existing',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  target: 'target',
  moment: 'proven',
  dryRun: false,
  match: 'source-id',
  owner: '',
  ownerType: 'str',
  folder: 'any',
  folderName: '',
  folderNameType: 'str',
  permanent: false,
  quiet: '2',
  wires,
  ...more,
});

/** Two portals with content, a folder for former documents, and flows that run on them. */
export class Stage {
  readonly source: Content;
  readonly target: Content;
  private bench: Bench | null = null;

  private constructor(
    readonly portals: Portals,
    /** Folder for former documents. */
    readonly kept: string,
  ) {
    this.source = new Content(portals.source, portals.pair.source.admin.username);
    this.target = new Content(portals.target, portals.pair.target.admin.username);
  }

  static async open(
    from: 'enterprise' | 'online' = 'enterprise',
    to: 'enterprise' | 'online' = 'enterprise',
  ): Promise<Stage> {
    return new Stage(await Portals.start(from, to), await mkdtemp(join(tmpdir(), 'former-')));
  }

  async close(): Promise<void> {
    await this.bench?.unload();
    await this.portals.close();
    await rm(this.kept, { recursive: true, force: true });
  }

  /** Loads a flow: what is given, the portals, a sink and a Catch node. */
  async load(nodes: BenchNode[]): Promise<Bench> {
    await this.bench?.unload();
    const { source, target } = this.portals.pair;
    const both = portalNodes({ source, target, close: async () => undefined });
    const extra = [
      sinkNode('out'),
      sinkNode('proposals'),
      sinkNode('changed'),
      catchNode([['caught']]),
      sinkNode('caught'),
    ];
    this.bench = await Bench.load([tab, ...both.nodes, ...nodes, ...extra], both.credentials, [
      remapWebmap,
      deleteExisting,
    ]);
    return this.bench;
  }

  /** Copies items through clone-item, remap-webmap, delete-existing and copy-report, as far as settings are given, and answers with the report. */
  async run(
    ids: string[],
    settings: { clone?: More; remap?: More; delete?: More; search?: More },
    msg: Message = {},
  ): Promise<{ report: RunReport; bench: Bench }> {
    const chain = [
      cloneNode([], {
        needsDocuments: 'existing',
        needsLayers: 'existing',
        needsFiles: 'existing',
        ...settings.clone,
      }),
      ...(settings.remap ? [remapNode([], { keep: this.kept, ...settings.remap })] : []),
      ...(settings.delete ? [deleteNode([], settings.delete)] : []),
      reportNode([], { quiet: '5' }),
    ];
    const wired = chain.map((node, at) => {
      const next = chain[at + 1]?.id ?? 'out';
      return {
        ...node,
        wires: node.type === 'remap-webmap' ? [[next], ['proposals'], ['changed']] : [[next]],
      };
    });
    const search = searchNode([['clone'], ['report']], {
      scope: 'ids',
      ids: 'ids',
      idsType: 'msg',
      ...settings.search,
    });
    const bench = await this.load([search, ...wired]);
    bench.send('search', { ...msg, ids });
    const { payload } = await bench.message('out');
    return { report: payload as RunReport, bench };
  }

  /** The data of an item of the target, as it is stored. */
  data(id: string): Promise<string> {
    return this.portals.target.readText(`/content/items/${id}/data`);
  }

  /** Whether the target still has the item. */
  async has(id: string): Promise<boolean> {
    const { target } = this.portals;
    return target.read(`/content/items/${id}`).then(
      () => true,
      () => false,
    );
  }
}

/** Outcome of the row of an item. */
export function outcomeOf(report: RunReport, id: string): string | undefined {
  return report.rows.find(({ source }) => source.id === id)?.outcome;
}

/** Warnings of the row of an item, as one text. */
export function saidOf(report: RunReport, id: string): string {
  const row = report.rows.find(({ source }) => source.id === id);
  return (row?.warnings ?? []).map(({ code, message }) => `${code}: ${message}`).join('\n');
}
