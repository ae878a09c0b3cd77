import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { atYibao, issued, number } from './people.ts';

const ROUNDS = 50;
// Hundreds of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });
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

const together = <A, B>(one: (base: Base) => Promise<A>, other: (base: Base) => Promise<B>) =>
  Promise.all([one(nodes[0]), other(nodes[1])]);
const said = () => ({ name: '张测试', id_type: 'resident_id', id_number: number() });

describe('in the same instant on two gateways', () => {
  it('two arrivals of one new person make one identity, and both get it', async () => {
    const before = (await auditTrail(fresh.base)).length;
    for (let round = 0; round < ROUNDS; round += 1) {
      const attributes = said();
      const [one, other] = await together(
        (base) => identities.resolve(base, issued(`a ${round}`, { attributes })),
        (base) => identities.resolve(base, atYibao(`b ${round}`, { attributes })),
      );
      expect(one.identity_id).toBe(other.identity_id);
      expect([one.outcome, other.outcome].sort()).toEqual(['created', 'linked']);
    }
    const { rows } = await fresh.base.db.raw(
      'select (select count(*)::int from identities) as identities, (select count(*)::int from links) as links',
    );
    expect(rows[0]).toEqual({ identities: ROUNDS, links: 2 * ROUNDS });
    expect((await auditTrail(fresh.base)).length - before).toBe(2 * ROUNDS);
  });

  it('one account that arrives twice makes one identity and one link', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const arrival = issued(`twice ${round}`, { attributes: said() });
      const [one, other] = await together(
        (base) => identities.resolve(base, arrival),
        (base) => identities.resolve(base, arrival),
      );
      expect(one.identity_id).toBe(other.identity_id);
      expect(one.link_id).toBe(other.link_id);
      expect([one.outcome, other.outcome].sort()).toEqual(['created', 'known_link']);
    }
  });

  it('an account without a number that arrives twice makes one identity as well', async () => {
    for (let round = 0; round < 10; round += 1) {
      const arrival = issued(`unnumbered ${round}`, { attributes: { name: '金测试' } });
      const [one, other] = await together(
        (base) => identities.resolve(base, arrival),
        (base) => identities.resolve(base, arrival),
      );
      expect(one.identity_id).toBe(other.identity_id);
    }
  });

  it('two tabs that remove one link each leave one', async () => {
    for (let round = 0; round < 20; round += 1) {
      const attributes = said();
      const first = await identities.resolve(nodes[0], issued(`tab a ${round}`, { attributes }));
      const second = await identities.resolve(nodes[0], atYibao(`tab b ${round}`, { attributes }));
      const identity_id = first.identity_id ?? '';
      const remove =
        (link_id = '') =>
        (base: Base) =>
          identities.unlink(base, { identity_id, link_id }).then(
            () => 'removed',
            (refusal) => refusal.code,
          );
      const answers = await together(remove(first.link_id), remove(second.link_id));
      expect(answers.sort()).toEqual(['identities.last_way_in', 'removed']);
      expect(await identities.links(nodes[0], identity_id)).toHaveLength(1);
    }
  });

  it('an arrival that meets its identity being closed waits, and is refused', async () => {
    const attributes = said();
    const first = await identities.resolve(nodes[0], issued('closing', { attributes }));
    const id = first.identity_id ?? '';
    const closing = await nodes[0].db.transaction();
    await interventions.close(
      { ...nodes[0], db: closing },
      { identity_id: id, reason_code: 'own_request' },
      {},
    );
    const late = identities.resolve(nodes[1], atYibao('late', { attributes }));
    const known = identities.resolve(nodes[1], issued('closing', { attributes }));
    await twoAreWaiting();
    await closing.commit();
    const closed = { outcome: 'refused', reason: 'identity_closed' };
    expect(await late).toEqual(closed);
    // Who proves the account that is linked already is told whose it is: their own.
    expect(await known).toEqual({ ...closed, refused_of: id });
    expect(await identities.links(nodes[0], id)).toHaveLength(1);
  });
});

/** Both arrivals stand before the lock. */
async function twoAreWaiting(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await nodes[0].db.raw(
        `select count(*)::int as n from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows[0].n).toBe(2);
    },
    { timeout: 30_000, interval: 20 },
  );
}
