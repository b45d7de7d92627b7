import { ArcGISIdentityManager, request } from '@esri/arcgis-rest-request';
import type { PortalKind, SandboxPortal } from '../../../sandbox/index.js';
import { type Json, TestPortal } from '../../sandbox/test-portal.js';

export type { Json };

/** A portal with its people signed in, and what cases need to stand on. */
export class Stage {
  readonly kind: PortalKind;
  readonly test: TestPortal;
  /** A publisher, the owner of what the cases make. */
  readonly ann: ArcGISIdentityManager;
  readonly ben: ArcGISIdentityManager;
  readonly admin: ArcGISIdentityManager;
  #made = 0;

  private constructor(
    kind: PortalKind,
    test: TestPortal,
    people: [ann: ArcGISIdentityManager, ben: ArcGISIdentityManager, admin: ArcGISIdentityManager],
  ) {
    this.kind = kind;
    this.test = test;
    [this.ann, this.ben, this.admin] = people;
  }

  static async open(kind: PortalKind): Promise<Stage> {
    const test = await TestPortal.start({ kind });
    const signIn = (username: string, password: string) =>
      ArcGISIdentityManager.signIn({ username, password, portal: test.rest });
    const { admin } = test.portal;
    return new Stage(kind, test, [
      await signIn('ann', 'ann-secret'),
      await signIn('ben', 'ben-secret'),
      await signIn(admin.username, admin.password),
    ]);
  }

  close(): Promise<void> {
    return this.test.stop();
  }

  get portal(): SandboxPortal {
    return this.test.portal;
  }

  /** …/sharing/rest */
  get rest(): string {
    return this.test.rest;
  }

  /** A name that nothing else has. */
  name(stem: string): string {
    this.#made += 1;
    return `${stem} ${this.#made}`;
  }

  /** The id of a new item of ann's. */
  item(params: Record<string, string | Blob> = {}): Promise<string> {
    return this.test.add('ann', {
      type: 'Web Map',
      title: this.name('Map'),
      text: '{"version":"2.30"}',
      ...params,
    });
  }

  /** The id of a new group of ann's. */
  async group(params: Record<string, string> = {}): Promise<string> {
    const { group } = await this.as(this.ann, '/community/createGroup', {
      title: this.name('Group'),
      access: 'org',
      ...params,
    });
    return String((group as Json).id);
  }

  /** Calls an address of the sharing API without the functions that are being tested. */
  as(authentication: ArcGISIdentityManager, path: string, params: Json = {}): Promise<Json> {
    return request(`${this.rest}${path}`, { authentication, params });
  }
}

/** The rejection of a promise that has to be rejected. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string | number }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/**
 * What is done with multipart bodies. From Node 24 on the library sends the text "[object FormData]" instead, a portal sees no
 * `f` in it and answers with its page: the documented failure is expected there, and nothing else.
 */
export async function multipart<T>(work: () => Promise<T>, then: (result: T) => unknown): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    await then(await work());
    return '';
  }
  const error = await rejection(work());
  if (!/Unexpected token '?</.test(error.message)) throw error;
  return 'multipart is broken in the library on this Node.js: the portal answers its HTML page';
}
