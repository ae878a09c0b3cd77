import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { newCodes, plainCode } from './recovery-text.ts';
import * as store from './store.ts';
import { stepOf } from './totp.ts';
import * as webauthn from './webauthn.ts';

/**
 * What a citizen has beside a password: codes of an app, passkeys, recovery codes. Each is a
 * credential: bound at the level of the session in which it was added, and lending no more than that
 * (Never 3). Showing one is show-factor.ts.
 */
export interface Factor
  extends Pick<
    store.CredentialRow,
    'id' | 'bound_level' | 'created_at' | 'last_used_at' | 'suspended_at' | 'asked_always'
  > {
  kind: 'totp' | 'passkey';
  /** What its owner calls it. */
  label?: string;
}

/** More than anybody carries; a merge may bring together as many again. */
const MOST = 10;

/** The second factors of somebody, the oldest first; suspended ones say so. */
export async function list(base: Base, identity_id: string): Promise<Factor[]> {
  return (await store.current(base.db, identity_id)).flatMap(
    ({ kind, label_sealed, ...row }): Factor[] => {
      if (kind !== 'totp' && kind !== 'passkey') return [];
      const { id, bound_level, created_at, last_used_at, suspended_at, asked_always } = row;
      return [
        {
          ...{ id, kind, bound_level, created_at, last_used_at, suspended_at, asked_always },
          ...(label_sealed && { label: open(base.ring, labelPlace(id), label_sealed) }),
        },
      ];
    },
  );
}

/** Passkeys that open something now, as a browser is asked for them. */
export async function passkeys(base: Base, identity_id: string): Promise<webauthn.Kept[]> {
  const rows = await store.current(base.db, identity_id);
  return rows.flatMap((row) => (row.suspended_at ? [] : (keptOf(row) ?? [])));
}

/** Recovery codes that are left. */
export async function codesLeft(base: Base, identity_id: string): Promise<number> {
  const rows = await store.current(base.db, identity_id);
  return rows.filter((row) => isCode(row) && !row.suspended_at).length;
}

/** What a browser is asked for a new passkey; `account` is how the device lists it. */
export async function optionsToAdd(
  base: Base,
  site: webauthn.Site,
  of: { identity_id: string; account: string; challenge: string },
) {
  const { identity_id, ...wanted } = of;
  const handle = Buffer.from(
    keyedHash(base.ring, 'artefact', `passkey owner ${identity_id}`),
    'base64url',
  );
  const known = await passkeys(base, identity_id);
  return webauthn.optionsToAdd(site, { ...wanted, handle, known, alone: true });
}

interface Adding {
  identity_id: string;
  /** Of the session in which it is done: more than that it never reaches. */
  bound_level: number;
  label?: string | undefined;
}

/**
 * Adds an app by the secret that it has read and its first code, which counts as used; false when
 * the code is wrong. `id` was chosen when the secret was shown, so that a form posted twice adds one.
 * In the caller's transaction. Throws `credentials.factors_full`.
 */
export async function addApp(
  base: Base,
  adding: Adding & { id: string; secret: string; code: string },
): Promise<boolean> {
  const { id, secret, code, ...rest } = adding;
  const step = stepOf(base.clock.now(), secret, code);
  if (step === undefined) return false;
  await add(base, {
    ...{ ...rest, id, kind: 'totp', secret: '', last_step: String(step) },
    totp_secret_sealed: seal(base.ring, secretPlace(id), secret),
  });
  return true;
}

/**
 * Adds a passkey that a browser has made. In the caller's transaction. Throws
 * `credentials.factors_full`, and `credentials.passkey_refused` when somebody has it already.
 */
export async function addPasskey(base: Base, adding: Adding & { made: webauthn.Kept }) {
  const { made, ...rest } = adding;
  const { id: passkey_id, public_key: secret, counter, transports } = made;
  if (await store.passkey(base.db, passkey_id)) throw new Refusal('credentials.passkey_refused');
  await add(base, {
    ...{ ...rest, id: newId(base.clock), kind: 'passkey', secret, passkey_id },
    ...{ counter: String(counter), transports: [...transports] },
  });
}

