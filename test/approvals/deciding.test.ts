import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import { Refusal } from '../../src/errors.ts';
import { auditTrail } from '../support/trail.ts';
import { asking, codeOf, type Desk, no, note, startDesk, yes } from './rig.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.drop());

const decide = (decision: Parameters<typeof approvals.decide>[1], means = desk.means) =>
  approvals.decide(desk.base, decision, means);

/** Of one instant the trail keeps no order: by kind, which happens to be the order of the acts. */
const told = async (id: string) =>
  (await auditTrail(desk.base))
    .filter(({ object_id }) => object_id === id)
    .map(({ kind, actor_id, outcome, code }) => [kind, actor_id, outcome, code])
    .sort(([a], [b]) => String(a).localeCompare(String(b)));

const stateOf = async (id: string) => (await approvals.read(desk.base, id))?.state;

describe('an act that takes two people', () => {
  it('is done once a second person approves it, and the trail says who wanted it and who decided', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker, 'tried');
    expect(await desk.done(id)).toBe(0);
    expect(await decide(yes(id, decider))).toEqual({ state: 'executed' });
    expect(await desk.done(id)).toBe(1);
    expect(await told(id)).toEqual([
      ['approval.asked', asker, 'ok', null],
      ['approval.decided', decider, 'ok', null],
      ['approval.executed', decider, 'ok', null],
    ]);
    const asked = (await auditTrail(desk.base)).find(({ object_id }) => object_id === id);
    expect(asked).toMatchObject({ source_id: 'tried', detail: { act: 'source.disable' } });
  });

  it('is not done when the second person refuses it', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker);
    expect(await decide(no(id, decider))).toEqual({ state: 'refused' });
    expect(await codeOf(decide(yes(id, decider)))).toBe('approvals.decided');
    expect(await desk.done(id)).toBe(0);
  });

  it('is not approved by whoever asked for it, and the try is in the trail', async () => {
    const asker = await desk.person();
    const id = await desk.ask(asker);
    expect(await codeOf(decide(yes(id, asker)))).toBe('approvals.same_person');
    expect(await codeOf(decide(no(id, asker)))).toBe('approvals.same_person');
    expect(await desk.done(id)).toBe(0);
    expect((await told(id))[1]).toEqual([
      'approval.decided',
      asker,
      'refused',
      'approvals.same_person',
    ]);
    await approvals.withdraw(desk.base, { id, by: asker });
  });

  it('is held to two people by the database too', async () => {
    const asker = await desk.person();
    const id = await desk.ask(asker);
    const forged = { state: 'executed', decided_by: asker, decided_at: desk.clock.now() } as const;
    await expect(desk.base.db('approvals').where({ id }).update(forged)).rejects.toThrow(/check/);
    await approvals.withdraw(desk.base, { id, by: asker });
  });

  it('is not asked for by somebody whose roles do not carry it', async () => {
    const nobody = await desk.person('decide');
    expect(await codeOf(desk.ask(nobody))).toBe('approvals.not_allowed');
  });

  it('is closed, and nothing done, when whoever asked has lost the role meanwhile', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker);
    await desk.lose(asker);
    expect(await codeOf(decide(yes(id, decider)))).toBe('approvals.role_gone');
    expect(await desk.done(id)).toBe(0);
    expect(await stateOf(id)).toBe('failed');
    expect((await told(id)).at(-1)).toEqual([
      'approval.executed',
      decider,
      'failed',
      'approvals.role_gone',
    ]);
  });

  it('is left to somebody else when whoever decides has lost the role meanwhile', async () => {
    const [asker, decider, other] = [await desk.person(), await desk.person(), await desk.person()];
    const id = await desk.ask(asker);
    await desk.lose(decider);
    expect(await codeOf(decide(yes(id, decider)))).toBe('approvals.role_gone');
    expect(await desk.done(id)).toBe(0);
    expect(await stateOf(id)).toBe('asked');
    expect(await decide(yes(id, other))).toEqual({ state: 'executed' });
    expect(await desk.done(id)).toBe(1);
  });

  it('can be taken back by whoever asked, by nobody else, and only while it waits', async () => {
    const [asker, other] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker);
    const withdraw = (by: string) => approvals.withdraw(desk.base, { id, by });
    expect(await codeOf(withdraw(other))).toBe('approvals.not_yours');
    await withdraw(asker);
    expect(await codeOf(withdraw(asker))).toBe('approvals.decided');
    expect(await codeOf(decide(yes(id, other)))).toBe('approvals.decided');
    expect(await desk.done(id)).toBe(0);
  });

  it('is not asked for twice while it waits, also at the same moment', async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    const said = await Promise.all([one, two, one].map((by) => codeOf(desk.ask(by, 'double'))));
    expect(said.sort()).toEqual(['approvals.asked_already', 'approvals.asked_already', 'done']);
    await desk.ask(one, 'other');
  });
});

