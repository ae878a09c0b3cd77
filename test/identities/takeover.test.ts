import { describe, expect, it } from 'vitest';
import { countQueries } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { auditTrail } from '../support/trail.ts';
import { openDesk } from './desk.ts';
import { atYibao, issued, number, selfMade } from './people.ts';

const desk = openDesk();

describe('an arrival', () => {
  it('from a self-registered source with a citizen’s name and number gets nowhere near the citizen', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const thief = selfMade(desk.account('thief'), { attributes: desk.person });
    const stranger = selfMade(desk.account('stranger'), {
      attributes: { ...desk.person, id_number: number() },
    });
    const asked = await desk.resolve(thief);
    expect(asked).toEqual({ outcome: 'asked_to_prove', reason: 'identifier_unproved' });
    expect(await desk.resolve(stranger)).toEqual(asked);
    expect(await desk.lastEvent('identity.arrived')).toMatchObject({
      object_kind: 'account',
      detail: { outcome: 'asked_to_prove' },
    });

    const separate = await desk.arrive(thief, { join: 'separate' });
    expect(separate).toMatchObject({ outcome: 'created', reason: 'separate', level: 0 });
    expect(separate.identity_id).not.toBe(owner.identity_id);
    expect((await identities.claimsOf(desk.base, separate.identity_id))?.id_no).toBeUndefined();
    // The claim is not in the way of anybody: the citizen's other department still finds the citizen.
    expect(
      await desk.arrive(atYibao(desk.account('yb'), { attributes: desk.person })),
    ).toMatchObject({
      identity_id: owner.identity_id,
    });
    expect(await desk.arrive(thief)).toMatchObject({
      outcome: 'known_link',
      identity_id: separate.identity_id,
      level: 0,
    });
  });

  it('from a self-registered source asks the database the same, whether the number is known or not', async () => {
    await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const asked = async (id_number: string) => {
      const thief = selfMade(desk.account('thief'), { attributes: { ...desk.person, id_number } });
      const { queries } = await countQueries(desk.base.db, () => desk.resolve(thief));
      return queries;
    };
    expect(await asked(desk.person.id_number)).toEqual(await asked(number()));
  });

  it('of a prepared identity’s true owner does not fall into it', async () => {
    const prepared = await desk.arrive(
      selfMade(desk.account('thief'), { attributes: desk.person }),
      {
        join: 'separate',
      },
    );
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    expect(owner).toMatchObject({ outcome: 'created', reason: 'first_arrival', level: 3 });
    expect(owner.identity_id).not.toBe(prepared.identity_id);
  });

  it('from a self-registered source is linked once the person has proved the older account, at its own low level', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const own = selfMade(desk.account('own'), { attributes: desk.person, level: 3 });
    const joined = await desk.arrive(own, { proved_identity_id: owner.identity_id });
    expect(joined).toMatchObject({
      outcome: 'linked',
      reason: 'proved',
      identity_id: owner.identity_id,
      level: 1,
    });
    expect(await desk.arrive(own)).toMatchObject({
      outcome: 'known_link',
      identity_id: owner.identity_id,
      level: 1,
    });
    expect(await identities.level(desk.base, owner.identity_id)).toBe(3);
  });

  it('of an account of somebody else is not added to a proved identity, and is left as it was', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const spouse = atYibao(desk.account('spouse'), {
      attributes: { name: '李测试', id_type: 'resident_id', id_number: number() },
    });
    const conflict = await desk.resolve(spouse, {
      proved_identity_id: owner.identity_id,
    });
    expect(conflict).toEqual({ outcome: 'conflict', reason: 'other_identifier' });
    expect(
      await desk.count('conflicts', { identity_id: owner.identity_id, reason: 'other_identifier' }),
    ).toBe(1);
    // The spouse comes in by themselves afterwards, as themselves, at full level.
    expect(await desk.arrive(spouse)).toMatchObject({ outcome: 'created', level: 3 });
  });

  it('by an account that belongs to one person is never moved to another who is signed in', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const li = await desk.arrive(
      issued(desk.account('li'), {
        attributes: { ...desk.person, name: '李测试', id_number: number() },
      }),
    );
    const refused = await desk.resolve(issued(desk.account(), { attributes: desk.person }), {
      proved_identity_id: li.identity_id,
    });
    expect(refused).toEqual({ outcome: 'refused', reason: 'linked_elsewhere' });
    expect(await desk.lastEvent('identity.arrived')).toMatchObject({
      outcome: 'refused',
      detail: { reason: 'linked_elsewhere' },
    });
    expect((await identities.links(desk.base, owner.identity_id)).length).toBe(1);
  });

  it('by an account that the department handed to another person is refused', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    const heir = issued(desk.account(), {
      attributes: { name: '李测试', id_type: 'resident_id', id_number: number() },
    });
    expect(await desk.resolve(heir)).toEqual({
      outcome: 'refused',
      reason: 'account_changed_hands',
    });
    expect(
      await desk.count('conflicts', {
        identity_id: owner.identity_id,
        reason: 'account_changed_hands',
      }),
    ).toBe(1);
    expect((await identities.claimsOf(desk.base, owner.identity_id))?.name).toBe('张测试');
  });

  it('is refused while its identity is suspended, and let in when it is active again', async () => {
    const owner = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
    await interventions.suspend(
      desk.base,
      { identity_id: owner.identity_id, reason_code: 'misuse_suspected' },
      {},
    );
    const known = issued(desk.account(), { attributes: desk.person });
    expect(await desk.resolve(known)).toMatchObject({
      outcome: 'refused',
      reason: 'identity_suspended',
    });
    expect(await desk.resolve(atYibao(desk.account(), { attributes: desk.person }))).toMatchObject({
      reason: 'identity_suspended',
    });
    await interventions.restore(
      desk.base,
      { identity_id: owner.identity_id, reason_code: 'settled' },
      {},
    );
    expect(await desk.arrive(known)).toMatchObject({ outcome: 'known_link' });
    const states = (await auditTrail(desk.base)).filter(
      ({ kind, object_id }) => kind === 'identity.intervened' && object_id === owner.identity_id,
    );
    expect(states.map(({ detail }) => detail.to)).toEqual(['suspended', 'active']);
  });
});
