import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/db.ts';
import type { Handlers } from '../../src/outbox/attempt.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { drainOnce, runWorker } from '../../src/outbox/worker.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { handlersTo, noJitter, oweLogouts } from './rig.ts';

let fresh: FreshDatabase;
let hall: FaultyClient;
beforeEach(async () => {
  [fresh, hall] = await Promise.all([freshDatabase(), faultyClient()]);
});
afterEach(() => Promise.all([fresh.drop(), hall.stop()]));

describe('two workers on two nodes', () => {
  it('make every delivery exactly once when all goes well', async () => {
    const second = connect(fresh.url);
    const handlers = handlersTo({ hall: hall.url, fund: hall.url });
    const workers = [
      runWorker(fresh.base, handlers, { everyMs: 1 }),
      runWorker({ ...fresh.base, db: second }, handlers, { everyMs: 1 }),
    ];
    for (let round = 0; round < 15; round += 1) {
      await Promise.all([oweLogouts(fresh.base, 'hall', 10), oweLogouts(fresh.base, 'fund', 10)]);
    }
    await hall.arrival(300);
    await Promise.all(workers.map((worker) => worker.stop()));
    await second.destroy();
    await drainOnce(fresh.base, handlers);
    expect(hall.received).toHaveLength(300);
    expect(new Set(hall.received.map(({ id }) => id)).size).toBe(300);
    expect(hall.received.every(({ attempt }) => attempt === '1')).toBe(true);
    const delivered = (await auditTrail(fresh.base)).map(({ object_id }) => object_id);
    expect(new Set(delivered).size).toBe(300);
    expect(delivered).toHaveLength(300);
  });

  it('do not settle each other: one that comes late finds its lease gone', async () => {
    const [session] = await oweLogouts(fresh.base, 'hall');
    const signals = new EventEmitter();
    const begun = once(signals, 'begun');
    const slow: Handlers = {
      ...handlersTo({}),
      logout: async () => {
        const released = once(signals, 'released');
        signals.emit('begun');
        await released;
        return { ok: false, fault: 'too_late', final: true };
      },
    };
    const late = drainOnce(fresh.base, slow);
    await begun;
    fresh.clock.advance(20_000);
    await drainOnce(fresh.base, handlersTo({ hall: hall.url }));
    signals.emit('released');
    await late;
    const [entry] = await outbox.ledger(fresh.base, { session_ids: [session ?? ''] });
    expect(entry).toMatchObject({ state: 'delivered', attempts: 2, receipt: { status: 200 } });
    expect((await auditTrail(fresh.base)).map(({ kind }) => kind)).toEqual(['delivery.delivered']);
  });
});

describe('a worker that is killed with deliveries in flight', () => {
  let child: ChildProcess;
  afterEach(() => child.kill('SIGKILL'));

  it('leaves nothing untold: every delivery is made again and the receipts are right', async () => {
    hall.mode = 'hang';
    const sessions = await oweLogouts(fresh.base, 'hall', 12);
    const program = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
    child = spawn(process.execPath, ['--import', 'tsx', program, fresh.url, hall.url], {
      stdio: 'inherit',
    });
    await hall.arrival(8);
    const inFlight = new Set(hall.received.map(({ id }) => id));
    child.kill('SIGKILL');
    await once(child, 'exit');
    hall.mode = 'accept';

    const handlers = handlersTo({ hall: hall.url });
    expect(await drainOnce(fresh.base, handlers, { random: noJitter })).toBe(0);
    fresh.clock.advance(60_000);
    for (let look = 0; look < 2; look += 1) await drainOnce(fresh.base, handlers);

    const entries = await outbox.ledger(fresh.base, { session_ids: sessions });
    expect(entries).toHaveLength(12);
    for (const { id, state, attempts, receipt } of entries) {
      expect({ state, attempts }).toEqual({
        state: 'delivered',
        attempts: inFlight.has(id) ? 2 : 1,
      });
      expect(receipt).toMatchObject({ status: 200, at: fresh.clock.now().toISOString() });
    }
    expect(hall.received).toHaveLength(20);
  }, 60_000);
});
