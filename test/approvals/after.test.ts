import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import { connect } from '../../src/db.ts';
import { readings } from '../../src/measures/expose.ts';
import { auditTrail } from '../support/trail.ts';
import { type Desk, startDesk, withSessions, yes } from './rig.ts';

let desk: Desk;
let means: approvals.Means;
beforeAll(async () => {
  desk = await startDesk();
  means = withSessions(desk.means);
});
beforeEach(() => desk.base.db('test_sessions').delete());
afterAll(() => desk.drop());

const sessions = async (source_id: string) =>
  (await desk.base.db('test_sessions').where({ source_id })).length;

async function asked(source_id: string, people: number) {
  await desk.base.db('test_sessions').insert(Array.from({ length: people }, () => ({ source_id })));
  return desk.ask(await desk.person(), source_id);
}

const completed = async (id: string) =>
  (await auditTrail(desk.base)).filter(
    ({ kind, object_id }) => kind === 'approval.completed' && object_id === id,
  );

/** Decides in a transaction of one's own: committed, and the process gone before the rest. */
const decideAndDie = async (id: string) => {
  const by = await desk.person();
  await desk.base.db.transaction((trx) =>
    approvals.decide({ ...desk.base, db: trx }, yes(id, by), means),
  );
};

/** What `/metrics` tells of such acts: how many, and how many seconds ago the oldest was decided. */
async function unfinished() {
  const told = await readings(desk.base, {
    approvals: () => approvals.openCounts(desk.base),
    deliveries: async () => ({ count: 0 }),
    conflicts: async () => 0,
    clients: async () => ({}),
    sources: async () => [],
    atSources: () => new Map(),
    passwords: () => 0,
    requestsUnlogged: () => new Map(),
    registrations: () => [],
    configAge: () => 0,
  });
  const { songhua_approvals_unfinished: count, songhua_approvals_unfinished_oldest_seconds: age } =
    told;
  return [count?.[0]?.[1], age?.[0]?.[1]];
}

type After = NonNullable<approvals.Executors['source.disable']['after']>;

const withAfter = (after: After): approvals.Means => ({
  ...means,
  executors: {
    ...means.executors,
    'source.disable': { ...means.executors['source.disable'], after },
  },
});

describe('the large part of an act', () => {
  it('is done at once where it is small, and the trail says how many', async () => {
    const id = await asked('small', 3);
    await approvals.decide(desk.base, yes(id, await desk.person()), means);
    expect(await sessions('small')).toBe(0);
    expect(await completed(id)).toMatchObject([{ actor_kind: 'system', detail: { done: 3 } }]);
    expect((await approvals.read(desk.base, id))?.after_done_at).not.toBeNull();
  });

  it('is left to the job where it is large, so that nobody waits for the page', async () => {
    const id = await asked('large', 9);
    await approvals.decide(desk.base, yes(id, await desk.person()), means);
    expect(await sessions('large')).toBe(3);
    expect(await completed(id)).toEqual([]);
    expect((await approvals.openCounts(desk.base)).afters).toBe(1);
    desk.clock.advance(90_000);
    expect(await unfinished()).toEqual([1, 90]);
    expect(await approvals.finishAfters(desk.base, means)).toBe(1);
    expect(await sessions('large')).toBe(0);
    expect(await completed(id)).toMatchObject([{ detail: { done: 9 } }]);
    expect((await approvals.openCounts(desk.base)).afters).toBe(0);
    expect(await unfinished()).toEqual([0, 0]);
  });

  it('is finished by the job of any node when the one that decided died after its commit', async () => {
    const id = await asked('died', 5);
    await decideAndDie(id);
    expect(await desk.done(id)).toBe(1);
    expect(await sessions('died')).toBe(5);
    // Whoever decided has it in hand for a minute.
    expect(await approvals.finishAfters(desk.base, means)).toBe(0);
    desk.clock.advance(60_000);
    expect(await approvals.finishAfters(desk.base, means)).toBe(1);
    expect(await sessions('died')).toBe(0);
    expect(await desk.done(id)).toBe(1);
    expect(await completed(id)).toHaveLength(1);
  });

  it('is finished once though two nodes come for it together', async () => {
    const id = await asked('two-nodes', 7);
    await decideAndDie(id);
    desk.clock.advance(60_000);
    const other = connect(desk.url);
    const finished = await Promise.all(
      [desk.base, { ...desk.base, db: other }].map((base) => approvals.finishAfters(base, means)),
    );
    await other.destroy();
    expect(finished.sort()).toEqual([0, 1]);
    expect(await completed(id)).toMatchObject([{ detail: { done: 7 } }]);
  });

  it('that fails does not undo the act, is not told to whoever decided, and is tried again later and later', async () => {
    const id = await asked('fails', 1);
    let tries = 0;
    const broken = withAfter(async () => {
      tries += 1;
      throw new Error('the outbox is full');
    });
    const decided = await approvals.decide(desk.base, yes(id, await desk.person()), broken);
    expect([decided, tries]).toEqual([{ state: 'executed' }, 1]);
    await expect(approvals.finishAfters(desk.base, broken)).rejects.toThrow('full');
    expect(tries).toBe(2);
    expect(await approvals.finishAfters(desk.base, broken)).toBe(0);
    desk.clock.advance(2_000);
    await expect(approvals.finishAfters(desk.base, broken)).rejects.toThrow('full');
    desk.clock.advance(5 * 60_000);
    expect(await approvals.finishAfters(desk.base, means)).toBe(1);
    expect(await sessions('fails')).toBe(0);
  });

  it('is not called done while another node is at it, and is taken up again when that node dies', async () => {
    const id = await asked('elsewhere', 2);
    await decideAndDie(id);
    desk.clock.advance(60_000);
    // The whole set is in the hands of another node for longer than the minute that it has.
    const other = await desk.base.db.transaction();
    await other('test_sessions').where({ source_id: 'elsewhere' }).delete();
    const free = withAfter(async (base, { source_id }) => {
      const those = () => base.db('test_sessions').where({ source_id });
      const mine = await those().forUpdate().skipLocked().pluck('id');
      const did = await base.db('test_sessions').whereIn('id', mine).delete();
      return { did, done: (await those()).length === 0 };
    });
    for (let minute = 0; minute < 3; minute += 1) {
      expect(await approvals.finishAfters(desk.base, free)).toBe(0);
      desk.clock.advance(60_000);
    }
    expect(await completed(id)).toEqual([]);
    expect((await approvals.openCounts(desk.base)).afters).toBe(1);
    await other.rollback();
    expect(await approvals.finishAfters(desk.base, free)).toBe(1);
    expect(await sessions('elsewhere')).toBe(0);
    expect(await completed(id)).toMatchObject([{ detail: { done: 2 } }]);
  });
});
