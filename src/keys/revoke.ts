import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { add } from './adding.ts';
import { rotate } from './keys.ts';
import { SEEN_BY_ALL_MS } from './lost.ts';
import * as lost from './lost-store.ts';
import type { Alg } from './make.ts';
import * as store from './store.ts';

type Actor = audit.AuditEvent['actor'];

/** Rotates an algorithm if `was` still signs; false when not. */
export function rotateFrom(
  base: Base,
  { alg, was }: { alg: Alg; was: string },
  actor: Actor,
): Promise<boolean> {
  return transaction(base, async (base) => {
    await store.lock(base.db);
    const current = (await store.all(base.db)).find(
      (key) => key.alg === alg && key.state === 'current',
    );
    if (current?.kid !== was) return false;
    await rotate(base, alg, { actor });
    return true;
  });
}

/**
 * A key that somebody else may hold is deleted: it signs nothing and is published no longer, from
 * the next second on. The next one signs in its place, and another next one is made. What it signed
 * is worth nothing to whoever reads the published keys anew; who keeps them takes it for as long as
 * they keep them, and lost.ts says until when. Grants whose signed access tokens it signed are ended
 * by a job. False when there is no such key.
 */
export function revoke(base: Base, kid: string, actor: Actor): Promise<boolean> {
  return transaction(base, async (base) => {
    await store.lock(base.db);
    const now = base.clock.now();
    const all = await store.all(base.db);
    const key = await store.remove(base.db, kid);
    if (!key) return false;
    const { alg, state } = key;
    const signs_now = state === 'current' ? await store.promoteNext(base.db, alg, now) : null;
    if (signs_now === undefined)
      throw new Error(`there is no next ${alg} key: keys.ensure was not run`);
    const signed_until = signedUntil(all, kid, now);
    await lost.insert(base.db, {
      ...{ kid, alg, state, revoked_at: now, signed_until },
      done_at: signed_until ? null : now,
    });
    await audit.append(base, {
      kind: 'keys.revoked',
      actor,
      object: { kind: 'signing_key', id: kid },
      outcome: 'ok',
      detail: { alg, state, signs_now },
    });
    if (state !== 'old') await add(base, alg, 'next', actor);
    await bumpConfigVersion(base);
    return true;
  });
}

/** When it signed last: until its successor did, or until every node has heard; null: never. */
function signedUntil(all: readonly store.SigningKeyRow[], kid: string, now: Date): Date | null {
  const key = all.find((one) => one.kid === kid);
  if (!key?.signs_from) return null;
  const from = key.signs_from.getTime();
  const successors = all.flatMap(({ alg, signs_from }) =>
    alg === key.alg && signs_from && signs_from.getTime() > from ? [signs_from.getTime()] : [],
  );
  const stopped = successors.length > 0 ? Math.min(...successors) : now.getTime();
  return new Date(stopped + SEEN_BY_ALL_MS);
}
