import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type FlowNode, sink } from '../../support/node-red-process.js';

/** An example as it comes with the package, and what a test may do to it before it is deployed. */
export interface Example {
  readonly nodes: FlowNode[];
  readonly tab: string;
  /** The node with this id; its properties may be changed, as a user would in its dialog. */
  node(id: string): FlowNode;
  /** Hands what a node sends to the test as well. */
  tap(id: string, topic: string, collector: string, output?: number): void;
}

/** Reads "2 - Copy services" and the like. */
export async function readExample(name: string): Promise<Example> {
  const nodes = JSON.parse(await readFile(path.join('examples', `${name}.json`), 'utf8')) as FlowNode[];
  const tab = nodes.find(({ type }) => type === 'tab')?.id;
  if (!tab) throw new Error(`"${name}" has no tab.`);
  const node = (wanted: string): FlowNode => {
    const found = nodes.find(({ id }) => id === wanted);
    if (!found) throw new Error(`"${name}" has no node ${wanted}.`);
    return found;
  };
  return {
    nodes,
    tab,
    node,
    tap(id, topic, collector, output = 0) {
      const { wires = [] } = node(id);
      while (wires.length <= output) wires.push([]);
      wires[output]?.push(`${topic}-in`);
      node(id).wires = wires;
      if (!nodes.some((known) => known.id === `${topic}-in`)) nodes.push(...sink(topic, collector, tab));
    },
  };
}
