/** The part of the helper's interface that these tests use; it brings no types. */
declare module 'node-red-node-test-helper' {
  import type { EventEmitter } from 'node:events';
  import type { NodeInitializer } from 'node-red';

  interface HelperNode extends EventEmitter {
    id: string;
    type: string;
    receive(msg: object): void;
    credentials?: Record<string, string>;
  }

  interface TestHelper {
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(nodes: NodeInitializer[], flow: object[], credentials?: object): Promise<void>;
    unload(): Promise<void>;
    setFlows(flow: object[], type: 'full' | 'flows' | 'nodes', credentials?: object): Promise<void>;
    getNode(id: string): HelperNode | null;
    url(): string;
    request(): { post(path: string): { send(body: object): Promise<{ status: number; body: unknown }> } };
  }

  const helper: TestHelper;
  export = helper;
}
