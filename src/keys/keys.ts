/**
 * The keys that sign tokens: ES256 and RS256, each with one that signs now, one that will, and
 * those that signed before. This folder owns their making, sealing and rotation, and the going
 * through all tables when a key of the ring is changed (changing.ts). It does not own what those
 * tables hold: each folder declares its own in its kept.ts. src/oidc/ publishes the signing keys and
 * signs with them. Every change of them moves the config version, so that all nodes take it up
 * together.
 */
import type { JWK } from 'jose';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { open } from '../crypto/seal.ts';
import { add } from './adding.ts';
import { type Alg, algs, privateKeyPlace, type State } from './make.ts';
import * as store from './store.ts';

export interface SigningKey {
  kid: string;
  alg: Alg;
  state: State;
  privateJwk: JWK;
  publicJwk: JWK;
}

export type ListedKey = Omit<store.SigningKeyRow, 'private_jwk_sealed' | 'public_jwk'>;

export interface Rotation {
  /** How long a token lives at most: an old key is published that long. */
  tokenLifeMs?: number;
  actor?: audit.AuditEvent['actor'];
}

/** No token that is checked by its signature lives longer than a session. */
const LONGEST_TOKEN_LIFE_MS = 24 * 3_600_000;

/** Makes what is missing: per algorithm a current and a next key. Several nodes may start at once. */
export async function ensure(base: Base): Promise<void> {
  if (isComplete(await store.states(base.db))) return;
  await transaction(base, async (base) => {
    await store.lock(base.db);
    const there = await store.states(base.db);
    for (const alg of algs)
      for (const state of ['current', 'next'] as const)
        if (!there.some((key) => key.alg === alg && key.state === state))
          await add(base, alg, state, { kind: 'system' });
    if (!isComplete(there)) await bumpConfigVersion(base);
  });
}

const isComplete = (there: readonly { state: State }[]) =>
  there.filter(({ state }) => state !== 'old').length === 2 * algs.length;

/**
 * The next key of an algorithm signs from now on; the current one is published until its tokens
 * have expired; a new next one is published. Gives the kid that signs now.
 */
export async function rotate(base: Base, alg: Alg, how: Rotation = {}): Promise<string> {
  return transaction(base, async (base) => {
    await store.lock(base.db);
    const now = base.clock.now();
    const actor = how.actor ?? { kind: 'system' };
    const retiresAt = new Date(now.getTime() + (how.tokenLifeMs ?? LONGEST_TOKEN_LIFE_MS));
    const former = await store.retireCurrent(base.db, alg, retiresAt);
    const kid = await store.promoteNext(base.db, alg, now);
    if (!kid) throw new Error(`there is no next ${alg} key: keys.ensure was not run`);
    await audit.append(base, {
      kind: 'keys.rotated',
      actor,
      object: { kind: 'signing_key', id: kid },
      outcome: 'ok',
      detail: { alg, former: former ?? null, retires_at: retiresAt.toISOString() },
    });
    await add(base, alg, 'next', actor);
    await bumpConfigVersion(base);
    return kid;
  });
}

/** Deletes the old keys whose last token has expired; gives their kids. */
export async function retire(base: Base): Promise<string[]> {
  return transaction(base, async (base) => {
    const retired = await store.deleteRetired(base.db, base.clock.now());
    if (retired.length === 0) return [];
    await audit.append(
      base,
      retired.map(({ kid, alg }) => ({
        kind: 'keys.retired' as const,
        actor: { kind: 'system' as const },
        object: { kind: 'signing_key', id: kid },
        outcome: 'ok' as const,
        detail: { alg },
      })),
    );
    await bumpConfigVersion(base);
    return retired.map(({ kid }) => kid);
  });
}

/**
 * The timed job, for any node at any time: rotates what has signed for `days`, retires what is
 * due. One node at a time does it; the others leave it. Gives the kids of both.
 */
export async function rotateWhenDue(
  base: Base,
  days: number,
  how: Rotation = {},
): Promise<{ rotated: string[]; retired: string[] }> {
  return transaction(base, async (base) => {
    if (!(await store.tryLock(base.db))) return { rotated: [], retired: [] };
    const signedSince = new Date(base.clock.now().getTime() - days * 24 * 3_600_000);
    const rotated: string[] = [];
    for (const alg of await store.currentBefore(base.db, signedSince))
      rotated.push(await rotate(base, alg, how));
    return { rotated, retired: await retire(base) };
  });
}

/** All keys, opened. By algorithm; of each the current one first (the engine signs with that), then the next, then the old. */
export async function signingKeys(base: Base): Promise<SigningKey[]> {
  return (await store.all(base.db)).map((row) => ({
    kid: row.kid,
    alg: row.alg,
    state: row.state,
    publicJwk: row.public_jwk,
    privateJwk: JSON.parse(open(base.ring, privateKeyPlace(row.kid), row.private_jwk_sealed)),
  }));
}

/** The public half of all keys, each with its `kid` and `alg`: what a client verifies by. */
export const publicKeys = async (base: Base): Promise<JWK[]> =>
  (await store.all(base.db)).map(({ kid, alg, public_jwk }) => ({ ...public_jwk, kid, alg }));

/** All keys without their secrets, with their dates, in the order of `signingKeys`. */
export const list = async (base: Base): Promise<ListedKey[]> =>
  (await store.all(base.db)).map(({ private_jwk_sealed: _, public_jwk: __, ...key }) => key);
