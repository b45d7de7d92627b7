import type { SandboxPair } from '../../sandbox/index.js';
import type { BenchNode } from './bench.js';

export const TAB = 'tab';

export const tab: BenchNode = { id: TAB, type: 'tab', label: 'test', disabled: false, info: '' };

export const sinkNode = (id: string): BenchNode => ({
  id,
  type: 'helper',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  wires: [],
});

export const catchNode = (wires: string[][]): BenchNode => ({
  id: 'catch',
  type: 'catch',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  scope: null,
  uncaught: false,
  wires,
});

export const portalNode = (id: string, url: string, more: Record<string, unknown> = {}): BenchNode => ({
  id,
  type: 'portal-config',
  // Node-RED takes any property that equals an id for a dependency.
  name: `the ${id}`,
  url,
  signIn: 'password',
  tls: '',
  readOnly: false,
  concurrency: '',
  ...more,
});

/** The config nodes `source` and `target`, and the credentials that Node-RED keeps for them. */
export function portals(pair: SandboxPair): {
  nodes: BenchNode[];
  credentials: Record<string, Record<string, string>>;
} {
  return {
    nodes: [portalNode('source', pair.source.url, { readOnly: true }), portalNode('target', pair.target.url)],
    credentials: { source: { ...pair.source.admin }, target: { ...pair.target.admin } },
  };
}

export const searchNode = (wires: string[][], more: Record<string, unknown> = {}): BenchNode => ({
  id: 'search',
  type: 'search-items',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  portal: 'source',
  scope: 'mine',
  user: '',
  userType: 'str',
  group: '',
  groupType: 'str',
  folder: '',
  folderType: 'str',
  ids: '',
  idsType: 'str',
  query: '',
  queryType: 'str',
  pipeline: '',
  pipelineType: 'str',
  overlap: 'refuse',
  dryRun: false,
  wires,
  ...more,
});

export const cloneNode = (wires: string[][], more: Record<string, unknown> = {}): BenchNode => ({
  id: 'clone',
  type: 'clone-item',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  source: 'source',
  target: 'target',
  owner: '',
  ownerType: 'str',
  folder: 'root',
  folderName: '',
  folderNameType: 'str',
  match: 'source-id',
  whenExists: 'update',
  whenEdited: 'keep',
  whenRecycled: 'fail',
  whenFailed: 'keep',
  table: '',
  pairs: '',
  pairsType: 'str',
  verify: 'full',
  wires,
  ...more,
});

export const shareNode = (wires: string[][], more: Record<string, unknown> = {}): BenchNode => ({
  id: 'share',
  type: 'share-groups',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  source: 'source',
  target: 'target',
  access: 'as-source',
  groups: 'as-source',
  titles: '',
  titlesType: 'str',
  createMissing: false,
  wires,
  ...more,
});

export const reportNode = (wires: string[][], more: Record<string, unknown> = {}): BenchNode => ({
  id: 'report',
  type: 'copy-report',
  z: TAB,
  x: 0,
  y: 0,
  name: '',
  quiet: '0.3',
  wires,
  ...more,
});
