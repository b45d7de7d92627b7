import type { NodeStatus } from 'node-red';

/** States that every node shows in the same way. The texts are ids in each node's catalog, and stable: Status nodes get them as they are. */
export const STATUS = {
  noPortal: { fill: 'grey', shape: 'ring', text: 'status.no-portal' },
  queued: { fill: 'blue', shape: 'ring', text: 'status.queued' },
  cancelled: { fill: 'grey', shape: 'dot', text: 'status.cancelled' },
} satisfies Record<string, NodeStatus>;
