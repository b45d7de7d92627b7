import type { SandboxUser } from '../portal/options.js';

/** Every password of the demo; it opens nothing but a portal on this machine. */
const password = 'not-a-secret-1';

/** Who works for the town. Items belong to four of them, so that copying meets several owners. */
export const townUsers: SandboxUser[] = [
  {
    username: 'mira.okonjo',
    password,
    fullName: 'Mira Okonjo',
    email: 'mira@larkmoor.example',
    role: 'org_publisher',
  },
  {
    username: 'tom.wren',
    password,
    fullName: 'Tom Wren',
    email: 'tom@larkmoor.example',
    role: 'org_publisher',
  },
  {
    username: 'ines.vale@larkmoor',
    password,
    fullName: 'Inés Vale',
    email: 'ines@larkmoor.example',
    role: 'org_publisher',
  },
  {
    username: 'petra_quill',
    password,
    fullName: 'Petra Quill',
    email: 'petra@larkmoor.example',
    role: 'org_publisher',
  },
  { username: 'sol.marsh', password, fullName: 'Søl Marsh', email: 'sol@larkmoor.example', role: 'org_user' },
  {
    username: 'j-halvorsen',
    password,
    fullName: 'Jørgen Halvorsen',
    email: 'jorgen@larkmoor.example',
    role: 'org_user',
  },
  {
    username: 'gis.office',
    password,
    fullName: 'Larkmoor GIS Office',
    email: 'gis@larkmoor.example',
    role: 'org_admin',
  },
];

/** Those of them who have moved to the target portal already, and one who was always there. */
export const targetUsers: SandboxUser[] = [
  ...townUsers.filter((user) =>
    ['mira.okonjo', 'tom.wren', 'petra_quill', 'sol.marsh'].includes(user.username),
  ),
  {
    username: 'county.clerk',
    password,
    fullName: 'County Clerk',
    email: 'clerk@county.example',
    role: 'org_user',
  },
];

export type GroupKey = 'water' | 'parks' | 'planning' | 'everyone';

/** A group and who is in it beside its owner. */
export interface TownGroup {
  key: GroupKey;
  title: string;
  owner: string;
  members: string[];
  access: 'private' | 'org' | 'public';
  snippet: string;
  description: string;
  tags: string[];
}

export const townGroups: TownGroup[] = [
  {
    key: 'water',
    title: 'Water and Hydrants',
    owner: 'tom.wren',
    members: ['mira.okonjo', 'petra_quill', 'j-halvorsen'],
    access: 'org',
    snippet: 'Layers and maps of the waterworks and the fire service.',
    description: '<p>Hydrants, mains and valves. Ask <b>Tom</b> for access.</p>',
    tags: ['water', 'fire service'],
  },
  {
    key: 'parks',
    title: 'Parks & Trees',
    owner: 'ines.vale@larkmoor',
    members: ['mira.okonjo', 'sol.marsh', 'petra_quill'],
    access: 'org',
    snippet: 'What grows in Larkmoor, and where people sit beneath it.',
    description: '<p>Street trees, parks, playgrounds and other public places.</p>',
    tags: ['parks', 'trees'],
  },
  {
    key: 'planning',
    title: 'Planning – Bebauung und Verkehr',
    owner: 'mira.okonjo',
    members: ['petra_quill', 'tom.wren', 'ines.vale@larkmoor'],
    access: 'private',
    snippet: 'Parcels, neighbourhoods and street works before they are decided.',
    description: '<p>Drafts. Nothing here is binding.</p>',
    tags: ['planning', 'parcels', 'streets'],
  },
  {
    key: 'everyone',
    title: 'Larkmoor Open Data',
    owner: 'gis.office',
    members: ['mira.okonjo', 'tom.wren', 'ines.vale@larkmoor', 'petra_quill'],
    access: 'public',
    snippet: 'Maps and data that the town gives to everyone.',
    description: '<p>Free for any use. The town asks to be named as the source.</p>',
    tags: ['open data'],
  },
];

/** The groups that the target has before anything is copied; the fourth is left for the copy to find missing. */
export const targetGroups: TownGroup[] = townGroups.filter((group) => group.key !== 'planning');
