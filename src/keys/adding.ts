import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { type Alg, makeKey } from './make.ts';
import * as store from './store.ts';

/** Makes a key and publishes it; in the caller's transaction, which moves the config version. */
export async function add(
  base: Base,
  alg: Alg,
  state: 'current' | 'next',
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  const now = base.clock.now();
  const key = await makeKey(base.ring, alg);
  await store.insert(base.db, {
    ...key,
    alg,
    state,
    created_at: now,
    signs_from: state === 'current' ? now : null,
    retires_at: null,
  });
  await audit.append(base, {
    kind: 'keys.made',
    actor,
    object: { kind: 'signing_key', id: key.kid },
    outcome: 'ok',
    detail: { alg, state },
  });
}
