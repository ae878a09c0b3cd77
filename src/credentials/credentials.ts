/**
 * Credentials: what is checked here rather than at a source: passwords (this file), passkeys, codes
 * of an app and recovery codes (factors.ts). Owns their secrets, their policy and the queue in front
 * of the hashing. Does not own whose identifier a typed user name is (identities), nor how often one
 * may try (http/rate-limit).
 */
import { randomUUID } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { hashColumn, hashColumns } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { makeHasher } from './hashing.ts';
import { hashesOfLoginName, hashOfLoginName, readLoginName } from './login-names.ts';
import { checkPolicy, type Personal } from './password.ts';
import { nameOf } from './stands.ts';
import * as store from './store.ts';

const hasher = makeHasher();
/** Checked when there is no account, so that the answer takes as long; no password has this hash. */
const standIn = hasher.hash(randomUUID());

export { checkPolicy } from './password.ts';
export { holdAsChecked, raiseBound, stands, standsOn } from './stands.ts';

/** A way to sign in, without its secret. `named`: it has a login name. */
export type Way = Pick<
  store.CredentialRow,
  'id' | 'kind' | 'bound_level' | 'created_at' | 'last_used_at' | 'suspended_at'
> & { named: boolean };

/**
 * Sets or changes the password of an identity; gives the credential's id. `bound_level` is the level
 * of the session in which it is done: more than that it never reaches. `login_name` absent keeps the
 * one there is. A suspended password is proved again by this. Other sessions that stand on it are
 * the caller's to end, in the same transaction: `alsoDo` (identities.setPassword does).
 * Throws `credentials.password_*`, `login_name_form`, `login_name_taken`, `busy`.
 */
export async function setPassword(
  base: Base,
  input: {
    identity_id: string;
    password: string;
    login_name?: string;
    bound_level: number;
    personal?: Omit<Personal, 'login_name'>;
    /** Done before anything is locked or written, in the same transaction: it may refuse. */
    first?: (base: Base) => Promise<unknown>;
  },
  alsoDo: (base: Base, credential_id: string) => Promise<unknown> = async () => {},
): Promise<string> {
  const { identity_id, password, bound_level, personal, first } = input;
  const login_name = input.login_name ? readLoginName(input.login_name) : undefined;
  checkPolicy(password, { ...personal, login_name });
  // A taken name costs no hash; two who take it at once are told apart by the table.
  const owner = login_name && (await ownerOf(base, login_name));
  if (owner && owner !== identity_id) throw taken();
  // Before the transaction: hashing may wait in line, and must hold no lock meanwhile.
  const secret = await hasher.hash(password);
  const set = () =>
    transaction(base, async (base) => {
      await first?.(base);
      const old = await store.lockPassword(base.db, identity_id);
      const id = old?.id ?? newId(base.clock);
      const name = login_name ?? (old && loginNameIn(base, old));
      checkPolicy(password, { login_name: name });
      const changes = {
        secret,
        login_name_sealed: name ? seal(base.ring, loginNamePlace(id), name) : null,
        ...hashColumns(
          base.ring,
          'login_name_hash',
          name ? hashesOfLoginName(base, name) : undefined,
        ),
        bound_level,
        suspended_at: null,
      };
      if (old) await store.change(base.db, id, changes);
      else await store.insert(base.db, newPassword(base, { id, identity_id, ...changes }));
      await audit.append(base, {
        kind: 'credential.set',
        actor: { kind: 'identity', id: identity_id },
        object: { kind: 'credential', id },
        outcome: 'ok',
        detail: { kind: 'password', changed: old !== undefined, bound_level },
      });
      await alsoDo(base, id);
      return id;
    });
  return set().catch((fault: { code?: string; constraint?: string }) => {
    if (fault.code !== '23505') throw fault;
    if (fault.constraint?.startsWith('credentials_login_name')) throw taken();
    // Two tabs set the first password at once: the later one changes what the earlier one made.
    return set();
  });
}

const taken = () => new Refusal('credentials.login_name_taken', { field: 'login_name' });

function newPassword(base: Base, row: store.NewPassword): store.NewCredential {
  return { ...row, kind: 'password', created_at: base.clock.now() };
}

/** A password that was right; `stands_on` names the very secret, for `holdAsChecked`. */
export interface Checked {
  identity_id: string;
  credential_id: string;
  bound_level: number;
  stands_on: string;
}

/**
 * Checks a password. `username` is what was typed; `identity_ids` are those that own it as an
 * identifier (identities.findByIdentifier). Undefined when it is wrong, the account is unknown or
 * the credential suspended: one hash is computed in each case, so that a stranger learns nothing.
 * Throws `credentials.busy`.
 */
