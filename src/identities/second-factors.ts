import { type Base, transaction } from '../base.ts';
import * as factors from '../credentials/factors.ts';
import type { Kept } from '../credentials/webauthn.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import * as interventions from './interventions.ts';
import type { OwnKind } from './interventions-rules.ts';
import * as store from './store.ts';
import { keepOne } from './ways.ts';

/**
 * Changes of somebody's second factors, by the person: each is one transaction with its event and
 * the line that the person reads of it. What is asked of whoever changes them is may-change.ts.
 */

/** In which session it is done. */
export interface Doing {
  identity_id: string;
  /** Its level: what is added lends no more (Never 3). */
  level: number;
}

/** Adds an app (factors.addApp); the recovery codes where there were none, `false` for a wrong code. */
export function addApp(
  base: Base,
  { identity_id, level }: Doing,
  app: { id: string; secret: string; code: string; label?: string | undefined },
): Promise<string[] | false> {
  const adding = { identity_id, bound_level: level, ...app };
  return adds(base, { identity_id, level }, (base) => factors.addApp(base, adding));
}

/** The same with a passkey that a browser has made. Throws `credentials.passkey_refused`. */
export async function addPasskey(
  base: Base,
  { identity_id, level }: Doing,
  passkey: { made: Kept; label?: string | undefined },
): Promise<string[]> {
  const adding = { identity_id, bound_level: level, ...passkey };
  const codes = await adds(base, { identity_id, level }, async (base) => {
    await factors.addPasskey(base, adding);
    return true;
  });
  return codes || [];
}

function adds(
  base: Base,
  { identity_id, level: bound_level }: Doing,
  add: (base: Base) => Promise<boolean>,
): Promise<string[] | false> {
  return transaction(base, async (base) => {
    // Suspended, closed or absorbed meanwhile: nothing attaches.
    if (!(await store.holdActive(base.db, identity_id))) throw new Refusal('login.not_signed_in');
    if (!(await add(base))) return false;
    await tell(base, identity_id, 'factor_added');
    const left = await factors.codesLeft(base, identity_id);
    return left > 0 ? [] : await factors.makeCodes(base, { identity_id, bound_level });
  });
}

/** Ten new recovery codes; the unused ones are void. */
export const renewCodes = (base: Base, { identity_id, level: bound_level }: Doing) =>
  transaction(base, (base) => factors.makeCodes(base, { identity_id, bound_level }));

/** Whether the second factors are asked for at every sign-in. */
export const askAlways = (base: Base, identity_id: string, on: boolean): Promise<void> =>
  transaction(base, async (base) => {
    await factors.askAlways(base, identity_id, on);
    await tell(base, identity_id, 'factor_asked');
  });

/**
 * Takes a factor away. Sessions that stand on it end; the one in which it is done goes on without
 * it, unless it was signed in with nothing else. Throws `identities.last_way_in`.
 */
export function removeFactor(
  base: Base,
  {
    identity_id,
    factor_id,
    session_id,
  }: Record<'identity_id' | 'factor_id' | 'session_id', string>,
): Promise<void> {
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    const one = (await factors.list(base, identity_id)).find(({ id }) => id === factor_id);
    if (!one) throw new Refusal('credentials.unknown_factor', { field: 'factor' });
    if (one.kind === 'passkey') await keepOne(base, identity_id, factor_id);
    const ids = await factors.end(base, { identity_id, id: factor_id });
    await sessions.lower(base, { id: session_id, factor_ids: ids });
    const actor = { kind: 'identity', id: identity_id } as const;
    await sessions.end(base, { credential_ids: ids }, { reason: 'factor_removed', actor });
    await tell(base, identity_id, 'factor_removed');
  });
}

const tell = (base: Base, identity_id: string, kind: OwnKind) =>
  interventions.note(base, { identity_id, kind, reason_code: 'own_request' }, {});
