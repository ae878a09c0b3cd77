import { describe, expect, it } from 'vitest';
import { connect } from '../../src/db.ts';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as desk from '../../src/merging/desk.ts';
import * as decisions from '../../src/merging/desk-decisions.ts';
import * as merging from '../../src/merging/merging.ts';
import { atYibao, number } from '../identities/people.ts';
import { anna, anybody, ben, everywhere, openQuestions } from './questions.ts';

const rig = openQuestions();
const open = { state: 'open', newest: false } as const;
const reason = '两处登记的姓名写法不同';

const queue = async (reach: desk.Reach, filter: Partial<desk.Filter> = {}) =>
  (await desk.list(rig.base, reach, { ...open, ...filter }, 200)).map(({ id }) => id);

const claimed = async () => {
  const found = await rig.twoNames();
  await decisions.claim(rig.base, { id: found.id, by: anna });
  return found;
};

describe('the queue', () => {
  it('shows a question to whoever reaches the department of its source, and to nobody else', async () => {
    const { fund, medical } = await rig.departments();
    const { id } = await rig.twoNames();
    expect(await queue(everywhere)).toContain(id);
    expect(await queue({ department_ids: [medical] })).toContain(id);
    expect(await queue({ department_ids: [fund] })).not.toContain(id);
    expect(await queue(everywhere, { within: [fund] })).not.toContain(id);
    expect(await queue({ department_ids: [fund] }, { within: [medical] })).toEqual([]);
    expect(await desk.placeOf(rig.base, id)).toEqual({ department_ids: [medical] });
  });

  it('is read by pages, from either end, and can be narrowed', async () => {
    const ids = [];
    for (let n = 0; n < 3; n += 1)
      ids.push((await rig.twoNames({ ...rig.person, id_number: number() })).id);
    const old = await queue(everywhere);
    expect(await queue(everywhere, { newest: true })).toEqual([...old].reverse());
    const [first] = await desk.list(rig.base, everywhere, open, 0);
    const rest = await queue(everywhere, {
      after: { at: first?.created_at as Date, id: first?.id ?? '' },
    });
    expect(rest).toEqual(old.slice(1));
    expect(await queue(everywhere, { reason: 'other_name' })).toEqual(old);
    expect(await queue(everywhere, { reason: 'name_missing' })).toEqual([]);
    expect(await queue(everywhere, { until: new Date(0) })).toEqual([]);
    await decisions.claim(rig.base, { id: ids[1] as string, by: ben });
    expect(await queue(everywhere, { claimed_by: ben })).toEqual([ids[1]]);
    rig.clock.advance(conflicts.CLAIM_MS);
    expect(await queue(everywhere, { claimed_by: ben })).toEqual([]);
  });

  it('is counted only so far', async () => {
    const before = await desk.openConflicts(rig.base, everywhere);
    await rig.twoNames();
    expect(await desk.openConflicts(rig.base, everywhere)).toBe(before + 1);
    expect(await desk.openConflicts(rig.base, { department_ids: [] })).toBe(0);
    expect(await conflicts.countOpen(rig.base, null, 1)).toBe(1);
  });
});

describe('a question', () => {
  it('is one person’s at a time: of two who take it in the same instant one wins', async () => {
    const { id } = await rig.twoNames();
    const second = { ...rig.base, db: connect(rig.url) };
    const tries = await Promise.allSettled([
      decisions.claim(rig.base, { id, by: anna }),
      decisions.claim(second, { id, by: ben }),
    ]);
    await second.db.destroy();
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = tries.find((one) => one.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'merging.claimed' });
  });

  it('is free again after half an hour, or when it is left; taking it anew keeps it', async () => {
    const { id } = await claimed();
    rig.clock.advance(20 * 60_000);
    await decisions.claim(rig.base, { id, by: anna });
    rig.clock.advance(20 * 60_000);
    await expect(decisions.claim(rig.base, { id, by: ben })).rejects.toMatchObject({
      code: 'merging.claimed',
    });
    await decisions.release(rig.base, { id, by: ben });
    await expect(decisions.claim(rig.base, { id, by: ben })).rejects.toThrow();
    await decisions.release(rig.base, { id, by: anna });
    await decisions.claim(rig.base, { id, by: ben });
    rig.clock.advance(conflicts.CLAIM_MS);
    await decisions.claim(rig.base, { id, by: anna });
    expect(await rig.lastEvent('conflict.claimed')).toMatchObject({
      actor_id: anna,
      object_id: id,
    });
  });

  it('is decided by whoever holds it, and by nobody else', async () => {
    const { id } = await rig.twoNames();
    for (const decide of [decisions.different, decisions.ask, decisions.note])
      await expect(decide(rig.base, { id, by: anna, reason })).rejects.toMatchObject({
        code: 'merging.not_claimed',
      });
    await decisions.claim(rig.base, { id, by: anna });
    rig.clock.advance(conflicts.CLAIM_MS);
    await expect(decisions.different(rig.base, { id, by: anna, reason })).rejects.toMatchObject({
      code: 'merging.not_claimed',
    });
    expect(await rig.stateOf(id)).toBe('open');
  });

  it('shows both sides by keys and masks, and says so to the two people, once an hour', async () => {
    const { id, known, came } = await rig.twoNames();
    const { medical } = await rig.departments();
    const who = { id, by: anna, department_id: medical };
    const found = await desk.look(rig.base, who);
    expect(found.cases).toEqual([0, 0]);
    expect(found.sides.map(({ id }) => id)).toEqual([came.identity_id, known.identity_id]);
    expect(found.is).toMatchObject({ name: 'different', birthdate: 'same', gender: 'same' });
    expect(found.is?.documents).toEqual([{ type: 'resident_id', is: 'same' }]);
    expect(found.proposed).toEqual({ id: known.identity_id, because: 'level' });
    expect(JSON.stringify(found)).not.toContain(rig.person.id_number);
    expect(JSON.stringify(found)).not.toContain('张别名');
    expect(await rig.lastEvent('conflict.viewed')).toMatchObject({ actor_id: anna, object_id: id });
    await desk.look(rig.base, who);
    const shown = () =>
      rig.count('interventions', { identity_id: came.identity_id, kind: 'viewed' });
    expect(await shown()).toBe(1);
    expect(await rig.count('interventions', { identity_id: known.identity_id })).toBe(1);
    rig.clock.advance(3_600_000);
    await desk.look(rig.base, who);
    expect(await shown()).toBe(2);
  });
});

