// Whole, since each act of the table is seen to be done, told and undone, beside its neighbours.
import { describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { openDesk, type Somebody } from './desk.ts';
import { atYibao, issued } from './people.ts';

const desk = openDesk();
const staff = { staff_id: '0192aaaa-0000-7000-8000-000000000001' };
const approval_id = '0192aaaa-0000-7000-8000-00000000000a';
const password = 'long river, many tributaries';
let named = 0;
const loginName = () => {
  named += 1;
  return `zhangshi-${named}`;
};
const fund = () => issued(desk.account(), { attributes: desk.person });
const medical = () => atYibao(desk.account('yibao'), { attributes: desk.person });

const signIn = (one: Somebody, uid: string, more: Partial<sessions.Beginning> = {}) =>
  sessions.start(desk.base, {
    ...{ uid: `${uid} ${one.identity_id}`, identity_id: one.identity_id, link_id: one.link_id },
    ...{ source_id: 'gjj', level: 3, factor_reach: 3, amr: ['pwd'] },
    ...{ device: 'Firefox · Linux', network: '203.0.113.0/24' },
    ...more,
  });
const endings = async ({ identity_id }: Somebody) =>
  (await desk.base.db('sessions').where({ identity_id }).orderBy('uid')).map(
    (row) => row.end_reason,
  );
const state = async ({ identity_id }: Somebody) =>
  (await identities.read(desk.base, identity_id))?.state;
const kinds = async ({ identity_id }: Somebody) =>
  (await interventions.list(desk.base, identity_id, { limit: 10 })).map(({ kind }) => kind);
const version = async ({ identity_id }: Somebody) =>
  (await identities.read(desk.base, identity_id))?.version;

describe('a suspended identity', () => {
  it('lets nobody in, ends every session, and is told to its owner with the reason', async () => {
    const one = await desk.arrive(fund());
    await signIn(one, 'a');
    await signIn(one, 'b');
    const before = await version(one);
    const id = await interventions.suspend(
      desk.base,
      { ...one, reason_code: 'misuse_reported', note: '来电人称手机被偷' },
      staff,
    );
    expect([await state(one), await version(one)]).toEqual(['suspended', (before ?? 0) + 1]);
    expect(await endings(one)).toEqual(['locked', 'locked']);
    expect(await desk.resolve(fund())).toMatchObject({
      ...{ outcome: 'refused', reason: 'identity_suspended', refused_of: one.identity_id },
    });
    expect(await interventions.whyKeptOut(desk.base, one.identity_id)).toMatchObject({
      ...{ id, kind: 'suspended', reason_code: 'misuse_reported', staff_id: staff.staff_id },
    });
    expect(await desk.lastEvent('identity.intervened')).toMatchObject({
      ...{ actor_kind: 'staff', actor_id: staff.staff_id, object_id: one.identity_id },
      detail: { act: 'suspended', from: 'active', to: 'suspended', reason: 'misuse_reported' },
    });
    const kept = await desk.base.db('interventions').where({ id }).first();
    expect(JSON.stringify(kept)).not.toContain('手机');
    expect((await interventions.list(desk.base, one.identity_id, { limit: 1 }))[0]?.note).toBe(
      '来电人称手机被偷',
    );
  });

  it('is not told of to whom its account was handed on', async () => {
    const one = await desk.arrive(fund());
    await interventions.suspend(desk.base, { ...one, reason_code: 'by_law' }, staff);
    const heir = issued(desk.account(), {
      attributes: { ...desk.person, name: '李测试', id_number: '220000190001010018' },
    });
    const refused = await desk.resolve(heir);
    expect(refused.outcome).toBe('refused');
    expect(refused.refused_of).toBeUndefined();
  });

  it('is restored by two people, with what it had', async () => {
    const one = await desk.arrive(fund());
    await interventions.suspend(desk.base, { ...one, reason_code: 'misuse_suspected' }, staff);
    desk.clock.advance(1_000);
    const alone = { ...one, reason_code: 'settled' } as const;
    await expect(interventions.restore(desk.base, alone, staff)).rejects.toMatchObject({
      code: 'identities.act_does_not_fit',
    });
    expect(await state(one)).toBe('suspended');
    await interventions.restore(desk.base, { ...alone, approval_id }, staff);
    expect(await desk.arrive(fund())).toMatchObject({ identity_id: one.identity_id, level: 3 });
    expect(await kinds(one)).toEqual(['restored', 'suspended']);
    expect(await interventions.whyKeptOut(desk.base, one.identity_id)).toBeUndefined();
    const row = await desk.base
      .db('interventions')
      .where({ kind: 'suspended', identity_id: one.identity_id })
      .first();
    expect(row?.lifted_by).toBe(staff.staff_id);
  });

  it('is suspended once by two who do it at once; the second is told', async () => {
    const one = await desk.arrive(fund());
    const done = await Promise.allSettled([
      interventions.suspend(desk.base, { ...one, reason_code: 'misuse_reported' }, staff),
      interventions.suspend(desk.base, { ...one, reason_code: 'by_law' }, staff),
    ]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = done.find((one) => one.status === 'rejected')?.reason;
    expect(refused).toMatchObject({ code: 'identities.act_does_not_fit' });
    expect(await kinds(one)).toEqual(['suspended']);
    expect(
      await desk.count('audit_events', { kind: 'identity.intervened', object_id: one.identity_id }),
    ).toBe(1);
  });

  it('loses nothing when one closes it while another restores it', async () => {
    const one = await desk.arrive(fund());
    await interventions.suspend(desk.base, { ...one, reason_code: 'misuse_reported' }, staff);
    const back = { ...one, reason_code: 'settled', approval_id, was: 'suspended' } as const;
    const done = await Promise.allSettled([
      interventions.close(desk.base, { ...one, reason_code: 'own_request' }, staff),
      interventions.restore(desk.base, back, staff),
    ]);
    // Restored first and then closed, or closed first: then the other is told that it does not fit.
    expect(done[0]?.status).toBe('fulfilled');
    const rows = await desk.base
      .db('interventions')
      .where({ identity_id: one.identity_id, lifted_at: null })
      .whereNot({ kind: 'restored' });
    expect([await state(one), rows.map(({ kind }) => kind)]).toEqual(['closed', ['closed']]);
    const count = done.filter(({ status }) => status === 'fulfilled').length;
    expect((await kinds(one)).length).toBe(1 + count);
  });
});

describe('a closed identity', () => {
  it('is restored within thirty days, by two people', async () => {
    const one = await desk.arrive(fund());
    await interventions.close(desk.base, { ...one, reason_code: 'own_request' }, staff);
    desk.clock.advance(29 * 86_400_000);
    const order = { identity_id: one.identity_id, reason_code: 'own_request' } as const;
    await expect(interventions.restore(desk.base, order, staff)).rejects.toMatchObject({
      code: 'identities.act_does_not_fit',
    });
    await interventions.restore(desk.base, { ...order, approval_id }, staff);
    expect(await state(one)).toBe('active');
  });

  it('is not opened by what was decided of a suspension', async () => {
    const one = await desk.arrive(fund());
    await interventions.suspend(desk.base, { ...one, reason_code: 'by_law' }, staff);
    await interventions.close(desk.base, { ...one, reason_code: 'own_request' }, staff);
    const order = { ...one, reason_code: 'settled', approval_id, was: 'suspended' } as const;
    await expect(interventions.restore(desk.base, order, staff)).rejects.toMatchObject({
      code: 'identities.act_does_not_fit',
    });
    expect(await state(one)).toBe('closed');
  });

  it('and not afterwards', async () => {
    const one = await desk.arrive(fund());
    await interventions.close(desk.base, { ...one, reason_code: 'deceased' }, staff);
    desk.clock.advance(30 * 86_400_000);
    await expect(
      interventions.restore(desk.base, { ...one, reason_code: 'mistake' }, staff),
    ).rejects.toMatchObject({ code: 'identities.act_does_not_fit' });
    expect(await desk.resolve(fund())).toMatchObject({ reason: 'identity_closed' });
  });
});

describe('when new evidence is asked for', () => {
  it('what was proved counts no more at once, and fresh evidence that binds lifts it', async () => {
    const one = await desk.arrive(fund());
    await signIn(one, 'a');
    await interventions.requireEvidence(
      desk.base,
      { ...one, reason_code: 'evidence_doubt' },
      staff,
    );
    expect(await identities.level(desk.base, one.identity_id)).toBe(0);
    expect([await state(one), await endings(one)]).toEqual(['active', ['staff']]);
    expect(await interventions.standingOf(desk.base, one.identity_id)).toMatchObject({
      evidence_required: true,
    });
    expect(await desk.arrive(fund())).toMatchObject({ identity_id: one.identity_id, level: 3 });
    expect(await interventions.standingOf(desk.base, one.identity_id)).toMatchObject({
      evidence_required: false,
    });
  });

  it('a way that brings none stays at level 0, whatever it was bound at', async () => {
    const one = await desk.arrive(fund());
    const other = await desk.arrive(medical());
    expect(other.identity_id).toBe(one.identity_id);
    const setting = { password, login_name: loginName(), bound_level: 3 };
    await identities.setPassword(desk.base, { identity_id: one.identity_id, ...setting });
    await interventions.requireEvidence(
      desk.base,
      { ...one, reason_code: 'identity_doubt' },
      staff,
    );
    await desk.arrive(fund());
    const links = await identities.links(desk.base, one.identity_id);
    expect(links.map(({ source_id, bound_level }) => [source_id, bound_level]).sort()).toEqual([
      ['gjj', 3],
      ['yibao', 0],
    ]);
    const ways = await credentials.list(desk.base, one.identity_id);
    expect(ways.map(({ bound_level }) => bound_level)).toEqual([0]);
  });

  it('cannot be taken back by staff', async () => {
    const one = await desk.arrive(fund());
    await interventions.requireEvidence(
      desk.base,
      { ...one, reason_code: 'evidence_doubt' },
      staff,
    );
    await expect(
      interventions.restore(desk.base, { ...one, reason_code: 'mistake' }, staff),
    ).rejects.toMatchObject({ code: 'identities.act_does_not_fit' });
  });
});

describe('when a new password is asked for', () => {
  const withPassword = async () => {
    const one = await desk.arrive(fund());
    const login_name = loginName();
    const { identity_id } = one;
    const id = await identities.setPassword(desk.base, {
      identity_id,
      password,
      login_name,
      bound_level: 3,
    });
    const check = (typed: string) =>
      credentials.check(desk.base, { username: login_name, password: typed });
    return { one, id, check };
  };

  it('the old one lets nobody in, and a new one does', async () => {
    const { one, id, check } = await withPassword();
    await signIn(one, 'a', { link_id: undefined, source_id: undefined, credential_id: id });
    await interventions.requirePassword(
      desk.base,
      { ...one, reason_code: 'password_leaked' },
      staff,
    );
    expect(await check(password)).toBeUndefined();
    expect([await state(one), await endings(one)]).toEqual(['active', ['staff']]);
    await identities.setAskedPassword(desk.base, {
      ...{ identity_id: one.identity_id, password: 'a boat under the bridge', bound_level: 3 },
    });
    expect(await check('a boat under the bridge')).toMatchObject({ identity_id: one.identity_id });
    expect(await check(password)).toBeUndefined();
    expect(await interventions.standingOf(desk.base, one.identity_id)).toMatchObject({
      password_required: false,
    });
  });

  it('the old one works again when it is taken back', async () => {
    const { one, check } = await withPassword();
    await interventions.requirePassword(
      desk.base,
      { ...one, reason_code: 'misuse_reported' },
      staff,
    );
    await interventions.restore(desk.base, { ...one, reason_code: 'mistake' }, staff);
    expect(await check(password)).toMatchObject({ identity_id: one.identity_id });
  });

  it('of somebody who has none here, it is refused and nothing is written', async () => {
    const one = await desk.arrive(fund());
    await expect(
      interventions.requirePassword(desk.base, { ...one, reason_code: 'own_request' }, staff),
    ).rejects.toMatchObject({ code: 'identities.no_password_here' });
    expect(await kinds(one)).toEqual([]);
  });
});

describe('a sign-in that was proved before', () => {
  it.each(['suspend', 'require_evidence'] as const)('begins no session after %s', async (act) => {
    const one = await desk.arrive(fund());
    const { identity_id } = one;
    const proved = { identity_id, at: desk.clock.now() };
    expect(await interventions.holdAsProved(desk.base, proved)).toBe('holds');
    desk.clock.advance(1_000);
    if (act === 'suspend') {
      await interventions.suspend(desk.base, { identity_id, reason_code: 'by_law' }, staff);
      const order = { identity_id, reason_code: 'mistake', approval_id } as const;
      await interventions.restore(desk.base, order, staff);
    } else
      await interventions.requireEvidence(
        desk.base,
        { identity_id, reason_code: 'evidence_doubt' },
        staff,
      );
    expect(await interventions.holdAsProved(desk.base, proved)).toBe('over');
    expect(await interventions.holdAsProved(desk.base, { identity_id, at: desk.clock.now() })).toBe(
      'holds',
    );
  });
});

describe('what was done', () => {
  it('is news until it was shown, and what is asked still is news for longer', async () => {
    const one = await desk.arrive(fund());
    const { identity_id } = one;
    await interventions.requireEvidence(
      desk.base,
      { identity_id, reason_code: 'evidence_doubt' },
      staff,
    );
    desk.clock.advance(1_000);
    await interventions.note(
      desk.base,
      { identity_id, kind: 'viewed', reason_code: 'help_call' },
      staff,
    );
    const news = async () =>
      (await interventions.news(desk.base, identity_id)).map(({ kind }) => kind);
    expect(await news()).toEqual(['viewed', 'evidence_required']);
    await interventions.markSeen(desk.base, identity_id);
    expect(await news()).toEqual(['evidence_required']);
    expect(await desk.lastEvent('identity.told')).toMatchObject({ detail: { count: 2 } });
    await interventions.markSeen(desk.base, identity_id);
    expect(
      await desk.count('audit_events', { kind: 'identity.told', object_id: identity_id }),
    ).toBe(1);
  });
});