describe('an act that is refused by its own rules', () => {
  it('leaves nothing half-written, and says why it failed', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker, 'half');
    const means = failing(new Refusal('approvals.changed_since'));
    const code = 'approvals.changed_since';
    expect(await decide(yes(id, decider), means)).toEqual({ state: 'failed', failed_code: code });
    expect(await desk.done(id)).toBe(0);
    expect((await told(id)).at(-1)).toEqual(['approval.executed', decider, 'failed', code]);
    expect(await codeOf(decide(yes(id, decider)))).toBe('approvals.decided');
  });

  it('is undone whole by a fault of ours, and can be decided again', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker, 'broken');
    await expect(decide(yes(id, decider), failing(new Error('broken')))).rejects.toThrow('broken');
    expect(await stateOf(id)).toBe('asked');
    expect(await told(id)).toHaveLength(1);
    expect(await decide(yes(id, decider))).toEqual({ state: 'executed' });
    expect(await desk.done(id)).toBe(1);
  });

  const failing = (fault: Error): approvals.Means => ({
    ...desk.means,
    executors: {
      ...desk.means.executors,
      'source.disable': {
        async run(base, params, by) {
          await note('source.disable')(base, params, by);
          throw fault;
        },
      },
    },
  });
});

describe('what nobody decides in time', () => {
  it('is not done any more, and another may be asked for', async () => {
    const [asker, decider] = [await desk.person(), await desk.person()];
    const id = await desk.ask(asker, 'late');
    desk.clock.advance(7 * 24 * 3_600_000);
    expect(await codeOf(decide(yes(id, decider)))).toBe('approvals.expired');
    expect(await desk.done(id)).toBe(0);
    expect(await stateOf(id)).toBe('expired');
    const again = await desk.ask(asker, 'late');
    expect(await decide(yes(again, decider))).toEqual({ state: 'executed' });
  });

  it('makes way for the same request though no job has closed it', async () => {
    const asker = await desk.person();
    const id = await desk.ask(asker, 'unswept');
    desk.clock.advance(7 * 24 * 3_600_000);
    await desk.ask(asker, 'unswept');
    expect(await stateOf(id)).toBe('expired');
    expect((await told(id)).map(([kind]) => kind)).toEqual(['approval.asked', 'approval.expired']);
  });

  it('is closed by the job, each once over two nodes', async () => {
    const asker = await desk.person();
    await approvals.expire(desk.base);
    const ids = [await desk.ask(asker, 'swept-1'), await desk.ask(asker, 'swept-2')];
    desk.clock.advance(7 * 24 * 3_600_000);
    const closed = await Promise.all([approvals.expire(desk.base), approvals.expire(desk.base)]);
    expect(closed[0] + closed[1]).toBeGreaterThanOrEqual(2);
    for (const id of ids)
      expect((await told(id)).filter(([kind]) => kind === 'approval.expired')).toHaveLength(1);
    expect(await approvals.expire(desk.base)).toBe(0);
  });
});

describe('what is written of a request', () => {
  it('holds ids and codes only, and reasons sealed', async () => {
    const asker = await desk.person();
    const id = await desk.ask(asker, 'sealed');
    const { rows } = await desk.base.db.raw(
      'select approvals::text as whole from approvals where id = ?',
      [id],
    );
    expect(rows[0].whole).not.toContain('接口返回');
    expect((await approvals.read(desk.base, id))?.reason).toBe('接口返回了别人的资料');
    expect(JSON.stringify(await auditTrail(desk.base))).not.toContain('接口返回');
  });

  it.each([
    ['a value beside the ids', { source_id: 'fund', name: '王测试' }, 'source.disable', ''],
    ['a name in place of an id', { source_id: '公积金' }, 'source.disable', 'source_id'],
    ['no id at all', {}, 'identity.close', 'identity_id'],
    [
      'a level that there is not',
      {
        source_id: 'fund',
        to: { ceiling: 5, registration: 'issued' },
        was: { ceiling: 2, registration: 'issued' },
      },
      'source.change',
      'to.ceiling',
    ],
  ])('refuses %s, with the field named', async (_what, params, act, field) => {
    const by = await desk.person();
    const asked = { ...asking(by), act, params } as never;
    await expect(approvals.ask(desk.base, asked, desk.means)).rejects.toMatchObject({
      code: 'http.bad_input',
      detail: { field },
    });
  });

  it('needs a reason that says something', async () => {
    const by = await desk.person();
    for (const reason of ['', '  ', 'x', '长'.repeat(501)])
      await expect(
        approvals.ask(desk.base, { ...asking(by, 'mute'), reason }, desk.means),
      ).rejects.toMatchObject({ code: 'http.bad_input', detail: { field: 'reason' } });
  });
});
