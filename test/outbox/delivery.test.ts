import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { drainOnce, runWorker } from '../../src/outbox/worker.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { handlersTo, noJitter, oweLogouts } from './rig.ts';

const MINUTE = 60_000;
const options = { random: noJitter };

let fresh: FreshDatabase;
let hall: FaultyClient;
let fund: FaultyClient;
beforeEach(async () => {
  [fresh, hall, fund] = await Promise.all([freshDatabase(), faultyClient(), faultyClient()]);
});
afterEach(() => Promise.all([fresh.drop(), hall.stop(), fund.stop()]));

const handlers = (timeoutMs?: number) => handlersTo({ hall: hall.url, fund: fund.url }, timeoutMs);
const ledgerOf = async (session: string | undefined) => {
  const [entry] = await outbox.ledger(fresh.base, { session_ids: [session ?? ''] });
  if (!entry) throw new Error('nothing is owed for that session');
  return entry;
};
/** Looks once a minute, by the test's clock, until `done`; gives the minutes that passed. */
async function minutesUntil(done: () => Promise<boolean>, most: number): Promise<number> {
  for (let minute = 0; minute <= most; minute += 1) {
    await drainOnce(fresh.base, handlers(), options);
    if (await done()) return minute;
    fresh.clock.advance(MINUTE);
  }
  throw new Error(`not done after ${most} minutes`);
}

