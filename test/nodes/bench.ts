import { EventEmitter, once } from 'node:events';
import RED, { type NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import cloneItem from '../../nodes/clone-item/clone-item.js';
import copyReport from '../../nodes/copy-report/copy-report.js';
import portalConfig from '../../nodes/portal-config/portal-config.js';
import searchItems from '../../nodes/search-items/search-items.js';
import shareGroups from '../../nodes/share-groups/share-groups.js';

export interface BenchNode {
  id: string;
  type: string;
  wires?: string[][];
  [key: string]: unknown;
}

export type Message = Record<string, unknown>;

/** One call of `done` by a node, for one message. */
export interface Completion {
  node: string;
  error: (Error & { code?: string }) | null;
  msg: Message;
}

export interface StatusCall {
  fill?: string;
  shape?: string;
  text?: string;
}

type Credentials = Record<string, Record<string, string>>;

/**
 * Nodes in a real Node-RED runtime, without its editor. Nodes of type `helper` collect what they get; every `done` is counted, by Node-RED's
 * own hook.
 */
export class Bench {
  readonly completions: Completion[] = [];
  private readonly received = new Map<string, Message[]>();
  private readonly statuses = new Map<string, StatusCall[]>();
  private readonly warnings = new Map<string, string[]>();
  private readonly watched = new WeakSet<object>();
  private readonly events = new EventEmitter();

  /** Loads a flow; further node types may be given. */
  static async load(
    flow: BenchNode[],
    credentials: Credentials = {},
    extra: NodeInitializer[] = [],
  ): Promise<Bench> {
    const bench = new Bench();
    const types = [portalConfig, searchItems, cloneItem, shareGroups, copyReport, ...extra];
    await helper.startServer();
    await helper.load(types, flow, credentials);
    RED.hooks.add('onComplete.bench', ({ node, msg, error }) => {
      bench.completions.push({ node: node.id, error: error ?? null, msg: msg as Message });
      bench.events.emit('change');
    });
    for (const { id } of flow) bench.watch(id);
    return bench;
  }

  async unload(): Promise<void> {
    RED.hooks.remove('*.bench');
    await helper.unload();
    await helper.stopServer();
  }

  /** Deploys another flow, as the editor's Deploy button does. */
  async deploy(flow: BenchNode[], type: 'full' | 'nodes', credentials: Credentials = {}): Promise<void> {
    await helper.setFlows(flow, type, credentials);
    for (const { id } of flow) this.watch(id);
  }

  send(id: string, msg: Message): void {
    const node = helper.getNode(id);
    if (!node) throw new Error(`no node ${id}`);
    node.receive(msg);
  }

  messages(id: string): Message[] {
    return this.received.get(id) ?? [];
  }

  statusesOf(id: string): StatusCall[] {
    return this.statuses.get(id) ?? [];
  }

  warningsOf(id: string): string[] {
    return this.warnings.get(id) ?? [];
  }

  completionsOf(id: string): Completion[] {
    return this.completions.filter(({ node }) => node === id);
  }

  /** Resolves as soon as the condition holds; it is looked at whenever a node gets a message, is done, warns or shows a status. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.events, 'change');
  }

  /** The first message that a `helper` node gets. */
  async message(id: string): Promise<Message> {
    await this.until(() => this.messages(id).length > 0);
    return this.messages(id)[0] as Message;
  }

  /** The first completion of a node. */
  async completion(id: string): Promise<Completion> {
    await this.until(() => this.completionsOf(id).length > 0);
    return this.completionsOf(id)[0] as Completion;
  }

  private watch(id: string): void {
    const node = helper.getNode(id);
    if (!node || this.watched.has(node)) return;
    this.watched.add(node);
    const listen = <T>(event: string, known: Map<string, T[]>, read: (value: unknown) => T): void => {
      node.on(event, (value: unknown) => {
        known.set(id, [...(known.get(id) ?? []), read(value)]);
        this.events.emit('change');
      });
    };
    const argument = (call: unknown): unknown => (call as { args: unknown[] }).args[0];
    if (node.type === 'helper') listen('input', this.received, (msg) => msg as Message);
    listen('call:status', this.statuses, (call) => argument(call) as StatusCall);
    listen('call:warn', this.warnings, (call) => String(argument(call)));
  }
}
