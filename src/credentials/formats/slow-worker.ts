import { parentPort } from 'node:worker_threads';
import { type Job, work } from './slow-work.ts';

/** The thread itself: a job comes in, its bytes go out. A throw ends it, and slow.ts starts another. */
parentPort?.on('message', (job: Job) => parentPort?.postMessage(work(job)));
