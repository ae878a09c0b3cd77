import { afterAll, beforeAll, expect, test } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import { auditTrail } from '../support/trail.ts';
import { codeOf, type Desk, startDesk, withSessions, yes } from './rig.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.drop());

/** As a newer node would have written it. */
const rewritten = async (to: object) => {
  const id = await desk.ask(await desk.person(), `source-${Math.random().toString(36).slice(2)}`);
  await desk.base
    .db('approvals')
    .where({ id })
    .update(to as never);
  return id;
};
const stateOf = async (id: string) => (await approvals.read(desk.base, id))?.state;

test('an act that a newer node asked for is not decided here, and waits', async () => {
  const id = await rewritten({
    act: 'source.remake',
    params: JSON.stringify({ source_id: 'fund' }),
  });
  expect(await codeOf(approvals.decide(desk.base, yes(id, await desk.person()), desk.means))).toBe(
    'approvals.newer',
  );
  expect([await stateOf(id), await desk.done(id)]).toEqual(['asked', 0]);
  const said = (await auditTrail(desk.base)).filter(({ object_id }) => object_id === id);
  expect(said.find(({ kind }) => kind === 'approval.decided')?.code).toBe('approvals.newer');
});

test('nor is an act done by halves whose params say more than this node knows', async () => {
  const params = JSON.stringify({ source_id: 'half', sessions: 'keep', but_only: 'yanji' });
  const id = await rewritten({ params });
  expect(await codeOf(approvals.decide(desk.base, yes(id, await desk.person()), desk.means))).toBe(
    'approvals.newer',
  );
  expect([await stateOf(id), await desk.done(id)]).toEqual(['asked', 0]);
});

test('what was done at once on a newer node is reviewed on one', async () => {
  const due = new Date(desk.base.clock.now().getTime() + 3_600_000);
  const id = await rewritten({
    ...{ act: 'source.remake', state: 'executed', emergency: true, review_due_at: due },
  });
  const review = { ...yes(id, await desk.person()), verdict: 'right' } as const;
  expect(await codeOf(approvals.review(desk.base, review, desk.means))).toBe('approvals.newer');
});

test('the large part of such an act is left to a newer node, and holds up no other', async () => {
  const owed = {
    ...{ state: 'executed', decided_by: await desk.person(), decided_at: desk.base.clock.now() },
    after_next_at: desk.base.clock.now(),
  };
  const foreign = await rewritten({ ...owed, act: 'source.remake' });
  const half = await rewritten({ ...owed, params: JSON.stringify({ source_id: 'b', only: 'c' }) });
  const ours = await rewritten(owed);
  expect(await approvals.finishAfters(desk.base, withSessions(desk.means))).toBe(1);
  const done = async (id: string) => (await approvals.read(desk.base, id))?.after_done_at;
  expect(await done(ours)).not.toBeNull();
  expect(await done(half)).toBeNull();
  const untouched = await approvals.read(desk.base, foreign);
  expect(untouched).toMatchObject({ after_done_at: null, after_next_at: owed.after_next_at });
});
