import { describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import * as merging from '../../src/merging/merging.ts';
import { openDesk } from '../identities/desk.ts';
import { issued, selfMade } from '../identities/people.ts';
import { both, join, separate, signIn, state, two } from './desk.ts';

const desk = openDesk();

/** One person twice: an account of a department, and one that they made themselves. */
async function twice() {
  const survivor = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  const absorbed = await desk.arrive(
    selfMade(desk.account('forum'), { attributes: { name: desk.person.name } }),
  );
  expect(absorbed.identity_id).not.toBe(survivor.identity_id);
  return { survivor, absorbed };
}

describe('joining two identities of one person', () => {
  it('lets the survivor have all that the other one had, and both sign in again', async () => {
    const { survivor, absorbed } = await twice();
    const session = await signIn(desk.base, absorbed.identity_id, absorbed.link_id);
    const merge_id = await join(desk.base, survivor.identity_id, absorbed.identity_id);

    const links = await identities.links(desk.base, survivor.identity_id);
    expect(links.map(({ id }) => id)).toEqual([survivor.link_id, absorbed.link_id]);
    expect(await identities.links(desk.base, absorbed.identity_id)).toEqual([]);
    expect(await state(desk.base, absorbed.identity_id)).toBe('absorbed');
    const ended = await desk.base.db('sessions').where({ id: session }).first();
    expect(ended).toMatchObject({ end_reason: 'merged', identity_id: survivor.identity_id });
    expect(await desk.lastEvent('identity.merged')).toMatchObject({
      actor_id: two.decided_by,
      object_id: survivor.identity_id,
      detail: { merge_id, absorbed_id: absorbed.identity_id, asked_by: two.asked_by },
    });

    const again = await desk.arrive(
      selfMade(desk.account('forum'), { attributes: { name: desk.person.name } }),
    );
    expect(again).toMatchObject({ outcome: 'known_link', identity_id: survivor.identity_id });
  });

  it('gives all back, byte for byte', async () => {
    const { survivor, absorbed } = await twice();
    await credentials.setPassword(desk.base, {
      identity_id: survivor.identity_id,
      password: 'gan jing de shui',
      bound_level: 2,
    });
    await credentials.setPassword(desk.base, {
      identity_id: absorbed.identity_id,
      password: 'hen duo de xue',
      login_name: 'xuehua.one',
      bound_level: 0,
    });
    const before = await both(desk.base, survivor.identity_id, absorbed.identity_id);
    const merge_id = await join(desk.base, survivor.identity_id, absorbed.identity_id);
    expect((await credentials.list(desk.base, survivor.identity_id)).length).toBe(1);
    await separate(desk.base, merge_id);
    expect(await both(desk.base, survivor.identity_id, absorbed.identity_id)).toEqual(before);
    expect(await state(desk.base, absorbed.identity_id)).toBe('active');
    expect(await desk.lastEvent('identity.separated')).toMatchObject({
      object_id: survivor.identity_id,
      detail: { merge_id },
    });
  });

  it('takes two people', async () => {
    const { survivor, absorbed } = await twice();
    const alone = { ...two, decided_by: two.asked_by };
    const joining = {
      survivor_id: survivor.identity_id,
      absorbed_id: absorbed.identity_id,
      reason: '同一人',
      by: alone,
    };
    await expect(merging.merge(desk.base, joining)).rejects.toMatchObject({
      code: 'merging.two_needed',
    });
  });
});
