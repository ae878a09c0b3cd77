/**
 * What follows a key that was revoked: until when others may still believe what it signed, and which
 * grants end. A signed access token is not stored, so nobody can take it back; the grant that it came
 * from is, and with it ends the way to another one.
 */
import { lifetimes } from '../../config/oidc.ts';
import { type Base, transaction } from '../base.ts';
import * as store from './lost-store.ts';

export type RevokedKey = store.RevokedKeyRow;

/** The published keys may be kept this long: `max-age` of /jwks. */
export const JWKS_MAX_AGE_SECONDS = 300;

/** By then every node has seen the change, or is not ready and serves nobody (config-version.ts). */
export const SEEN_BY_ALL_MS = 2_000;

/** What is checked by its signature alone: id tokens, and access tokens for other resources. */
const SIGNED_LIFE_MS = Math.max(lifetimes.IdToken, lifetimes.JwtAccessToken) * 1_000;

export interface Window {
  /** Whoever keeps our keys as long as they may has read them anew by then. */
  cached_until: Date;
  /** The last thing that the key signed for us has run out by then; absent where it never signed. */
  tokens_until?: Date;
}

/** How long what a revoked key signed may still be taken for ours. */
export function windowOf({ revoked_at, signed_until }: RevokedKey): Window {
  const cached_until = new Date(
    revoked_at.getTime() + SEEN_BY_ALL_MS + JWKS_MAX_AGE_SECONDS * 1_000,
  );
  if (!signed_until) return { cached_until };
  return { cached_until, tokens_until: new Date(signed_until.getTime() + SIGNED_LIFE_MS) };
}

/** A revoked key as staff see it. */
export const shown = (key: RevokedKey) => ({
  ...{ kid: key.kid, alg: key.alg, revoked_at: key.revoked_at, grants_ended: key.grants_ended },
  ...windowOf(key),
  done: key.done_at !== null,
});

/** The keys that were revoked last, the latest first. */
export const listRevoked = (base: Base, limit = 10): Promise<RevokedKey[]> =>
  store.latest(base.db, limit);

export const revokedKey = (base: Base, kid: string): Promise<RevokedKey | undefined> =>
  store.byKid(base.db, kid);

export { countEnded } from './lost-store.ts';

/**
 * The timed job: for each revoked key calls `end` with the instant until which it signed, until that
 * says that nothing was left. One node at a time; killed, it goes on where it was.
 */
export async function followRevoked(
  base: Base,
  end: (key: RevokedKey, signed_until: Date) => Promise<number>,
): Promise<void> {
  const seen = new Date(base.clock.now().getTime() - SEEN_BY_ALL_MS);
  if ((await store.open(base.db, seen)).length === 0) return;
  await transaction(base, async (base) => {
    if (!(await store.tryLock(base.db))) return;
    for (const key of await store.open(base.db, seen)) {
      const { tokens_until } = windowOf(key);
      // What it signed had run out before it was revoked: there is no grant with a token of it.
      if (key.signed_until && tokens_until && tokens_until > key.revoked_at)
        while ((await end(key, key.signed_until)) > 0);
      await store.close(base.db, key.kid, base.clock.now());
    }
  });
}
