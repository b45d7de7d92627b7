import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Does a task in a process of its own, which runs the file `worker` of this folder. Rejects if that process ends without a result. */
export async function runTask<Task extends object, Done>(worker: string, task: Task): Promise<Done> {
  const child = fork(path.join(__dirname, `${worker}.js`), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--expose-gc'],
  });
  child.send(task);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The ${worker} ended with exit code ${String(code)}.`);
  });
  const [done] = (await Promise.race([once(child, 'message'), ended])) as [Done];
  ended.catch(() => undefined);
  return done;
}
