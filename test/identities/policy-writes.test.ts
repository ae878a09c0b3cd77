import { describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { openRules, type Rules } from '../../src/identities/policy.ts';
import { openDesk } from './desk.ts';
import { atYibao, issued } from './people.ts';

const desk = openDesk();
const says = (more: object, rules: Partial<Rules> = {}) =>
  issued(desk.account(), {
    attributes: { ...desk.person, ...more },
    rules: { ...openRules, ...rules },
  });
const row = (id: string) => desk.base.db('identities').where({ id }).first();
const phones = (identity_id: string) =>
  desk.base.db('contacts').where({ identity_id, kind: 'phone', until_at: null });

describe('what a source may write', () => {
  it('goes over another phone number only where it may correct that; a missing one any source adds', async () => {
    const { identity_id } = await desk.arrive(says({}, { corrects: [] }));
    await desk.arrive(says({ phone_number: '19900000001' }, { corrects: [] }));
    const [first] = await phones(identity_id);
    expect(first).toBeDefined();
    await desk.arrive(says({ phone_number: '19900000002' }, { corrects: ['email', 'alias'] }));
    expect((await phones(identity_id)).map(({ id }) => id)).toEqual([first?.id]);
    await desk.arrive(says({ phone_number: '19900000002' }, { corrects: ['phone_number'] }));
    const now = await phones(identity_id);
    expect(now).toHaveLength(1);
    expect(now[0]?.id).not.toBe(first?.id);
  });

  it('goes over alias and sex only where it may correct them, and the same again is no change', async () => {
    const { identity_id } = await desk.arrive(says({ alias: '장', gender: 1 }));
    await desk.arrive(says({ alias: '장시', gender: 2 }));
    const before = await row(identity_id);
    expect(before?.gender).toBe(1);
    const corrects = ['alias', 'gender'] as const;
    await desk.arrive(says({ alias: '장시', gender: 2 }, { corrects }));
    const after = await row(identity_id);
    expect(after?.gender).toBe(2);
    expect(after?.alias_sealed).not.toBe(before?.alias_sealed);
    await desk.arrive(says({ alias: '장시', gender: 2 }, { corrects }));
    expect(await row(identity_id)).toEqual(after);
  });

  it('is nothing but evidence where updates are off, also at the sign-in that joins it', async () => {
    const { identity_id } = await desk.arrive(says({}));
    const rules = { ...openRules, updates_alone: false };
    const attributes = { ...desk.person, phone_number: '19900000003', alias: '장' };
    const joined = await desk.arrive(atYibao(desk.account('yibao'), { attributes, rules }));
    expect(joined).toMatchObject({ outcome: 'linked', identity_id, level: 3 });
    await desk.arrive(atYibao(desk.account('yibao'), { attributes, rules }));
    expect(await phones(identity_id)).toEqual([]);
    expect((await row(identity_id))?.alias_sealed).toBeNull();
    expect(await desk.count('evidence', { identity_id, authority: '220000-yibao' })).toBe(1);
  });

  it('is nothing at all for a stranger where it makes none, and the trail says why', async () => {
    const before = await desk.count('identities');
    const came = await desk.resolve(says({}, { may_create: false }));
    expect(came).toEqual({ outcome: 'refused', reason: 'create_not_allowed' });
    expect(await desk.count('identities')).toBe(before);
    expect(await desk.lastEvent('identity.arrived')).toMatchObject({
      outcome: 'refused',
      detail: { reason: 'create_not_allowed' },
    });
    const { outcome } = await identities.preview(desk.base, says({}, { may_create: false }));
    expect(outcome).toBe('refused');
  });
});
