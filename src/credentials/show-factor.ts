import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { hashOfCode, isCode, keptOf, secretOf } from './factors.ts';
import { nameOf } from './stands.ts';
import * as store from './store.ts';
import { stepOf } from './totp.ts';
import * as webauthn from './webauthn.ts';

/** What somebody shows: a code (of an app, or a recovery code), or a browser's answer with a passkey. */
export type Shown = { code: string } | { answer: string };

/** A factor that was right. */
export interface Proof {
  credential_id: string;
  kind: 'totp' | 'passkey' | 'recovery';
  bound_level: number;
  /** RFC 8176. */
  amr: string[];
}

/** What somebody may show, each at what it was bound at; `totp` and `recovery` are both typed. */
export interface Showable {
  kind: Proof['kind'];
  bound_level: number;
  asked_always: boolean;
  amr: string[];
}

/** What somebody could show now. Recovery codes count once, at the best of them. */
export async function showable(base: Base, identity_id: string): Promise<Showable[]> {
  const rows = (await store.current(base.db, identity_id)).filter((row) => !row.suspended_at);
  const all = rows.flatMap((row): Showable[] => {
    const { kind, bound_level, asked_always } = row;
    if (kind === 'password' || (kind === 'recovery' && !isCode(row))) return [];
    return [{ kind, bound_level, asked_always, amr: amrOf[kind] }];
  });
  const codes = all.filter(({ kind }) => kind === 'recovery');
  const best = codes.toSorted((one, other) => other.bound_level - one.bound_level).slice(0, 1);
  return [...all.filter(({ kind }) => kind !== 'recovery'), ...best];
}

const amrOf: Record<Proof['kind'], string[]> = {
  totp: ['otp'],
  recovery: ['otp'],
  passkey: ['hwk', 'user', 'mfa'],
};

/**
 * Whether this is a second factor of this person's; it works once, also when two nodes see it in the
 * same millisecond. `use`: the challenge is one that was given out for this very sign-in or session.
 * `alsoDo`: what follows of a right one, in the same transaction.
 */
export async function show(
  base: Base,
  site: webauthn.Site,
  input: { identity_id: string; shown: Shown; use: webauthn.UseChallenge },
  { alsoDo }: { alsoDo?: (base: Base, proof: Proof) => Promise<void> } = {},
): Promise<Proof | undefined> {
  const { identity_id, shown, use } = input;
  const { answer } = 'answer' in shown ? shown : {};
  // Before the transaction: the challenge is used up in another store, over a connection of its own.
  const held = answer === undefined ? undefined : await check(base, site, { answer, use });
  const foreign = held && held.row.identity_id !== identity_id;
  if (answer !== undefined && (!held || foreign)) return undefined;
  return transaction(base, async (base) => {
    const proof = held
      ? await move(base, held)
      : await showCode(base, identity_id, 'code' in shown ? shown.code : '');
    if (!proof) return undefined;
    await used(base, proof);
    await alsoDo?.(base, given(proof));
    return given(proof);
  });
}

/** A passkey that signs somebody in by itself. */
export interface Entered extends Proof {
  identity_id: string;
  stands_on: string;
}

/** Whose passkey this is, with the person verified; undefined when it is nobody's, or was used. */
export async function enter(
  base: Base,
  site: webauthn.Site,
  input: { answer: string; use: webauthn.UseChallenge },
): Promise<Entered | undefined> {
  const held = await check(base, site, input);
  if (!held) return undefined;
  return transaction(base, async (base) => {
    const proof = await move(base, held);
    if (!proof) return undefined;
    await used(base, proof);
    const { identity_id, secret } = proof.row;
    return { ...given(proof), identity_id, stands_on: nameOf(base, secret) };
  });
}

/** What a factor that was shown is bound at; undefined when it was taken away since. */
export async function boundOf(base: Base, id: string) {
  const row = await store.share(base.db, id);
  return row && { id, bound_level: row.bound_level };
}

/** A factor that was shown still stands, and stays so until the caller's transaction ends. */
export const hold = async (base: Base, credential_id: string): Promise<boolean> =>
  (await store.share(base.db, credential_id)) !== undefined;

type Found = Pick<Proof, 'kind' | 'amr'> & { row: store.CredentialRow };

const given = ({ row, kind, amr }: Found): Proof => ({
  ...{ credential_id: row.id, kind, bound_level: row.bound_level, amr },
});

async function showCode(base: Base, identity_id: string, code: string): Promise<Found | undefined> {
  const now = base.clock.now();
  for (const row of await store.current(base.db, identity_id)) {
    const secret = secretOf(base, row);
    const step = secret && stepOf(now, secret, code);
    if (typeof step === 'number' && (await store.takeStep(base.db, row.id, step, now)))
      return { row, kind: 'totp', amr: amrOf.totp };
  }
  const row = await store.useCode(base.db, identity_id, hashOfCode(base, code), now);
  return row && { row, kind: 'recovery', amr: amrOf.recovery };
}

/** An answer that holds, of a passkey that stands. */
interface Held {
  row: store.CredentialRow;
  shown: webauthn.Shown;
}

async function check(
  base: Base,
  site: webauthn.Site,
  { answer, use }: { answer: string; use: webauthn.UseChallenge },
): Promise<Held | undefined> {
  const id = webauthn.passkeyIn(answer);
  const row = id === undefined ? undefined : await store.passkey(base.db, id);
  const kept = row && keptOf(row);
  const shown = kept && (await webauthn.shown(site, { answer, kept, use }));
  return shown && { row, shown };
}

/** Undefined when the passkey was removed, suspended or shown with this counter meanwhile. */
async function move(base: Base, { row, shown }: Held): Promise<Found | undefined> {
  if (!(await store.moveCounter(base.db, row.id, shown.counter, base.clock.now())))
    return undefined;
  // A passkey that its maker copies to other devices is a key in software (RFC 8176).
  const amr = shown.synced ? ['swk', ...amrOf.passkey.slice(1)] : amrOf.passkey;
  return { row, kind: 'passkey', amr };
}

const used = (base: Base, { row, kind }: Found) =>
  audit.append(base, {
    kind: 'credential.used',
    actor: { kind: 'identity', id: row.identity_id },
    object: { kind: 'credential', id: row.id },
    outcome: 'ok',
    detail: { kind },
  });
