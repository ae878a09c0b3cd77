import { expect, it } from 'vitest';
import * as own from '../../src/merging/desk-own.ts';
import type { Somebody } from '../identities/desk.ts';
import { atYibao, issued } from '../identities/people.ts';
import { openQuestions } from './questions.ts';

const rig = openQuestions();
const browser = 'a browser of nobody';

/** Signed in this second, through the account that came. */
const signed = ({ identity_id, link_id }: Somebody): own.Signed => ({
  ...{ identity_id, link_id, browser, level: 3 },
  session_id: link_id,
  proved_at: rig.base.clock.now(),
});

async function two() {
  const one = await rig.arrive(issued(rig.account(), { attributes: rig.person }));
  const attributes = { name: rig.person.name };
  return { one, other: await rig.arrive(atYibao(rig.account('yibao'), { attributes })) };
}

it('a first proof counts once: pressed twice at the same moment, the two are joined once', async () => {
  const { one, other } = await two();
  await own.proveFirst(rig.base, signed(one));
  const proof_id = (await own.firstProof(rig.base, browser))?.id ?? '';
  const join = () => own.joinOwn(rig.base, { proof_id, signed: signed(other) });
  const tries = await Promise.allSettled([join(), join()]);
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = tries.find((one) => one.status === 'rejected');
  expect(lost?.reason).toMatchObject({ code: 'merging.proof_missing' });
  expect(await rig.count('merges', { absorbed_id: other.identity_id })).toBe(1);
});

it('a later first proof takes the place of the one before, and both go with their time', async () => {
  const { one, other } = await two();
  await own.proveFirst(rig.base, signed(one));
  const before = await own.firstProof(rig.base, browser);
  await own.proveFirst(rig.base, signed(other));
  expect((await own.firstProof(rig.base, browser))?.id).not.toBe(before?.id);
  expect(await rig.count('account_proofs', { browser, used_at: null })).toBe(1);
  rig.clock.advance(10 * 60_000);
  expect(await own.firstProof(rig.base, browser)).toBeUndefined();
  expect(await own.removeOldProofs(rig.base)).toBeGreaterThan(0);
  expect(await rig.count('account_proofs', { browser, used_at: null })).toBe(0);
});

it('an old sign-in is no first proof', async () => {
  const { one } = await two();
  const old = signed(one);
  rig.clock.advance(10 * 60_000);
  await expect(own.proveFirst(rig.base, old)).rejects.toMatchObject({
    code: 'merging.proof_missing',
  });
});
