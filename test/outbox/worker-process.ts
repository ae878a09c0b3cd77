import { connect } from '../../src/db.ts';
import { runWorker } from '../../src/outbox/worker.ts';
import { testClock } from '../support/clock.ts';
import { testRing } from '../support/ring.ts';
import { handlersTo } from './rig.ts';

/** A worker in a process of its own, to be killed: `worker-process.ts DATABASE_URL CLIENT_URL`. */
const [databaseUrl = '', hall = ''] = process.argv.slice(2);
const base = { db: connect(databaseUrl), ring: testRing(), clock: testClock() };
runWorker(base, handlersTo({ hall }, 60_000), { everyMs: 5 });