export async function check(
  base: Base,
  input: { username: string; password: string; identity_ids?: readonly string[] },
): Promise<Checked | undefined> {
  const login_name_hash = hashOfLoginName(base, input.username);
  const found = await store.passwords(base, login_name_hash, input.identity_ids ?? []);
  const column = hashColumn(base.ring, 'login_name_hash');
  const row = found.find((one) => one[column] === login_name_hash) ?? found[0];
  const { right, old } = await hasher.verify(row?.secret ?? (await standIn), input.password);
  if (!row || !right || row.suspended_at) return undefined;
  const renewed = old ? await hasher.hash(input.password) : row.secret;
  return transaction(base, async (base) => {
    // It may have been changed, removed or suspended while we were hashing.
    if (!(await store.used(base.db, row, base.clock.now(), renewed))) return undefined;
    await audit.append(base, {
      kind: 'credential.used',
      actor: { kind: 'identity', id: row.identity_id },
      object: { kind: 'credential', id: row.id },
      outcome: 'ok',
      detail: { kind: 'password', renewed: old },
    });
    const { identity_id, id: credential_id, bound_level } = row;
    return { identity_id, credential_id, bound_level, stands_on: nameOf(base, renewed) };
  });
}

/** All that is not ended, suspended ones too. */
export async function list(base: Base, identity_id: string): Promise<Way[]> {
  const rows = await store.current(base.db, identity_id);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    bound_level: row.bound_level,
    created_at: row.created_at,
    last_used_at: row.last_used_at,
    suspended_at: row.suspended_at,
    named: row.login_name_sealed !== null,
  }));
}

/** What one can sign in with now. */
export async function live(base: Base, identity_id: string): Promise<Way[]> {
  const first_factors = ['password', 'passkey'];
  return (await list(base, identity_id)).filter(
    (way) => !way.suspended_at && first_factors.includes(way.kind),
  );
}

/** All that opens or proves something now: the ways in, second factors and recovery codes. */
export const standing = async (base: Base, identity_id: string): Promise<Way[]> =>
  (await list(base, identity_id)).filter(({ suspended_at }) => !suspended_at);

/** The id of the password, suspended or not. */
export async function passwordOf(base: Base, identity_id: string): Promise<string | undefined> {
  return (await list(base, identity_id)).find(({ kind }) => kind === 'password')?.id;
}

/** The identity whose password goes by this login name. */
export async function ownerOf(base: Base, login_name: string): Promise<string | undefined> {
  const hash = hashOfLoginName(base, login_name);
  return hash === undefined ? undefined : (await store.passwords(base, hash, []))[0]?.identity_id;
}

/** The login name of the password, to show to its owner. */
export async function loginNameOf(base: Base, identity_id: string): Promise<string | undefined> {
  const row = (await store.current(base.db, identity_id)).find(({ kind }) => kind === 'password');
  return row && loginNameIn(base, row);
}

/** Ends a credential of an identity. Whether another way in remains is the caller's to know (identities). */
export function remove(
  base: Base,
  { identity_id, credential_id }: { identity_id: string; credential_id: string },
): Promise<void> {
  return transaction(base, async (base) => {
    const rows = await store.current(base.db, identity_id);
    if (!rows.some(({ id }) => id === credential_id)) return;
    await store.change(base.db, credential_id, { ended_at: base.clock.now() });
    await audit.append(base, {
      kind: 'credential.ended',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'credential', id: credential_id },
      outcome: 'ok',
    });
  });
}

/** Suspends credentials in the caller's transaction, which writes the audit event of why. */
export function suspend(base: Base, ids: readonly string[]): Promise<void> {
  return store.suspend(base.db, ids, base.clock.now());
}

/** Whoever had them asked for may have been a thief: they are asked for at every sign-in no more. */
export function askNoMore(base: Base, ids: readonly string[]): Promise<void> {
  return store.askNoMore(base.db, ids);
}

/** Takes back what was suspended at that instant, in the caller's transaction. */
export function unsuspend(
  base: Base,
  { identity_id, at }: { identity_id: string; at: Date },
): Promise<void> {
  return store.unsuspend(base.db, identity_id, at);
}

/** What an identity's credentials were bound at counts no more (caller's transaction, and its event). */
export function unbind(base: Base, identity_id: string): Promise<void> {
  return store.unbind(base.db, identity_id);
}

const loginNamePlace = (row: string) => ({
  table: 'credentials',
  column: 'login_name_sealed',
  row,
});

function loginNameIn(base: Base, row: store.CredentialRow): string | undefined {
  return row.login_name_sealed
    ? open(base.ring, loginNamePlace(row.id), row.login_name_sealed)
    : undefined;
}
