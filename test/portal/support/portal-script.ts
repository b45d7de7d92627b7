import type { Script, SeenRequest } from './scripted-server.js';
import { tokenOf } from './scripted-server.js';

export const PASSWORD = 'correct horse 9';

/** A portal below /portal that knows one user and whose tokens are T1, T2, … in turn; everything else is `rest`'s. */
export class PortalScript {
  /** The newest token; older ones have expired. */
  issued = 0;
  expires: () => number = () => Date.now() + 3_600_000;
  /** Server roots that the portal makes tokens for. */
  federated: string[] = [];

  constructor(private readonly rest: Script = () => ({})) {}

  readonly script: Script = (request, response) => {
    if (request.path.endsWith('/sharing/rest/generateToken')) return this.#generateToken(request);
    if (request.path.includes('/sharing/rest/') && !this.accepts(request)) return refusedToken(request);
    if (request.path.endsWith('/portals/self')) {
      return {
        id: '0123456789ABCDEF',
        isPortal: true,
        name: 'Town',
        portalHostname: 'town/portal',
        user: this.#user(request),
      };
    }
    return this.rest(request, response);
  };

  accepts(request: SeenRequest): boolean {
    const token = tokenOf(request);
    return token === null || token === `T${this.issued}`;
  }

  #generateToken(request: SeenRequest): unknown {
    const { form } = request;
    if (form.get('serverUrl') !== null) {
      if (form.get('token') !== `T${this.issued}`) return invalidToken();
      if (!this.federated.includes(form.get('serverUrl') ?? '')) {
        return {
          error: { code: 400, message: 'Unable to generate token.', details: ['Server is not federated.'] },
        };
      }
      return { token: `S-${form.get('token')}`, expires: this.expires(), ssl: false };
    }
    if (form.get('password') !== PASSWORD) {
      return {
        error: {
          code: 400,
          message: 'Unable to generate token.',
          details: ['Invalid username or password.'],
        },
      };
    }
    this.issued += 1;
    return { token: `T${this.issued}`, expires: this.expires(), ssl: false };
  }

  #user(request: SeenRequest): unknown {
    if (tokenOf(request) === null) return undefined;
    return {
      username: 'gis',
      fullName: 'G. Is',
      role: 'org_admin',
      privileges: [],
      groups: [],
      orgId: '0123456789ABCDEF',
    };
  }
}

export function invalidToken(): unknown {
  return { error: { code: 498, message: 'Invalid token.', details: [] } };
}

function refusedToken(request: SeenRequest): unknown {
  return tokenOf(request) === null
    ? {
        error: { code: 499, messageCode: 'GWM_0003', message: 'Token Required', details: ['Token Required'] },
      }
    : invalidToken();
}
