import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { add } from './adding.ts';
import { rotate } from './keys.ts';
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
 * they keep them (docs/operations.md). False when there is no such key.
 */
export function revoke(base: Base, kid: string, actor: Actor): Promise<boolean> {
  return transaction(base, async (base) => {
    await store.lock(base.db);
    const key = await store.remove(base.db, kid);
    if (!key) return false;
    const { alg, state } = key;
    const now =
      state === 'current' ? await store.promoteNext(base.db, alg, base.clock.now()) : null;
    if (now === undefined) throw new Error(`there is no next ${alg} key: keys.ensure was not run`);
    await audit.append(base, {
      kind: 'keys.revoked',
      actor,
      object: { kind: 'signing_key', id: kid },
      outcome: 'ok',
      detail: { alg, state, signs_now: now },
    });
    if (state !== 'old') await add(base, alg, 'next', actor);
    await bumpConfigVersion(base);
    return true;
  });
}
