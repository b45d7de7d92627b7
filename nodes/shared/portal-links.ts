import type { Node } from 'node-red';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import type { PortalConfigNode } from '../portal-config/contract.js';
import type { Red } from './node-red.js';

/**
 * The portal-config nodes that a node uses. Registers the node with each, so that what a portal reports reaches the Status and Catch nodes
 * that listen to the node.
 */
export class PortalLinks {
  constructor(
    private readonly red: Red,
    private readonly node: Node,
    private readonly ids: Record<string, string | undefined>,
  ) {
    for (const config of this.configs()) config.register(node);
  }

  /** True if each portal that the node needs is chosen and enabled. */
  get complete(): boolean {
    return this.configs().length === Object.keys(this.ids).length;
  }

  /** The portal of a role such as "source" or "target". Throws ARCGIS_CONFIG if none is chosen, or its settings cannot work. */
  portal(role: string): WritablePortal {
    const config = this.config(this.ids[role]);
    if (config) return config.portal();
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `No ${role} portal: open the node, choose one, and check that it is not disabled. Then deploy.`,
    );
  }

  close(): void {
    for (const config of this.configs()) config.deregister(this.node);
  }

  private configs(): PortalConfigNode[] {
    return Object.values(this.ids).flatMap((id) => this.config(id) ?? []);
  }

  private config(id: string | undefined): PortalConfigNode | null {
    return id ? ((this.red.nodes.getNode(id) as PortalConfigNode | null | undefined) ?? null) : null;
  }
}
