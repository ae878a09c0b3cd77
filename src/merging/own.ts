import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as absorbing from '../identities/absorbing.ts';
import * as identities from '../identities/identities.ts';
import { again } from './again.ts';
import { merge } from './merge.ts';

/** A fresh sign-in, or a visit to an account: what was proved, where, when. */
export interface Proof {
  identity_id: string;
  /** Of http/browser.ts: both in one. */
  browser: string;
  at: Date;
  /** One of the two: what it was proved with. */
  link_id?: string;
  credential_id?: string;
}

/** Both proofs were given within this time. */
export const FRESH_MS = 10 * 60_000;

/**
 * A person joins two identities of their own, having proved both in one browser within ten minutes.
 * Proof of both does not make two people one: where both own a number of one type and not the same,
 * or both have a name and not the same, it is refused (`merging.differs`) and staff settle it.
 * Gives the id of the merge; throws `merging.proof_missing` besides what `merge` throws.
 */
export function mergeOwn(
  base: Base,
  { survivor_id, proofs }: { survivor_id: string; proofs: readonly [Proof, Proof] },
): Promise<string> {
  return again(base, async (base) => {
    const ids = proofs.map(({ identity_id }) => identity_id);
    const absorbed_id = ids.find((id) => id !== survivor_id);
    if (!absorbed_id || !ids.includes(survivor_id)) throw new Refusal('merging.proof_missing');
    // What each was proved with must stand still, and be of that identity still.
    await absorbing.hold(base, ids);
    await checkProofs(base, proofs);
    if (!(await fits(base, survivor_id, absorbed_id))) throw new Refusal('merging.differs');
    const by = { kind: 'own', proofs: proofs.map(asKept) } as const;
    return merge(base, { survivor_id, absorbed_id, reason: 'own', by });
  });
}

/** The one to survive where nobody says which: of the higher level, then with more numbers, then the older. */
export async function stronger(base: Base, one: string, other: string): Promise<string> {
  const [a, b] = [await absorbing.weigh(base, one), await absorbing.weigh(base, other)];
  const by = a.level - b.level || a.numbers.size - b.numbers.size || +b.created_at - +a.created_at;
  return by < 0 ? other : one;
}

/** Nothing that both have says that they are two people. */
export async function fits(base: Base, one: string, other: string): Promise<boolean> {
  const [a, b] = [await absorbing.weigh(base, one), await absorbing.weigh(base, other)];
  if (a.name_key && b.name_key && a.name_key !== b.name_key) return false;
  return [...a.numbers].every(([type, key]) => (b.numbers.get(type) ?? key) === key);
}

async function checkProofs(base: Base, proofs: readonly [Proof, Proof]): Promise<void> {
  const now = base.clock.now().getTime();
  for (const proof of proofs) {
    const age = now - proof.at.getTime();
    const here = proof.browser === proofs[0].browser;
    if (age < 0 || age >= FRESH_MS || !here || !(await stands(base, proof)))
      throw new Refusal('merging.proof_missing');
  }
}

async function stands(base: Base, { identity_id, link_id, credential_id }: Proof) {
  const [ways, id] = link_id
    ? [await identities.links(base, identity_id), link_id]
    : [await credentials.list(base, identity_id), credential_id];
  return ways.some(
    (way) => way.id === id && !way.suspended_at && !('blocked' in way && way.blocked),
  );
}

const asKept = ({ identity_id, link_id, credential_id, at }: Proof) => ({
  identity_id,
  ...(link_id ? { link_id } : { credential_id: credential_id ?? '' }),
  at: at.toISOString(),
});