describe('a delivery', () => {
  it('is owed only if the change that owes it is committed', async () => {
    const undone = transaction(fresh.base, async (base) => {
      await oweLogouts(base, 'hall');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await drainOnce(fresh.base, handlers(), options)).toBe(0);
  });

  it('that is accepted is made exactly once, with a receipt and an audit event', async () => {
    const [session] = await oweLogouts(fresh.base, 'hall');
    await drainOnce(fresh.base, handlers(), options);
    await drainOnce(fresh.base, handlers(), options);
    const entry = await ledgerOf(session);
    expect(hall.received).toEqual([{ id: entry.id, attempt: '1' }]);
    expect(entry).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(entry.receipt).toEqual({
      status: 200,
      ms: expect.any(Number),
      at: fresh.clock.now().toISOString(),
    });
    expect(await auditTrail(fresh.base)).toMatchObject([
      {
        kind: 'delivery.delivered',
        object_id: entry.id,
        client_id: 'hall',
        session_id: session,
        outcome: 'ok',
      },
    ]);
  });

  it('that the client answers with 500 is made again later, until it is accepted', async () => {
    hall.mode = 'refuse';
    const [session] = await oweLogouts(fresh.base, 'hall');
    await drainOnce(fresh.base, handlers(), options);
    expect(await ledgerOf(session)).toMatchObject({
      state: 'due',
      attempts: 1,
      receipt: { fault: 'status_500', at: fresh.clock.now().toISOString() },
    });
    expect(await drainOnce(fresh.base, handlers(), options)).toBe(0);
    hall.mode = 'accept';
    fresh.clock.advance(2_000);
    await drainOnce(fresh.base, handlers(), options);
    expect(await ledgerOf(session)).toMatchObject({
      state: 'delivered',
      attempts: 2,
      receipt: { status: 200 },
    });
    expect(hall.received.map(({ attempt }) => attempt)).toEqual(['1', '2']);
  });

  it('that is redirected or never answered keeps that as its fault', async () => {
    hall.mode = 'redirect';
    fund.mode = 'hang';
    const [redirected] = await oweLogouts(fresh.base, 'hall');
    const [unanswered] = await oweLogouts(fresh.base, 'fund');
    await drainOnce(fresh.base, handlers(50), options);
    expect(await ledgerOf(redirected)).toMatchObject({ receipt: { fault: 'redirected' } });
    expect(await ledgerOf(unanswered)).toMatchObject({ receipt: { fault: 'timeout' } });
    expect(hall.redirected).toBe(0);
  });

  it('to a client that is down for an hour arrives when it is back, once, after a bounded number of tries', async () => {
    await hall.down();
    const sessions = await oweLogouts(fresh.base, 'hall', 12);
    for (let minute = 0; minute < 60; minute += 1) {
      await drainOnce(fresh.base, handlers(), options);
      fresh.clock.advance(MINUTE);
    }
    const tried = await outbox.ledger(fresh.base, { destination_id: 'client:hall' });
    expect(tried.map(({ state }) => state)).toEqual(Array(12).fill('due'));
    // Without the breaker it would be a dozen tries of each; with it a probe every five minutes.
    expect(tried.reduce((sum, { attempts }) => sum + attempts, 0)).toBeLessThan(40);
    await hall.up();
    await minutesUntil(async () => {
      const entries = await outbox.ledger(fresh.base, { session_ids: sessions });
      return entries.every(({ state }) => state === 'delivered');
    }, 30);
    expect(new Set(hall.received.map(({ id }) => id)).size).toBe(12);
    expect(hall.received).toHaveLength(12);
  });

  it('to a client that is down for a day is given up, and the trail says so', async () => {
    await hall.down();
    const sessions = await oweLogouts(fresh.base, 'hall', 10);
    for (let hour = 0; hour <= 25; hour += 1) {
      await drainOnce(fresh.base, handlers(), options);
      fresh.clock.advance(60 * MINUTE);
    }
    const entries = await outbox.ledger(fresh.base, { session_ids: sessions });
    expect(entries.map(({ state }) => state)).toEqual(Array(10).fill('dead'));
    expect(entries.every(({ receipt }) => receipt && 'fault' in receipt)).toBe(true);
    const dead = (await auditTrail(fresh.base)).filter(({ kind }) => kind === 'delivery.dead');
    expect(dead.map(({ object_id }) => object_id).sort()).toEqual(entries.map(({ id }) => id));
    expect(dead.every(({ outcome, code }) => outcome === 'failed' && code === 'unreachable')).toBe(
      true,
    );
  });

  it('that can never be made is given up at once and is not held against the destination', async () => {
    const [session] = await oweLogouts(fresh.base, 'gone');
    await drainOnce(fresh.base, handlers(), options);
    expect(await ledgerOf(session)).toMatchObject({
      state: 'dead',
      attempts: 1,
      receipt: { fault: 'unknown_client' },
    });
  });

  it('whose handler breaks is made again, and the fault is reported', async () => {
    const [session] = await oweLogouts(fresh.base, 'hall');
    const faults: unknown[] = [];
    const broken = {
      ...handlers(),
      logout: async () => {
        throw new Error('a defect of ours');
      },
    };
    await drainOnce(fresh.base, broken, { ...options, onFault: (fault) => faults.push(fault) });
    expect(await ledgerOf(session)).toMatchObject({
      state: 'due',
      receipt: { fault: 'handler_failed' },
    });
    expect(faults).toEqual([new Error('a defect of ours')]);
  });

  it('is shown to the client by pages, the newest first', async () => {
    await oweLogouts(fresh.base, 'hall', 3);
    const page = await outbox.ledger(fresh.base, { destination_id: 'client:hall', limit: 2 });
    const rest = await outbox.ledger(fresh.base, {
      destination_id: 'client:hall',
      before: page.at(-1)?.id,
    });
    const ids = [...page, ...rest].map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual([...ids].sort().reverse());
  });
});

describe('several destinations', () => {
  it('do not wait for one that hangs, and stopping waits for what is in flight', async () => {
    hall.mode = 'hang';
    await oweLogouts(fresh.base, 'hall', 20);
    const worker = runWorker(fresh.base, handlers(60_000), { ...options, everyMs: 5 });
    await hall.arrival(8);
    const [session] = await oweLogouts(fresh.base, 'fund');
    await fund.arrival(1);
    expect(hall.received).toHaveLength(8);
    await hall.down();
    await worker.stop();
    expect(await ledgerOf(session)).toMatchObject({ state: 'delivered', attempts: 1 });
    const [{ count } = { count: '?' }] = await fresh.base
      .db('destinations')
      .whereNotNull('lease')
      .count();
    expect(count).toBe('0');
  });
});
