import { Worker } from 'node:worker_threads';
import { queue } from '../hashing.ts';
import type { Job } from './slow-work.ts';

/**
 * Does a job in a thread of its own, in its turn: bcryptjs and phpass would hold the event loop, and
 * the others libuv's threads, and so the hops of people who are signed in.
 * Throws Refusal `credentials.busy`.
 */
export const slowly: (job: Job) => Promise<Uint8Array> = inThreads();

/**
 * The threads behind the queue, which bounds their number: each is started when none is free, kept,
 * and keeps the process alive only while it works. One that dies fails its job and is forgotten.
 */
export function inThreads(start = startWorker, inTurn = queue): (job: Job) => Promise<Uint8Array> {
  const free: Worker[] = [];

  function begin(): Worker {
    const worker = start();
    // Also between jobs; without a listener an error would end the process.
    worker.on('error', () => forget(worker));
    worker.on('exit', () => forget(worker));
    return worker;
  }

  function forget(worker: Worker): void {
    const at = free.indexOf(worker);
    if (at >= 0) free.splice(at, 1);
  }

  return (job) =>
    inTurn(
      () =>
        new Promise<Uint8Array>((resolve, reject) => {
          const worker = free.pop() ?? begin();
          const settle = (then: () => void) => {
            worker.off('message', done).off('error', failed).off('exit', failed);
            then();
          };
          const done = (bytes: Uint8Array) =>
            settle(() => {
              worker.unref();
              free.push(worker);
              resolve(bytes);
            });
          // The words of what it died of may hold the job; its code does not.
          const failed = (cause: (Error & { code?: string }) | number) =>
            settle(() => {
              const code = typeof cause === 'number' ? `exit ${cause}` : (cause.code ?? cause.name);
              reject(new Error(`a thread for password hashes died: ${code}`));
            });
          worker.on('message', done).on('error', failed).on('exit', failed);
          worker.ref();
          worker.postMessage(job);
        }),
    );
}

/**
 * The build's thread needs no loader. That of the sources does (dev, demo, tests), and Node 20 does not
 * let a thread inherit one or begin with one; so it begins with a line that asks for it.
 */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./slow-worker.js', import.meta.url), { execArgv: [] });
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const file = JSON.stringify(new URL('./slow-worker.ts', import.meta.url).href);
  const line = `import(${loader}).then((tsx) => tsx.tsImport(${file}, ${file}))`;
  return new Worker(line, { eval: true, execArgv: [] });
}
