import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunReport } from '../../../lib/copy/run/report.js';
import { type SandboxPair, startPair } from '../../../sandbox/index.js';
import { type NodeRedProcess, startNodeRed } from '../../support/node-red-process.js';
import { type Rest, signIn } from '../../support/rest.js';

/** Two portals, the town in the first, and a Node-RED whose environment names them as the examples ask for. */
export interface Stage {
  pair: SandboxPair;
  nodeRed: NodeRedProcess & { collector: string };
  source: Rest;
  target: Rest;
  /** The report that the sink of this topic gets next. */
  nextReport(topic?: string): Promise<RunReport>;
  /** What a query finds in the source. */
  find(query: string): Promise<FoundItem[]>;
  close(): Promise<void>;
}

export interface FoundItem {
  id: string;
  title: string;
  type: string;
  owner: string;
}

/** What a query finds, as soon as it finds anything: a search sees a change some moments later. */
export async function found(portal: Rest, query: string): Promise<FoundItem[]> {
  for (;;) {
    const { results } = await portal.json<{ results: FoundItem[] }>('/search', { q: query, num: 100 });
    if (results.length > 0) return results;
  }
}

export const SECRET = 'a secret of this test';

export async function startStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-examples-'));
  const pair = await startPair({ dir: folder });
  const { source: from, target: to } = pair;
  const nodeRed = await startNodeRed({
    nodesDir: process.cwd(),
    env: {
      SOURCE_PORTAL: from.url,
      SOURCE_USER: from.admin.username,
      SOURCE_PASSWORD: from.admin.password,
      TARGET_PORTAL: to.url,
      TARGET_USER: to.admin.username,
      TARGET_PASSWORD: to.admin.password,
      COPY_SECRET: SECRET,
    },
  });
  const source = await signIn(from.url, from.admin.username, from.admin.password);
  const target = await signIn(to.url, to.admin.username, to.admin.password);
  return {
    pair,
    nodeRed,
    source,
    target,
    async nextReport(topic = 'report') {
      return (await nodeRed.next(topic)).payload as RunReport;
    },
    find: (query) => found(source, query),
    async close() {
      await nodeRed.stop();
      await pair.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