describe('two people', () => {
  it('are never asked about again, also when the account comes again', async () => {
    const { id, came, known } = await claimed();
    await decisions.different(rig.base, { id, by: anna, reason });
    expect(await rig.stateOf(id)).toBe('settled');
    expect(await rig.lastEvent('conflict.told_apart')).toMatchObject({
      actor_id: anna,
      object_id: id,
      detail: { identity_id: came.identity_id, other_identity_id: known.identity_id },
    });
    const again = atYibao(rig.account('yibao'), {
      attributes: { ...rig.person, name: '张别名' },
    });
    expect(await rig.resolve(again)).toMatchObject({ reason: 'identifier_of_another' });
    await expect(rig.questionOf(came.identity_id)).rejects.toThrow('nothing was asked');
    const [shown] = await desk.list(rig.base, everywhere, { state: 'settled', newest: true }, 1);
    expect(shown).toMatchObject({ id, decision: 'different', decided_by: anna });
  });

  it('may have been one after all: staff take it back, with a reason, and are asked again', async () => {
    const { id, came, known } = await claimed();
    await decisions.different(rig.base, { id, by: anna, reason });
    await decisions.reopen(rig.base, { id, by: ben, reason: '本人到窗口说明' });
    expect(await rig.stateOf(id)).toBe('open');
    const { earlier } = await desk.look(rig.base, {
      ...{ id, by: ben, department_id: (await rig.departments()).medical },
    });
    expect(earlier[0]).toMatchObject({ decision: 'reopened', words: '本人到窗口说明' });
    await expect(decisions.reopen(rig.base, { id, by: ben, reason })).rejects.toMatchObject({
      code: 'merging.not_settled',
    });
    expect(await conflicts.areToldApart(rig.base, [came.identity_id, known.identity_id])).toBe(
      false,
    );
    expect(await rig.lastEvent('conflict.reopened')).toMatchObject({ actor_id: ben });
  });

  it('stay told apart when one of them has absorbed a third', async () => {
    const { id, came, known } = await claimed();
    await decisions.different(rig.base, { id, by: anna, reason });
    const third = await rig.arrive(
      atYibao(`third ${rig.person.id_number}`, { attributes: { name: rig.person.name } }),
    );
    await merging.merge(rig.base, {
      ...{ survivor_id: third.identity_id, absorbed_id: known.identity_id, reason },
      by: { kind: 'approval', approval_id: id, asked_by: anna, decided_by: ben },
    });
    expect(await conflicts.areToldApart(rig.base, [came.identity_id, third.identity_id])).toBe(
      true,
    );
    await conflicts.queue(rig.base, {
      ...{ identity_id: came.identity_id, other_identity_id: third.identity_id },
      ...{ source_id: 'yibao', link_id: null, reason: 'other_name' },
    });
    await expect(rig.questionOf(came.identity_id)).rejects.toThrow('nothing was asked');
  });
});

describe('a question about one account alone', () => {
  it('is looked into, settled, and for a while not asked again', async () => {
    const { known } = await rig.twoNames();
    const about = {
      ...{ identity_id: known.identity_id, other_identity_id: null },
      ...{ source_id: 'yibao', link_id: known.link_id, reason: 'name_changed' },
    };
    await conflicts.queue(rig.base, about);
    const id = await rig.questionOf(known.identity_id);
    await decisions.claim(rig.base, { id, by: anna });
    await expect(decisions.different(rig.base, { id, by: anna, reason })).rejects.toMatchObject({
      code: 'merging.no_pair',
    });
    await decisions.note(rig.base, { id, by: anna, reason });
    expect(await rig.stateOf(id)).toBe('settled');
    await conflicts.queue(rig.base, about);
    await expect(rig.questionOf(known.identity_id)).rejects.toThrow();
    rig.clock.advance(91 * 86_400_000);
    await conflicts.queue(rig.base, about);
    expect(await rig.questionOf(known.identity_id)).not.toBe(id);
  });
});

describe('one person', () => {
  it('waits for a second member of staff, and is not asked for twice', async () => {
    const { id, known, came } = await claimed();
    const survivor_id = known.identity_id;
    await expect(
      decisions.same(rig.base, { id, by: anna, reason, survivor_id: id }, anybody),
    ).rejects.toMatchObject({ code: 'merging.no_pair' });
    const approval = await decisions.same(rig.base, { id, by: anna, reason, survivor_id }, anybody);
    expect(await rig.stateOf(id)).toBe('waiting');
    expect(await rig.count('approvals', { id: approval, state: 'asked' })).toBe(1);
    await decisions.claim(rig.base, { id, by: ben });
    await expect(
      decisions.same(rig.base, { id, by: ben, reason, survivor_id }, anybody),
    ).rejects.toMatchObject({ code: 'merging.waits' });
    // Nobody decided for a week.
    rig.clock.advance(7 * 86_400_000);
    expect(await rig.stateOf(id)).toBe('open');
    expect(came.identity_id).not.toBe(survivor_id);
  });
});
