import type { Node, NodeDef } from 'node-red';
import type { WritablePortal } from '../../lib/portal/portal.js';

/** What the dialog of a portal holds. Everything may be `${NAME}`, which Node-RED replaces from the environment. */
export interface PortalConfigDef extends NodeDef {
  url: string;
  signIn: 'password' | 'token';
  /** Id of a tls-config node, '' for the machine's own trust. */
  tls: string;
  readOnly: boolean;
  /** Calls in flight at once; blank for the default. */
  concurrency: string | number;
}

/** Kept by Node-RED in its encrypted credentials file. */
export interface PortalCredentials {
  username?: string;
  password?: string;
  token?: string;
}

export interface PortalConfigNode extends Node<PortalCredentials> {
  readonly settings: PortalConfigDef;
  /** The signed-in portal, one for all nodes that use this one; nothing is sent before the first call. Throws ARCGIS_CONFIG. */
  portal(): WritablePortal;
  /** The nodes that use this portal, by id: Node-RED hands what a portal reports on to the Status and Catch nodes of these. */
  readonly users: Record<string, Node>;
  register(node: Node): void;
  deregister(node: Node): void;
}
