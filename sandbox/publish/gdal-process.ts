import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { GdalReply, GdalRequest } from './gdal-messages.js';

/** GDAL in a process of its own. */
export class GdalProcess {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #last = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (reply: GdalReply) => this.#settle(reply));
    child.on('exit', (code, signal) => this.#fail(new Error(`GDAL ended (${code ?? signal}).`)));
    child.on('error', (error) => this.#fail(error));
  }

  /** Starts GDAL (about a second). Rejects if it cannot be started. */
  static async start(): Promise<GdalProcess> {
    const cwd = path.join(path.dirname(require.resolve('gdal3.js/package.json')), 'dist', 'package');
    const child = fork(path.join(__dirname, 'gdal-worker.js'), [], {
      cwd,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const gdal = new GdalProcess(child);
    await new Promise((resolve, reject) => gdal.#open.set(0, { resolve, reject }));
    return gdal;
  }

  /** Rejects with what GDAL said. */
  call<T = null>(request: GdalRequest): Promise<T> {
    this.#last += 1;
    const id = this.#last;
    return new Promise<unknown>((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#child.send({ id, request }, (error) => {
        if (error) this.#settle({ id, failure: error.message });
      });
    }) as Promise<T>;
  }

  /** Ends the process and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await ended;
  }

  #settle({ id, result, failure }: GdalReply): void {
    const waiting = this.#open.get(id);
    this.#open.delete(id);
    if (failure === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(failure));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
