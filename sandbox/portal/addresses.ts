import type { PortalKind } from '../profiles/profile.js';

/** Roots of a portal's listeners for one scheme. */
export interface AddressSet {
  /** With the context path, without /sharing. */
  portal: string;
  /** Root of the services, without /rest. */
  server: string;
  /** Host that file contents are downloaded from (ArcGIS Online). */
  storage: string;
}

/** Where a portal and its servers are, by http and by https. */
export class Addresses {
  readonly http: AddressSet;
  readonly https: AddressSet;

  constructor(kind: PortalKind, orgId: string, ports: Record<string, number>) {
    const of = (scheme: 'http' | 'https'): AddressSet => {
      const host = (role: string) => `${scheme}://127.0.0.1:${ports[`${role}-${scheme}`]}`;
      return {
        portal: `${host('portal')}${portalContext(kind)}`,
        server: `${host('server')}${serverContext(kind, orgId)}`,
        storage: host('storage'),
      };
    };
    this.http = of('http');
    this.https = of('https');
  }

  of(secure: boolean): AddressSet {
    return secure ? this.https : this.http;
  }

  /** A stored address of this portal as the client that came by http or https should see it; others as they are. */
  toClient(address: string | null, secure: boolean): string | null {
    return secure ? swap(address, this.http, this.https) : address;
  }

  /** An address that a client sent, in the form that is stored. */
  toStored(address: string | null): string | null {
    return swap(address, this.https, this.http);
  }
}

/** Path of the web context. */
export function portalContext(kind: PortalKind): string {
  return kind === 'enterprise' ? '/portal' : '';
}

/** Path of the services' root. */
export function serverContext(kind: PortalKind, orgId: string): string {
  return kind === 'enterprise' ? '/server' : `/${orgId}/arcgis`;
}

function swap(address: string | null, from: AddressSet, to: AddressSet): string | null {
  if (address === null) return null;
  for (const role of ['portal', 'server'] as const) {
    const root = new URL(from[role]).origin;
    if (address === root || address.startsWith(`${root}/`))
      return new URL(to[role]).origin + address.slice(root.length);
  }
  return address;
}
