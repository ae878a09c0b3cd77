import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import * as store from './challenges-store.ts';
import { newToken } from './sessions.ts';

const MINUTES = 30;

type Kind = store.ChallengeRow['kind'];
export type Challenge = Pick<store.ChallengeRow, 'staff_id' | 'about'> & { secret?: string };

const hashOf = (base: Base, token: string) =>
  keyedHash(base.ring, 'artefact', `staff challenge ${token}`);

const secretPlace = (row: string) => ({ table: 'staff_challenges', column: 'secret_sealed', row });

/** Begins something that is to be finished within half an hour, once; gives its token. */
export async function begin(
  base: Base,
  kind: Kind,
  input: { staff_id: string; about?: string; secret?: string; token?: string },
): Promise<string> {
  const { staff_id, about, secret, token = newToken() } = input;
  const token_hash = hashOf(base, token);
  await store.insert(base.db, {
    ...{ token_hash, kind, staff_id, about: about ?? null, used_at: null },
    secret_sealed: secret ? seal(base.ring, secretPlace(token_hash), secret) : null,
    expires_at: new Date(base.clock.now().getTime() + MINUTES * 60_000),
  });
  return token;
}

/** What is still to be finished. Throws `staff.entry_over`. */
export async function find(base: Base, kind: Kind, token: string): Promise<Challenge> {
  const which = { token_hash: hashOf(base, token), kind };
  return opened(base, await store.find(base.db, which, base.clock.now()));
}

/** Finishes it: exactly one caller on any node. Throws `staff.entry_over`. */
export async function use(base: Base, kind: Kind, token: string): Promise<Challenge> {
  const which = { token_hash: hashOf(base, token), kind };
  return opened(base, await store.use(base.db, which, base.clock.now()));
}

/** The same for the challenge of a passkey, which has to be this person's; false when it was used. */
export async function usePasskeys(base: Base, staff_id: string, token: string): Promise<boolean> {
  const which = { token_hash: hashOf(base, token), kind: 'passkey' as const, staff_id };
  return (await store.use(base.db, which, base.clock.now())) !== undefined;
}

/**
 * Ends what somebody began with what they no longer are or know: sign-ins and renewals half done. An
 * enrolment is bound to a link or a session, and a passkey's challenge to the passkey: those end.
 */
export const endHalfDone = (base: Base, staff_id: string): Promise<void> =>
  store.useAll(base.db, { staff_id, kinds: ['sign_in', 'renewal'] }, base.clock.now());

export const removeExpired = (base: Base, limit: number): Promise<number> =>
  store.removeExpired(base.db, base.clock.now(), limit);

function opened(base: Base, row: store.ChallengeRow | undefined): Challenge {
  if (!row) throw new Refusal('staff.entry_over');
  const { staff_id, about, token_hash, secret_sealed } = row;
  return {
    ...{ staff_id, about },
    ...(secret_sealed && { secret: open(base.ring, secretPlace(token_hash), secret_sealed) }),
  };
}
