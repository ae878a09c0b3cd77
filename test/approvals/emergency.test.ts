import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import { Refusal } from '../../src/errors.ts';
import { auditTrail } from '../support/trail.ts';
import { asking, codeOf, type Desk, startDesk, withSessions } from './rig.ts';

let desk: Desk;
let means: approvals.Means;
beforeAll(async () => {
  desk = await startDesk();
  means = withSessions(desk.means);
});
afterAll(() => desk.drop());

const actNow = (by: string, source_id: string, how = means) =>
  approvals.actNow(desk.base, asking(by, source_id), how);

const review = (id: string, by: string, verdict: 'right' | 'wrong' = 'right') =>
  approvals.review(desk.base, { id, by, verdict, reason: '看过日志，处理得当' }, means);

describe('a source that is switched off at once', () => {
  it('is off on the word of one person, its sessions ended, and waits for a second to review it', async () => {
    const [actor, reviewer] = [await desk.person('now'), await desk.person('review')];
    await desk.base.db('test_sessions').insert([{ source_id: 'hurry' }]);
    const id = await actNow(actor, 'hurry');
    expect(await desk.done(id)).toBe(1);
    expect(await desk.base.db('test_sessions')).toEqual([]);
    expect(await approvals.openCounts(desk.base)).toMatchObject({ reviews: 1, overdue: 0 });
    await review(id, reviewer);
    expect(await approvals.openCounts(desk.base)).toMatchObject({ reviews: 0, overdue: 0 });
    expect(
      (await auditTrail(desk.base))
        .filter(({ object_id }) => object_id === id)
        .map(({ kind, actor_id, source_id, detail }) => [kind, actor_id, source_id, detail])
        .sort(([a], [b]) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['approval.acted_now', actor, 'hurry', { act: 'source.disable' }],
      ['approval.completed', null, 'hurry', { act: 'source.disable', done: 1 }],
      [
        'approval.reviewed',
        reviewer,
        'hurry',
        { act: 'source.disable', verdict: 'right', late: false },
      ],
    ]);
  });

  it('is reviewed by somebody else, who may, and once', async () => {
    const [actor, stranger, one, two] = [
      await desk.person(),
      await desk.person('now'),
      await desk.person('review'),
      await desk.person('review'),
    ];
    const id = await actNow(actor, 'reviewed');
    expect(await codeOf(review(id, actor))).toBe('approvals.same_person');
    expect(await codeOf(review(id, stranger))).toBe('approvals.not_allowed');
    const said = await Promise.all([codeOf(review(id, one, 'wrong')), codeOf(review(id, two))]);
    expect(said.sort()).toEqual(['approvals.reviewed', 'done']);
  });

  it('is overdue after 24 hours, counted so, and can still be reviewed: as late', async () => {
    const [actor, reviewer] = [await desk.person('now'), await desk.person('review')];
    const id = await actNow(actor, 'overdue');
    desk.clock.advance(24 * 3_600_000 - 1);
    expect((await approvals.openCounts(desk.base)).overdue).toBe(0);
    desk.clock.advance(1);
    expect((await approvals.openCounts(desk.base)).overdue).toBe(1);
    desk.clock.advance(1);
    await review(id, reviewer);
    expect((await approvals.openCounts(desk.base)).overdue).toBe(0);
    const reviews = (await auditTrail(desk.base)).filter(
      ({ kind, object_id }) => kind === 'approval.reviewed' && object_id === id,
    );
    expect(reviews).toMatchObject([{ detail: { verdict: 'right', late: true } }]);
  });

  it('takes a role that carries it, and leaves nothing when the act itself is refused', async () => {
    expect(await codeOf(actNow(await desk.person('ask'), 'denied'))).toBe('approvals.not_allowed');
    const before = await auditTrail(desk.base);
    const refusing: approvals.Means = {
      ...means,
      executors: {
        ...means.executors,
        'source.disable': {
          async run() {
            throw new Refusal('approvals.changed_since');
          },
        },
      },
    };
    const refused = actNow(await desk.person('now'), 'off-already', refusing);
    expect(await codeOf(refused)).toBe('approvals.changed_since');
    expect(await auditTrail(desk.base)).toEqual(before);
  });

  it('is nothing that a decision could be given on', async () => {
    const [actor, decider] = [await desk.person('now'), await desk.person()];
    const id = await actNow(actor, 'undecidable');
    const decided = approvals.decide(
      desk.base,
      { id, by: decider, verdict: 'approve', reason: '同意停用' },
      means,
    );
    expect(await codeOf(decided)).toBe('approvals.decided');
    expect(await desk.done(id)).toBe(1);
  });
});
