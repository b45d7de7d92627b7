import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';

/** Node-RED as a node's program sees it. */
export type Red = NodeAPI;

/** A message on its way: what Node-RED puts there, plus whatever the flow's author did. */
export type FlowMessage = NodeMessageInFlow;

/** What a node may send: one message, or one entry per output. */
export type Outgoing = NodeMessage | (NodeMessage | null)[];

/** True if something is wired to an output of the node. Node-RED keeps the wires on the node, though its types do not say so. */
export function isWired(node: Node): boolean {
  const { wires } = node as Node & { wires?: string[][] };
  return wires?.some((output) => output.length > 0) ?? false;
}
