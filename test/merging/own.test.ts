import { beforeEach, describe, expect, it } from 'vitest';
import * as merging from '../../src/merging/merging.ts';
import { openDesk, type Somebody } from '../identities/desk.ts';
import { atYibao, issued, number, selfMade } from '../identities/people.ts';
import { both, separate, state } from './desk.ts';

const desk = openDesk();
let one: Somebody;
let other: Somebody;

beforeEach(async () => {
  one = await desk.arrive(issued(desk.account(), { attributes: desk.person }));
  other = await desk.arrive(
    selfMade(desk.account('forum'), { attributes: { name: desk.person.name } }),
  );
});

const proof = (of: Somebody, changes: Partial<merging.Proof> = {}): merging.Proof => ({
  identity_id: of.identity_id,
  browser: 'one browser',
  at: desk.clock.now(),
  link_id: of.link_id,
  ...changes,
});
const joinOwn = (proofs: [merging.Proof, merging.Proof], survivor_id = one.identity_id) =>
  merging.mergeOwn(desk.base, { survivor_id, proofs });
const refused = (code: string) => ({ code: `merging.${code}` });

describe('a person who proves two identities of their own', () => {
  it('joins them, on their own word; what was proved is kept, and it can be undone', async () => {
    const was = await both(desk.base, one.identity_id, other.identity_id);
    const merge_id = await joinOwn([proof(one), proof(other)]);
    expect(await state(desk.base, other.identity_id)).toBe('absorbed');
    expect(await merging.read(desk.base, merge_id)).toMatchObject({
      by: { kind: 'own', proofs: [{ link_id: one.link_id }, { link_id: other.link_id }] },
      can_be_undone: true,
    });
    expect(await desk.lastEvent('identity.merged')).toMatchObject({
      actor_kind: 'identity',
      actor_id: one.identity_id,
      detail: { by: 'own' },
    });
    await separate(desk.base, merge_id);
    expect(await both(desk.base, one.identity_id, other.identity_id)).toEqual(was);
  });

  it('needs both proofs fresh, of ways that stand, in one browser', async () => {
    const stale = { at: new Date(desk.clock.now().getTime() - 10 * 60_000) };
    const early = { at: new Date(desk.clock.now().getTime() + 1_000) };
    const missing = refused('proof_missing');
    for (const changes of [stale, early, { browser: 'another' }, { link_id: one.link_id }])
      await expect(joinOwn([proof(one), proof(other, changes)])).rejects.toMatchObject(missing);
    const { link_id: _, ...bare } = proof(other);
    await expect(joinOwn([proof(one), bare])).rejects.toMatchObject(missing);
    await expect(joinOwn([proof(one), proof(one)])).rejects.toMatchObject(missing);
    const third = await desk.arrive(
      atYibao(desk.account('third'), { attributes: { name: '张测试' } }),
    );
    await expect(joinOwn([proof(one), proof(other)], third.identity_id)).rejects.toMatchObject(
      missing,
    );
    expect(await state(desk.base, other.identity_id)).toBe('active');
  });

  it('is not made one person with somebody else: another name or number goes to staff', async () => {
    const named = await desk.arrive(
      selfMade(desk.account('named'), { attributes: { name: '李测试' } }),
    );
    const numbered = await desk.arrive(
      atYibao(desk.account('numbered'), { attributes: { ...desk.person, id_number: number() } }),
    );
    for (const somebody of [named, numbered])
      await expect(joinOwn([proof(one), proof(somebody)])).rejects.toMatchObject(
        refused('differs'),
      );
  });

  it('goes on as the stronger one', async () => {
    const { identity_id } = one;
    expect(await merging.stronger(desk.base, identity_id, other.identity_id)).toBe(identity_id);
    expect(await merging.stronger(desk.base, other.identity_id, identity_id)).toBe(identity_id);
    const later = await desk.arrive(selfMade(desk.account('later'), { attributes: {} }));
    expect(await merging.stronger(desk.base, later.identity_id, other.identity_id)).toBe(
      other.identity_id,
    );
  });
});
