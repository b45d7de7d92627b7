/** Whose manners a portal has. */
export type PortalKind = 'enterprise' | 'online';

export type ProfileName =
  | 'online'
  | 'enterprise-11.5'
  | 'enterprise-11.1'
  | 'enterprise-10.8.1'
  | 'enterprise-10.7.1'
  | 'enterprise-10.5.1';

/** The product and version that a portal speaks as. */
export interface Profile {
  readonly name: ProfileName;
  readonly kind: PortalKind;
  /** Release of ArcGIS Enterprise ('10.8.1'); of ArcGIS Online what its sharing API calls itself. */
  readonly portalVersion: string;
  /** `currentVersion` of the sharing API, which has numbers of its own. */
  readonly sharingVersion: string;
  /** Build number of the portal, '' for Online. */
  readonly build: string;
  /** `currentVersion` of the services: 10.81 for 10.8.1, 11.5. */
  readonly serverVersion: number;
  /** `fullVersion` of the services: '10.8.1'. */
  readonly serverFullVersion: string;
  /** Whether it is this release of ArcGIS Enterprise ('10.7') or a later one. Online always is. */
  atLeast(release: string): boolean;
}

interface Release {
  sharingVersion: string;
  build: string;
  serverVersion: number;
}

/** Sharing versions and builds before 11.5 are from memory of such portals; the others were read from live ones. */
const ENTERPRISE: Record<string, Release> = {
  '11.5': { sharingVersion: '2025.1', build: '56755', serverVersion: 11.5 },
  '11.1': { sharingVersion: '10.3', build: '41248', serverVersion: 11.1 },
  '10.8.1': { sharingVersion: '8.2', build: '14362', serverVersion: 10.81 },
  '10.7.1': { sharingVersion: '7.1', build: '11595', serverVersion: 10.71 },
  '10.5.1': { sharingVersion: '5.1', build: '7333', serverVersion: 10.51 },
};

const NAMES: readonly ProfileName[] = [
  'online',
  ...Object.keys(ENTERPRISE).map((release) => `enterprise-${release}` as ProfileName),
];

/** @throws Error for a name that is none, with the names there are */
export function profileOf(name: string): Profile {
  const known = NAMES.find((one) => one === name);
  if (known === undefined) throw new Error(`'${name}' is no portal version: ${NAMES.join(', ')}.`);
  if (known === 'online') {
    return {
      name: known,
      kind: 'online',
      portalVersion: '2026.1',
      sharingVersion: '2026.1',
      build: '',
      serverVersion: 12,
      serverFullVersion: '12.0.0',
      atLeast: () => true,
    };
  }
  const release = known.slice('enterprise-'.length);
  const facts = ENTERPRISE[release] as Release;
  return {
    name: known,
    kind: 'enterprise',
    portalVersion: release,
    ...facts,
    serverFullVersion: numbersOf(release).length === 3 ? release : `${release}.0`,
    atLeast: (other) => !isOlder(release, other),
  };
}

/** What a portal is if nobody says. */
export function newestProfile(kind: PortalKind): ProfileName {
  return kind === 'online' ? 'online' : 'enterprise-11.5';
}

function isOlder(release: string, other: string): boolean {
  const [own, theirs] = [numbersOf(release), numbersOf(other)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (own[at] ?? 0) - (theirs[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(release: string): number[] {
  return release.split('.').map(Number);
}
