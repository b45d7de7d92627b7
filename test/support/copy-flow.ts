import type { FlowNode } from './node-red-process.js';
import { sink } from './node-red-process.js';

export const TAB = 'tab';

export interface FlowPortal {
  url: string;
  username: string;
  password: string;
  readOnly?: boolean;
}

const portalConfig = (id: string, portal: FlowPortal): FlowNode => ({
  id,
  type: 'portal-config',
  name: `The ${id}`,
  url: portal.url,
  signIn: 'password',
  tls: '',
  readOnly: portal.readOnly ?? false,
  concurrency: '',
  credentials: { username: portal.username, password: portal.password },
});

/** The two portals, a tab and the button that every test flow begins with. */
export function frame(source: FlowPortal, target: FlowPortal, first: string): FlowNode[] {
  return [
    { id: TAB, type: 'tab', label: 'test', disabled: false, info: '' },
    portalConfig('source-portal', source),
    portalConfig('target-portal', target),
    {
      id: 'button',
      type: 'inject',
      z: TAB,
      name: 'Copy',
      props: [],
      repeat: '',
      once: false,
      wires: [[first]],
    },
  ];
}

export const searchItems = (wires: string[][], settings: Record<string, unknown> = {}): FlowNode => ({
  id: 'search',
  type: 'search-items',
  z: TAB,
  name: '',
  portal: 'source-portal',
  scope: 'organisation',
  user: '',
  userType: 'str',
  group: '',
  groupType: 'str',
  ids: '',
  idsType: 'str',
  query: '',
  queryType: 'str',
  pipeline: '',
  pipelineType: 'str',
  overlap: 'refuse',
  wires,
  ...settings,
});

export const cloneItem = (wires: string[][], settings: Record<string, unknown> = {}): FlowNode => ({
  id: 'clone',
  type: 'clone-item',
  z: TAB,
  name: '',
  source: 'source-portal',
  target: 'target-portal',
  owner: '',
  ownerType: 'str',
  folder: 'same',
  folderName: '',
  folderNameType: 'str',
  match: 'source-id',
  whenExists: 'update',
  whenEdited: 'keep',
  whenRecycled: 'fail',
  table: '',
  pairs: '',
  pairsType: 'str',
  verify: 'full',
  wires,
  ...settings,
});

const shareGroups = (wires: string[][], settings: Record<string, unknown> = {}): FlowNode => ({
  id: 'share',
  type: 'share-groups',
  z: TAB,
  name: '',
  source: 'source-portal',
  target: 'target-portal',
  access: 'as-source',
  groups: 'as-source',
  titles: '',
  titlesType: 'str',
  createMissing: true,
  wires,
  ...settings,
});

export const copyReport = (wires: string[][], settings: Record<string, unknown> = {}): FlowNode => ({
  id: 'report',
  type: 'copy-report',
  z: TAB,
  name: '',
  quiet: '5',
  wires,
  ...settings,
});

export const catchAll = (wires: string[][]): FlowNode => ({
  id: 'catcher',
  type: 'catch',
  z: TAB,
  name: '',
  scope: null,
  uncaught: false,
  wires,
});

/** The flow of the example "Copy everything", with a sink for the report and one for what Catch gets. */
export function copyEverything(source: FlowPortal, target: FlowPortal, collector: string): FlowNode[] {
  return [
    ...frame(source, target, 'search'),
    searchItems([['clone'], ['report']]),
    cloneItem([['share']]),
    shareGroups([['report']]),
    copyReport([['report-in']]),
    catchAll([['catch-in']]),
    ...sink('report', collector, TAB),
    ...sink('catch', collector, TAB),
  ];
}
