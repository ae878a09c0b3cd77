/** The ledger of one client, as those who run it see it, and what they may do about it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deliveriesOfClient,
  reachedOfClient,
  sendAgainOfClient,
} from '../../src/outbox/of-client.ts';
import { drainOnce } from '../../src/outbox/worker.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { handlersTo, noJitter, oweLogouts } from './rig.ts';

const MINUTE = 60_000;
const options = { random: noJitter };
const developer = { kind: 'staff', id: 'developer' } as const;

let fresh: FreshDatabase;
let hall: FaultyClient;
beforeEach(async () => {
  [fresh, hall] = await Promise.all([freshDatabase(), faultyClient()]);
});
afterEach(() => Promise.all([fresh.drop(), hall.stop()]));

const drain = () => drainOnce(fresh.base, handlersTo({ hall: hall.url }), options);
const ledger = (state?: 'due' | 'delivered' | 'dead') =>
  deliveriesOfClient(fresh.base, 'hall', { limit: 100, state });
const outages = async () => (await reachedOfClient(fresh.base, 'hall'))[0]?.outages;
const told = async (kind: string) =>
  (await auditTrail(fresh.base)).filter((event) => event.kind === kind);

/** Looks once a minute for so long, by the test's clock. */
async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await drain();
    fresh.clock.advance(MINUTE);
  }
}

describe('a client that was down for an hour', () => {
  beforeEach(async () => {
    hall.mode = 'refuse';
    await oweLogouts(fresh.base, 'hall', 12);
    await minutes(60);
  });

  it('is seen to be down by those who run it, since when, and with what waits', async () => {
    const [seen] = await reachedOfClient(fresh.base, 'hall');
    expect(seen).toMatchObject({ id: 'client:hall', due: 12, dead: 0 });
    expect(seen?.opened_until).not.toBeNull();
    expect(seen?.outages).toHaveLength(1);
    expect(seen?.outages[0]).not.toHaveProperty('back_at');
    expect(await told('delivery.failing')).toMatchObject([
      { client_id: 'hall', object_kind: 'destination', object_id: 'client:hall' },
    ]);
  });

  it('gets all that is owed once it is back, and the ledger says from when to when it was away', async () => {
    const before = fresh.clock.now();
    hall.mode = 'accept';
    await minutes(20);
    expect(await ledger('delivered')).toHaveLength(12);
    expect(await ledger('due')).toEqual([]);
    expect(await told('delivery.resumed')).toMatchObject([{ client_id: 'hall', outcome: 'ok' }]);
    const [outage] = (await outages()) ?? [];
    expect(outage?.back_at?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    const away = (outage?.back_at?.getTime() ?? 0) - (outage?.since.getTime() ?? 0);
    expect(away).toBeGreaterThan(55 * MINUTE);
    // Each try with its answer: the last one was taken.
    for (const row of await ledger()) {
      expect(row.attempts).toBeGreaterThan(1);
      expect(row.receipt).toMatchObject({ status: 200 });
    }
  });

  it('that is back before its next try gets it at once, when it is sent again', async () => {
    hall.mode = 'accept';
    const [waiting] = await ledger('due');
    // Nothing goes there now: it is left alone for a while.
    expect(await drain()).toBe(0);
    await sendAgainOfClient(fresh.base, 'hall', waiting?.id ?? '', developer);
    // It alone goes out, which shows whether the client is back; with its answer go the others.
    expect(await drain()).toBe(1);
    expect((await ledger('delivered')).map(({ id }) => id)).toEqual([waiting?.id]);
    expect(await drain()).toBeGreaterThan(1);
    expect(await told('delivery.sent_again')).toMatchObject([
      { actor_kind: 'staff', actor_id: 'developer', object_id: waiting?.id },
    ]);
  });

  it('gets it once where two of them press the button in one instant', async () => {
    const [waiting] = await ledger('due');
    const both = await Promise.allSettled(
      [1, 2].map(() => sendAgainOfClient(fresh.base, 'hall', waiting?.id ?? '', developer)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'outbox.not_given_up' },
    });
    expect(await told('delivery.sent_again')).toHaveLength(1);
  });
});

describe('the ledger of a client', () => {
  it('is its own: another one sends nothing of it again, and is told nothing of it', async () => {
    hall.mode = 'refuse';
    await oweLogouts(fresh.base, 'hall');
    await drain();
    const [waiting] = await ledger('due');
    await expect(
      sendAgainOfClient(fresh.base, 'fund', waiting?.id ?? '', developer),
    ).rejects.toMatchObject({ code: 'outbox.not_given_up' });
    expect(await ledger('due')).toEqual([waiting]);
    expect(await deliveriesOfClient(fresh.base, 'fund', { limit: 10 })).toEqual([]);
    expect(await told('delivery.sent_again')).toEqual([]);
  });

  it('has nothing to send again of what was delivered, or is being tried', async () => {
    await oweLogouts(fresh.base, 'hall');
    const [untried] = await ledger('due');
    const again = () => sendAgainOfClient(fresh.base, 'hall', untried?.id ?? '', developer);
    await expect(again()).rejects.toMatchObject({ code: 'outbox.not_given_up' });
    await drain();
    await expect(again()).rejects.toMatchObject({ code: 'outbox.not_given_up' });
  });

  it('is read page by page, the newest first', async () => {
    await oweLogouts(fresh.base, 'hall', 5);
    const first = await deliveriesOfClient(fresh.base, 'hall', { limit: 3 });
    const rest = await deliveriesOfClient(fresh.base, 'hall', {
      limit: 3,
      after: first.at(-1)?.id,
    });
    const ids = [...first, ...rest].map(({ id }) => id);
    expect(ids).toHaveLength(5);
    expect(ids).toEqual([...ids].sort().reverse());
  });
});
