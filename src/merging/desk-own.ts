import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import * as conflicts from '../identities/conflicts.ts';
import * as identities from '../identities/identities.ts';
import { sidesOf } from './desk.ts';
import * as store from './desk-store.ts';
import { FRESH_MS, mergeOwn, type Proof, stronger } from './own.ts';

/**
 * A person with two accounts joins them by proving both: signed in with one, then, within ten
 * minutes and in the same browser, with the other. Whether there is another account is learnt by
 * nobody who has not proved it (Never 11).
 */
export interface Signed {
  identity_id: string;
  session_id: string;
  /** That the sign-in reached. */
  level: number;
  proved_at: Date;
  link_id?: string | undefined;
  credential_id?: string | undefined;
  /** Of http/browser.ts. */
  browser: string;
}

/** Still fresh enough to count as a proof. */
export const isFresh = (base: Base, { proved_at }: Pick<Signed, 'proved_at'>): boolean =>
  base.clock.now().getTime() - proved_at.getTime() < FRESH_MS;

/** Keeps the first proof in this browser for ten minutes from the sign-in. Throws `merging.proof_missing`. */
export function proveFirst(base: Base, signed: Signed): Promise<void> {
  return transaction(base, async (base) => {
    if (!isFresh(base, signed)) throw new Refusal('merging.proof_missing');
    const { browser, identity_id, session_id, link_id, credential_id, level, proved_at } = signed;
    await store.insertProof(base.db, {
      id: newId(base.clock),
      ...{ browser, identity_id, session_id, level, proved_at },
      link_id: link_id ?? null,
      credential_id: credential_id ?? null,
      until_at: new Date(proved_at.getTime() + FRESH_MS),
    });
    await audit.append(base, {
      kind: 'account.proved',
      actor: { kind: 'identity', id: identity_id },
      session_id,
      outcome: 'ok',
    });
  });
}

/** The first proof that waits in this browser; undefined when none does any more. */
export async function firstProof(
  base: Base,
  browser: string,
): Promise<{ id: string; identity_id: string; until_at: Date } | undefined> {
  const proof = await store.proofIn(base.db, browser);
  return proof && proof.until_at > base.clock.now() ? proof : undefined;
}

/** The person does not go on. */
export const forget = (base: Base, browser: string): Promise<void> =>
  store.dropProof(base.db, browser);

/**
 * Joins what was proved first with who is signed in now. `differs`: names or numbers say that these
 * are two people, and staff settle it. The proof is used up either way. Throws
 * `merging.proof_missing`, `merging.same`, `merging.told_apart`, `merging.weak`, and what `mergeOwn` throws.
 */
export function joinOwn(
  base: Base,
  { proof_id, signed }: { proof_id: string; signed: Signed },
): Promise<'joined' | 'differs'> {
  return transaction(base, async (base) => {
    const first = await store.proofIn(base.db, signed.browser);
    if (first?.id !== proof_id || first.until_at <= base.clock.now() || !isFresh(base, signed))
      throw new Refusal('merging.proof_missing');
    const pair = [first.identity_id, signed.identity_id] as const;
    if (pair[0] === pair[1]) throw new Refusal('merging.same');
    if (await conflicts.areToldApart(base, pair)) throw new Refusal('merging.told_apart');
    await reachesFarEnough(base, first, signed);
    if (!(await store.useProof(base.db, first.id, base.clock.now())))
      throw new Refusal('merging.proof_missing');
    try {
      const survivor_id = await stronger(base, ...pair);
      await mergeOwn(base, { survivor_id, proofs: [proofOf(first), proofOf(signed)] });
      return 'joined';
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code !== 'merging.differs') throw thrown;
      await putToStaff(base, pair, first.link_id ?? signed.link_id);
      return 'differs';
    }
  });
}

const proofOf = (one: store.ProofRow | Signed): Proof => ({
  ...{ identity_id: one.identity_id, browser: one.browser, at: one.proved_at },
  ...(one.link_id && { link_id: one.link_id }),
  ...(one.credential_id && { credential_id: one.credential_id }),
});

type Reached = Pick<Signed, 'identity_id' | 'level'>;

/**
 * What ties one to the other is these two sign-ins. By the ways into the one nobody may come to more
 * of the other than the sign-in to that one reached (Never 3). Throws `merging.weak`.
 */
async function reachesFarEnough(base: Base, one: Reached, other: Reached): Promise<void> {
  for (const [by, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const gained = Math.min(
      await strongestWay(base, by.identity_id),
      await identities.level(base, to.identity_id),
    );
    if (gained > to.level) throw new Refusal('merging.weak');
  }
}

async function strongestWay(base: Base, identity_id: string): Promise<number> {
  const links = await identities.links(base, identity_id);
  const ways = await credentials.list(base, identity_id);
  return Math.max(0, ...[...links, ...ways].map(({ bound_level }) => bound_level));
}

/** Both were proved, and they do not fit one person: the open question about them is staff's, or a new one. */
async function putToStaff(
  base: Base,
  pair: readonly [string, string],
  link_id: string | null | undefined,
): Promise<void> {
  const open = (await conflicts.askedOf(base, pair[1])).filter((one) =>
    pair.every((id) => sidesOf(one).includes(id)),
  );
  for (const { id, identity_id } of open)
    await answer(base, id, pair[1], { answer: 'differs', side: sideIn(identity_id, pair[1]) });
  if (open.length > 0) return;
  const links = (await Promise.all(pair.map((id) => identities.links(base, id)))).flat();
  const link = links.find(({ id }) => id === link_id) ?? links[0];
  // Two accounts of our own alone hang on no department: there is nobody whose queue it would be.
  if (!link) throw new Refusal('merging.differs');
  await conflicts.queue(base, {
    identity_id: pair[0],
    other_identity_id: pair[1],
    ...{ source_id: link.source_id, link_id: null, reason: 'both_proved' },
  });
}

/** What somebody is asked about themselves, if anything. */
export const askedOf = async (base: Base, identity_id: string): Promise<string[]> =>
  (await conflicts.askedOf(base, identity_id)).map(({ id }) => id);

/** "The other account is not mine": the question goes back to staff. Throws `merging.not_asked`. */
export function notMe(
  base: Base,
  { identity_id, conflict_id }: { identity_id: string; conflict_id: string },
): Promise<void> {
  return transaction(base, async (base) => {
    const conflict = await conflicts.hold(base, conflict_id);
    if (conflict?.state !== 'asked' || !sidesOf(conflict).includes(identity_id))
      throw new Refusal('merging.not_asked');
    const side = sideIn(conflict.identity_id, identity_id);
    await answer(base, conflict_id, identity_id, { answer: 'not_me', side });
  });
}

const sideIn = (came: string, who: string) => (came === who ? 'one' : 'other');

async function answer(
  base: Base,
  id: string,
  by: string,
  said: { answer: 'not_me' | 'differs'; side: 'one' | 'other' },
): Promise<void> {
  const now = base.clock.now();
  const word = { answer: said.answer, answered_side: said.side, answered_at: now } as const;
  await conflicts.say(base, id, { ...word, asked_until: null });
  await audit.append(base, {
    kind: 'conflict.answered',
    actor: { kind: 'identity', id: by },
    object: { kind: 'conflict', id },
    outcome: 'ok',
    detail: { answer: said.answer },
  });
}

/** The timed job: first proofs whose time is over go. */
export const removeOldProofs = (base: Base, limit = 1_000): Promise<number> =>
  store.removeProofs(base.db, base.clock.now(), limit);
