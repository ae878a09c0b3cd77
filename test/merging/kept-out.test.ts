import { expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as merges from '../../src/merging/desk-merges.ts';
import { openDesk } from '../identities/desk.ts';
import { issued, selfMade } from '../identities/people.ts';
import { join, separate, state } from './desk.ts';

const desk = openDesk();
const by = { staff_id: '01920000-0000-7000-8000-00000000a009' };

/** One person twice, joined. */
async function joined() {
  const survivor = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  const absorbed = await desk.arrive(
    selfMade(desk.account('forum'), { attributes: { name: desk.person.name } }),
  );
  const [survivor_id, absorbed_id] = [survivor.identity_id, absorbed.identity_id];
  await credentials.setPassword(desk.base, {
    ...{ identity_id: survivor_id, password: 'gan jing de shui', bound_level: 2 },
  });
  const merge_id = await join(desk.base, survivor_id, absorbed_id);
  desk.clock.advance(1_000);
  return { survivor_id, absorbed_id, merge_id };
}

const stands = {
  'is suspended': (identity_id: string) =>
    interventions.suspend(desk.base, { identity_id, reason_code: 'misuse_reported' }, by),
  'is closed': (identity_id: string) =>
    interventions.close(desk.base, { identity_id, reason_code: 'by_law' }, by),
  'must set a new password': (identity_id: string) =>
    interventions.requirePassword(desk.base, { identity_id, reason_code: 'misuse_reported' }, by),
  'must bring new evidence': (identity_id: string) =>
    interventions.requireEvidence(desk.base, { identity_id, reason_code: 'identity_doubt' }, by),
} as const;

it.each(Object.entries(stands))(
  'whoever %s is not let out by being separated',
  async (_, intervene) => {
    const { survivor_id, absorbed_id, merge_id } = await joined();
    const undoing = { id: merge_id, by: by.staff_id, reason: '两个人被合并了' };
    const everybody = { may: async () => true };
    await intervene(survivor_id);
    // Not even asked for: nobody decides on what could not be done.
    await expect(merges.askUndoing(desk.base, undoing, everybody)).rejects.toMatchObject({
      code: 'merging.not_active',
    });
    const asked = desk.base.db('approvals').whereRaw("params ->> 'merge_id' = ?", [merge_id]);
    expect(await asked).toEqual([]);
    await expect(separate(desk.base, merge_id)).rejects.toMatchObject({
      code: 'merging.not_active',
    });
    expect(await state(desk.base, absorbed_id)).toBe('absorbed');
    expect(await desk.count('merges', { id: merge_id, undone_at: null })).toBe(1);
    expect((await desk.lastEvent('identity.separated'))?.object_id).not.toBe(survivor_id);
  },
);

it('whoever was let in again can be separated', async () => {
  const { survivor_id, absorbed_id, merge_id } = await joined();
  await stands['is suspended'](survivor_id);
  const order = { identity_id: survivor_id, reason_code: 'mistake' } as const;
  const approval_id = '0192aaaa-0000-7000-8000-00000000000a';
  await interventions.restore(desk.base, { ...order, approval_id }, by);
  const undoing = { id: merge_id, by: by.staff_id, reason: '两个人被合并了' };
  await merges.askUndoing(desk.base, undoing, { may: async () => true });
  await separate(desk.base, merge_id);
  expect(await state(desk.base, absorbed_id)).toBe('active');
});
