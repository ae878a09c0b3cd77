import { describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { auditTrail } from '../support/trail.ts';
import { openDesk } from './desk.ts';
import { atYibao, issued } from './people.ts';

const desk = openDesk();
const DAY = 86_400_000;

describe('an arrival', () => {
  it('of somebody new makes an identity, with the notice that was accepted and one audit event', async () => {
    const before = (await auditTrail(desk.base)).length;
    const first = await desk.arrive(issued(desk.account(), { attributes: desk.person }), {
      notice: '2026-11',
    });
    expect(first).toMatchObject({ outcome: 'created', reason: 'first_arrival', level: 3 });
    expect(
      await identities.noticeAccepted(desk.base, {
        identity_id: first.identity_id,
        version: '2026-11',
      }),
    ).toBe(true);
    expect(
      await identities.noticeAccepted(desk.base, {
        identity_id: first.identity_id,
        version: '2027-01',
      }),
    ).toBe(false);
    const events = (await auditTrail(desk.base)).slice(before);
    expect(events.map(({ kind }) => kind).sort()).toEqual([
      'identity.arrived',
      'identity.notice_accepted',
    ]);
    expect(await desk.lastEvent('identity.arrived')).toMatchObject({
      actor_kind: 'source',
      source_id: 'gjj',
      object_id: first.identity_id,
      outcome: 'ok',
      detail: { outcome: 'created', reason: 'first_arrival', link_id: first.link_id, level: 3 },
    });
  });

  it('leaves neither name nor number nor account in clear, in tables or in the trail', async () => {
    await desk.arrive(
      issued(desk.account(), {
        attributes: { ...desk.person, phone_number: '19900000001', birthdate: '1950-01-01' },
      }),
    );
    for (const table of [
      'identities',
      'identifiers',
      'contacts',
      'links',
      'evidence',
      'audit_events',
    ]) {
      const { rows } = await desk.base.db.raw(
        `select coalesce(string_agg(t::text, ' '), '') as all from ${table} t`,
      );
      for (const secret of [
        '张测试',
        desk.person.id_number,
        '19900000001',
        desk.account(),
        '1950-01-01',
      ])
        expect(rows[0].all).not.toContain(secret);
    }
  });

  it('of a citizen whose medical-insurance account matches is linked, not duplicated', async () => {
    const first = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const second = await desk.arrive(
      atYibao(desk.account('yb'), { attributes: { ...desk.person, name: '张 测试' } }),
    );
    expect(second).toMatchObject({
      outcome: 'linked',
      reason: 'identifier_and_name',
      identity_id: first.identity_id,
    });
    expect(second.suspended).toBeUndefined();
    const links = await identities.links(desk.base, first.identity_id);
    expect(links.map(({ source_id }) => source_id)).toEqual(['gjj', 'yibao']);
    expect(
      await desk.count('links', {
        id: second.link_id,
        outcome: 'linked',
        reason: 'identifier_and_name',
      }),
    ).toBe(1);
  });

  it('with a 15-digit number finds the person by the 18 digits', async () => {
    const old = desk.person.id_number.slice(0, 6) + desk.person.id_number.slice(8, 17);
    const first = await desk.arrive(
      issued(desk.account(), { attributes: { ...desk.person, id_number: old } }),
    );
    const second = await desk.arrive(atYibao(desk.account('yb'), { attributes: desk.person }));
    expect(second).toMatchObject({ outcome: 'linked', identity_id: first.identity_id });
    expect((await identities.claimsOf(desk.base, first.identity_id))?.id_no).toBe(
      desk.person.id_number,
    );
  });

  it('by a known account leads to the same identity and writes evidence once a day', async () => {
    const first = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const again = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    expect(again).toMatchObject({
      outcome: 'known_link',
      identity_id: first.identity_id,
      link_id: first.link_id,
      level: 3,
    });
    expect(await desk.count('evidence', { identity_id: first.identity_id })).toBe(1);
    desk.clock.advance(DAY);
    await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    expect(await desk.count('evidence', { identity_id: first.identity_id })).toBe(2);
    expect(await desk.count('links', { identity_id: first.identity_id })).toBe(1);
  });

  it('under another name with the same number becomes its own identity of level 0, and staff are asked once', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const other = atYibao(desk.account('yb'), { attributes: { ...desk.person, name: '王测试' } });
    const came = await desk.arrive(other);
    expect(came).toMatchObject({ outcome: 'conflict', reason: 'other_name', level: 0 });
    expect(came.identity_id).not.toBe(owner.identity_id);
    const claims = await identities.claimsOf(desk.base, came.identity_id);
    expect(claims).toMatchObject({ name: '王测试', real_name_level: 0, id_no: undefined });
    expect(
      await desk.count('conflicts', {
        identity_id: came.identity_id,
        other_identity_id: owner.identity_id,
        reason: 'other_name',
      }),
    ).toBe(1);

    // Coming again changes nothing: still level 0, still one question of each kind.
    for (let i = 0; i < 2; i += 1)
      expect(await desk.arrive(other)).toMatchObject({
        outcome: 'known_link',
        identity_id: came.identity_id,
        level: 0,
      });
    expect(await desk.count('conflicts', { identity_id: came.identity_id })).toBe(1);
    expect(await identities.level(desk.base, owner.identity_id)).toBe(3);
  });

  it('that was in conflict owns its number once nobody else does, and rises to its level', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const other = atYibao(desk.account('yb'), { attributes: { ...desk.person, name: '王测试' } });
    const { identity_id } = await desk.arrive(other);
    await desk.base
      .db('identifiers')
      .where({ identity_id: owner.identity_id })
      .update({ until_at: desk.clock.now() });
    expect(await desk.arrive(other)).toMatchObject({
      outcome: 'known_link',
      identity_id,
      level: 3,
    });
    expect((await identities.claimsOf(desk.base, identity_id))?.id_no).toBe(desk.person.id_number);
    expect(await desk.count('identifiers', { identity_id })).toBe(1);
  });

  it('is told beforehand, without anything written, so that the notice comes before the identity', async () => {
    const before = await desk.count('identities');
    expect(
      await identities.preview(desk.base, issued(desk.account(), { attributes: desk.person })),
    ).toMatchObject({
      outcome: 'created',
      known: false,
    });
    expect(await desk.count('identities')).toBe(before);
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    expect(
      await identities.preview(desk.base, issued(desk.account(), { attributes: desk.person })),
    ).toEqual({
      outcome: 'known_link',
      reason: 'same_account',
      known: true,
      identity_id: owner.identity_id,
    });
  });

  it('with hostile text is an arrival like any other', async () => {
    const hostile = issued(`' or 1=1 -- ${desk.account()}`, {
      attributes: {
        name: `'; drop table links; --\u202e`,
        id_type: '\u0000',
        id_number: '\u0000',
        phone_number: '\u0000',
        email: 'x'.repeat(9_000),
      },
    });
    expect(await desk.arrive(hostile)).toMatchObject({
      outcome: 'created',
      reason: 'no_identifier',
    });
    expect(await desk.arrive(hostile)).toMatchObject({ outcome: 'known_link' });
  });

  it('joins an open transaction, and is undone with it', async () => {
    const before = await desk.count('identities');
    await expect(
      desk.base.db.transaction(async (db) => {
        await identities.resolve(
          { ...desk.base, db },
          issued(desk.account(), { attributes: desk.person }),
        );
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await desk.count('identities')).toBe(before);
  });
});