async function add(
  base: Base,
  row: Omit<store.NewCredential, 'created_at'> & { label?: string | undefined },
): Promise<void> {
  const { label, ...rest } = row;
  const { id, identity_id, kind, bound_level } = row;
  const there = await list(base, identity_id);
  if (there.length >= MOST) throw new Refusal('credentials.factors_full');
  await store.insert(base.db, {
    ...rest,
    created_at: base.clock.now(),
    label_sealed: label ? seal(base.ring, labelPlace(id), label) : null,
    // Who is asked always is not asked less for having one more.
    asked_always: there.some(({ asked_always }) => asked_always),
  });
  await audit.append(base, {
    kind: 'credential.added',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'credential', id },
    outcome: 'ok',
    detail: { kind, bound_level, identity_id },
  });
}

/** Ten new recovery codes, shown once; those that were not used are void. In the caller's transaction. */
export async function makeCodes(
  base: Base,
  { identity_id, bound_level }: Pick<Adding, 'identity_id' | 'bound_level'>,
): Promise<string[]> {
  const at = base.clock.now();
  await store.endCodes(base.db, identity_id, at, 'unused');
  const codes = newCodes();
  for (const code of codes) {
    const id = newId(base.clock);
    const secret = hashOfCode(base, code);
    await store.insert(base.db, {
      ...{ id, identity_id, kind: 'recovery', secret, bound_level, created_at: at },
    });
  }
  await audit.append(base, {
    kind: 'credential.codes_made',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'identity', id: identity_id },
    outcome: 'ok',
    detail: { codes: codes.length, bound_level },
  });
  return codes;
}

/** Gives a factor another name; nothing to do for one that is not this person's. */
export function rename(
  base: Base,
  { identity_id, id, label }: { identity_id: string; id: string; label: string },
): Promise<void> {
  return transaction(base, async (base) => {
    if (!(await list(base, identity_id)).some((one) => one.id === id)) return;
    const label_sealed = label ? seal(base.ring, labelPlace(id), label) : null;
    await store.change(base.db, id, { label_sealed });
    await changed(base, identity_id, { kind: 'credential', id }, { what: 'label' });
  });
}

/** Whether the second factors are asked for at every sign-in. In the caller's transaction. */
export async function askAlways(base: Base, identity_id: string, on: boolean): Promise<void> {
  await store.askAlways(base.db, identity_id, on);
  const what = { what: 'asked_always', on: on ? 1 : 0 };
  await changed(base, identity_id, { kind: 'identity', id: identity_id }, what);
}

const changed = (
  base: Base,
  identity_id: string,
  object: { kind: 'credential' | 'identity'; id: string },
  detail: Record<string, string | number>,
) =>
  audit.append(base, {
    ...{ kind: 'credential.changed', object, outcome: 'ok', detail },
    actor: { kind: 'identity', id: identity_id },
  });

/**
 * Ends a factor, and with the last one the recovery codes; the ids of all that ended. That a way in
 * remains, and the sessions that stand on them, is the caller's, in the same transaction.
 */
export async function end(
  base: Base,
  { identity_id, id }: { identity_id: string; id: string },
): Promise<string[]> {
  const at = base.clock.now();
  const all = await list(base, identity_id);
  await store.change(base.db, id, { ended_at: at });
  const left = all.some((one) => one.id !== id);
  const codes = left ? [] : await store.endCodes(base.db, identity_id, at, 'all');
  await audit.append(base, {
    kind: 'credential.ended',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'credential', id },
    outcome: 'ok',
    detail: { kind: all.find((one) => one.id === id)?.kind ?? '', codes: codes.length },
  });
  return [id, ...codes];
}

export const isCode = ({ kind, last_used_at }: store.CredentialRow): boolean =>
  kind === 'recovery' && last_used_at === null;

export function keptOf(row: store.CredentialRow): webauthn.Kept | undefined {
  const { kind, passkey_id, secret, counter, transports } = row;
  if (kind !== 'passkey' || !passkey_id) return undefined;
  return {
    ...{ id: passkey_id, public_key: secret },
    ...{ counter: Number(counter), transports: transports ?? [] },
  };
}

/** Of the code alone: it stays whose it is when two identities become one. */
export const hashOfCode = (base: Base, code: string): string =>
  keyedHash(base.ring, 'artefact', `recovery ${plainCode(code)}`);

const labelPlace = (row: string) => ({ table: 'credentials', column: 'label_sealed', row });
const secretPlace = (row: string) => ({ table: 'credentials', column: 'totp_secret_sealed', row });

export const secretOf = (base: Base, row: store.CredentialRow): string | undefined =>
  row.totp_secret_sealed ? open(base.ring, secretPlace(row.id), row.totp_secret_sealed) : undefined;
