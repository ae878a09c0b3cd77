import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import { countQueries } from '../../src/db.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { removeOldNotices } from '../../src/outbox/retention.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const DAY = 86_400_000;
let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase();
  await fresh.base.db('destinations').insert([{ id: 'notices:hall' }, { id: 'client:hall' }]);
});
afterEach(() => fresh.drop());

type State = 'due' | 'delivered' | 'dead';

/** Deliveries that ended so many days ago, or have waited for so long. */
async function deliveries(
  kind: 'notice' | 'logout',
  state: State,
  days: number,
  count = 1,
): Promise<void> {
  const at = new Date(fresh.clock.now().getTime() - days * DAY);
  const settled = state === 'due' ? null : at;
  await fresh.base.db.raw(
    `insert into outbox (id, destination_id, kind, body, state, created_at, next_at, give_up_at, settled_at)
     select gen_random_uuid(), ?, ?, '{}', ?, ?, ?, ?, ?::timestamptz from generate_series(1, ?)`,
    [
      kind === 'notice' ? 'notices:hall' : 'client:hall',
      kind,
      state,
      at,
      at,
      at,
      settled as Date,
      count,
    ],
  );
}

async function left(): Promise<string[]> {
  const entries = await outbox.ledger(fresh.base, { client_id: 'hall', limit: 5_000 });
  return entries.map(({ kind, state, created_at }) => {
    const days = (fresh.clock.now().getTime() - created_at.getTime()) / DAY;
    return `${kind} ${state} ${days}`;
  });
}

describe('a notice that has ended', () => {
  it('is kept for 30 days when it was delivered and for 180 when it was given up', async () => {
    for (const days of [29, 31, 179, 181]) {
      await deliveries('notice', 'delivered', days);
      await deliveries('notice', 'dead', days);
    }
    expect(await removeOldNotices(fresh.base)).toBe(4);
    expect((await left()).sort()).toEqual([
      'notice dead 179',
      'notice dead 29',
      'notice dead 31',
      'notice delivered 29',
    ]);
    expect(await removeOldNotices(fresh.base)).toBe(0);
  });

  it('goes without the endings of sessions, whose receipts stay, and without what is still owed', async () => {
    await deliveries('logout', 'delivered', 1_000);
    await deliveries('logout', 'dead', 1_000);
    await deliveries('notice', 'due', 1_000);
    expect(await removeOldNotices(fresh.base)).toBe(0);
    expect(await left()).toHaveLength(3);
  });

  it('goes in batches of a thousand, each with an event in the trail', async () => {
    await deliveries('notice', 'delivered', 40, 2_300);
    const { result, queries } = await countQueries(fresh.base.db, () =>
      removeOldNotices(fresh.base),
    );
    expect(result).toBe(2_300);
    expect(queries.filter((sql) => sql.includes('delete from outbox'))).toHaveLength(6);
    const trail = (await auditTrail(fresh.base)).filter(
      ({ kind }) => kind === 'outbox.notices_removed',
    );
    expect(trail.map(({ detail }) => Number(detail['rows'])).sort()).toEqual([1_000, 1_000, 300]);
    for (const { detail } of trail)
      expect(detail).toMatchObject({ state: 'delivered', digest: expect.any(String) });
  });

  it('is left to whoever holds it, and nobody waits for them', async () => {
    await deliveries('notice', 'delivered', 40, 3);
    await transaction(fresh.base, async ({ db }) => {
      await db.raw('select id from outbox limit 1 for update');
      expect(await removeOldNotices(fresh.base)).toBe(2);
    });
    expect(await removeOldNotices(fresh.base)).toBe(1);
  });

  it('is found by an index among many that stay', async () => {
    await deliveries('logout', 'delivered', 40, 20_000);
    await deliveries('notice', 'delivered', 40, 5);
    await fresh.base.db.raw('analyze outbox');
    const { rows } = await fresh.base.db.raw(
      `explain select id from outbox where kind = 'notice' and state = 'delivered'
         and settled_at is not null and settled_at < now() order by settled_at limit 1000`,
    );
    expect(JSON.stringify(rows)).toContain('outbox_notices_settled');
  });
});
