import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import { connect } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import { issued, number, selfMade } from '../identities/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { both, join, separate, state } from './desk.ts';

const ROUNDS = 20;
// Hundreds of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });
let fresh: FreshDatabase;
/** Two gateways: a pool of connections each, one database. */
let nodes: [Base, Base];
beforeAll(async () => {
  fresh = await freshDatabase();
  nodes = [fresh.base, { ...fresh.base, db: connect(fresh.url, { poolMax: 4 }) }];
});
afterAll(async () => {
  await nodes[1].db.destroy();
  await fresh.drop();
});

let made = 0;
const nobody = (): identities.Arrived => {
  made += 1;
  return selfMade(`account ${made}`, { attributes: { name: '张测试' } });
};
const owner = (): identities.Arrived => {
  made += 1;
  const attributes = { name: '张测试', id_type: 'resident_id', id_number: number() };
  return issued(`account ${made}`, { attributes });
};
async function come(arrival = nobody(), context?: identities.Context): Promise<string> {
  const { identity_id } = await identities.resolve(fresh.base, arrival, context);
  return identity_id as string;
}
const linksOf = async (...ids: string[]) =>
  (await Promise.all(ids.map((id) => identities.links(fresh.base, id)))).map((all) => all.length);
/** Both at once, one on each node: what each came to. */
const together = (one: (base: Base) => Promise<unknown>, other: (base: Base) => Promise<unknown>) =>
  Promise.allSettled([one(nodes[0]), other(nodes[1])]);
const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((one) => (one.status === 'fulfilled' ? 'ok' : one.reason.code)).sort();
/** Until somebody waits for a lock. */
const waited = () =>
  expect
    .poll(async () => {
      const { rows } = await fresh.base.db.raw(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows[0].n;
    })
    .toBeGreaterThan(0);

describe('of two merges in the same instant that touch one identity', () => {
  it('one waits, and finds what the other made of it: nothing is lost or doubled', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b, c] = [await come(), await come(owner()), await come()];
      // a is absorbed by two; or by one that is absorbed itself; or two absorb each other.
      const [one, other] = [
        [(x: Base) => join(x, b, a), (y: Base) => join(y, c, a)],
        [(x: Base) => join(x, b, a), (y: Base) => join(y, c, b)],
        [(x: Base) => join(x, b, a), (y: Base) => join(y, a, b)],
      ][round % 3] as [(x: Base) => Promise<string>, (y: Base) => Promise<string>];
      const came = codes(await together(one, other));
      seen.add(`${round % 3} ${came.join()}`);
      expect(['merging.not_active,ok', 'ok,ok']).toContain(came.join());
      expect((await linksOf(a, b, c)).reduce((sum, n) => sum + n, 0)).toBe(3);
      for (const id of [a, b, c])
        if ((await state(fresh.base, id)) === 'absorbed') expect(await linksOf(id)).toEqual([0]);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['0 merging.not_active,ok', '2 merging.not_active,ok']),
    );
  });

  it('a merge and a separating of the same two leave one of the two whole states', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = [await come(), await come(owner())];
      const was = await both(fresh.base, b, a);
      const merge_id = await join(fresh.base, b, a);
      const came = codes(
        await together(
          (base) => separate(base, merge_id),
          (base) => separate(base, merge_id),
        ),
      );
      expect(came).toEqual(['merging.undone', 'ok']);
      expect(await both(fresh.base, b, a)).toEqual(was);
    }
  });
});

describe('an arrival in the same millisecond as the merge of its identity', () => {
  it('that comes later waits, and attaches to the survivor', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = nobody();
      const [absorbed, survivor] = [await come(account), await come(owner())];
      const trx = await nodes[1].db.transaction();
      await join({ ...nodes[1], db: trx }, survivor, absorbed);
      // By its link, and by a session that was of the absorbed one.
      const known = identities.resolve(nodes[0], account);
      const added = identities.resolve(nodes[0], nobody(), {
        proved_identity_id: absorbed,
        proved_level: 3,
      });
      await waited();
      await trx.commit();
      expect((await known).identity_id).toBe(survivor);
      expect((await added).identity_id).toBe(survivor);
      expect((await linksOf(absorbed))[0]).toBe(0);
    }
  });

  it('that came first is carried along', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [absorbed, survivor] = [await come(), await come(owner())];
      const trx = await nodes[1].db.transaction();
      const account = nobody();
      const context = { proved_identity_id: absorbed, proved_level: 3 };
      const came = await identities.resolve({ ...nodes[1], db: trx }, account, context);
      expect(came).toMatchObject({ outcome: 'linked', identity_id: absorbed });
      const joining = join(nodes[0], survivor, absorbed);
      await waited();
      await trx.commit();
      await joining;
      expect(await linksOf(survivor, absorbed)).toEqual([3, 0]);
      expect((await identities.resolve(nodes[0], account)).identity_id).toBe(survivor);
    }
  });

  it('on two nodes at once it is with the survivor, whoever was first', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [absorbed, survivor] = [await come(), await come(owner())];
      const account = nobody();
      const context = { proved_identity_id: absorbed, proved_level: 3 };
      const came = await together(
        (base) => join(base, survivor, absorbed),
        (base) => identities.resolve(base, account, context),
      );
      expect(codes(came)).toEqual(['ok', 'ok']);
      expect(await linksOf(survivor, absorbed)).toEqual([3, 0]);
    }
  });

  it('nothing else attaches to the absorbed one either: a password that is being set finds it gone', async () => {
    const [absorbed, survivor] = [await come(), await come(owner())];
    const trx = await nodes[1].db.transaction();
    await join({ ...nodes[1], db: trx }, survivor, absorbed);
    const setting = credentials.setPassword(nodes[0], {
      ...{ identity_id: absorbed, password: 'hen chang de mima', bound_level: 1 },
    });
    const refused = expect(setting).rejects.toMatchObject({ code: '40001' });
    await waited();
    await trx.commit();
    await refused;
    expect(await credentials.list(nodes[0], absorbed)).toEqual([]);
  });
});
