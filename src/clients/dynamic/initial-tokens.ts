import { randomBytes } from 'node:crypto';
import * as audit from '../../audit/audit.ts';
import { type Base, transaction } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import { newId } from '../../crypto/ids.ts';
import * as departments from '../../departments/departments.ts';
import { Refusal } from '../../errors.ts';
import { sectorOfOthers } from '../by-program.ts';
import type { InitialTokenRow } from './initial-tokens-store.ts';
import * as store from './initial-tokens-store.ts';
import { faultInPolicy, type Policy } from './policy.ts';
import * as registrations from './registrations-store.ts';

/**
 * Initial tokens: what a program shows to register an application of a department. Two of the staff
 * agree to one, its department takes the secret of it once, and one person can revoke it at any time.
 */

type Actor = audit.AuditEvent['actor'];

export const MOST_USES = 1_000;
export const MOST_DAYS = 90;
const DAY_MS = 86_400_000;

export type { Policy };

/** What two people are asked for. */
export interface Wanted {
  department_id: string;
  policy: Policy;
  most_uses: number;
  days: number;
}

/** Throws `clients.bad_token` with the field that cannot stand. */
export async function check(base: Base, wanted: Wanted): Promise<void> {
  const { department_id, policy, most_uses, days } = wanted;
  const field =
    faultInPolicy(policy) ??
    (within(most_uses, MOST_USES) ? undefined : 'most_uses') ??
    (within(days, MOST_DAYS) ? undefined : 'days') ??
    ((await isOthers(base, policy.sector, department_id)) ? 'sector' : undefined);
  if (field) throw new Refusal('clients.bad_token', { field });
}

const within = (value: number, most: number) =>
  Number.isInteger(value) && value > 0 && value <= most;

/** In a sector everybody sees one subject of a person: nobody comes into that of another department. */
const isOthers = async (base: Base, sector: string | null, department_id: string) =>
  sector !== null && (await sectorOfOthers(base, sector, department_id));

/**
 * Makes a token of which nobody knows the secret yet, for the transaction in which two people agreed;
 * gives its id. Throws `clients.bad_token` where it cannot stand any more.
 */
export async function grant(
  base: Base,
  wanted: Wanted,
  { approval_id, actor }: { approval_id: string; actor: Actor },
): Promise<string> {
  await check(base, wanted);
  const { department_id, policy, most_uses, days } = wanted;
  const [id, now] = [newId(base.clock), base.clock.now()];
  const expires_at = new Date(now.getTime() + days * DAY_MS);
  await store.insert(base, {
    ...{ id, department_id, policy, most_uses, uses: 0, approval_id },
    ...{ granted_at: now, expires_at, secret_hash: null, taken_at: null, taken_by: null },
    ...{ revoked_at: null, revoked_by: null },
  });
  await audit.append(base, {
    ...about(id, actor),
    kind: 'initial_token.granted',
    detail: { department_id, approval_id, most_uses, expires_at: expires_at.toISOString() },
  });
  return id;
}

/** Gives the secret of it, once, and keeps a keyed hash. Throws `clients.token_taken`, also where it is over. */
export function take(base: Base, id: string, by: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  return transaction(base, async (base) => {
    if (!(await store.take(base, id, { secret_hash: hashOf(base, secret), by })))
      throw new Refusal('clients.token_taken');
    await audit.append(base, {
      ...about(id, { kind: 'staff', id: by }),
      kind: 'initial_token.taken',
    });
    return secret;
  });
}

/**
 * Ends it, and with it the tokens of all applications that it registered; those themselves stay as they
 * are. False when it was revoked before.
 */
export function revoke(base: Base, id: string, by: string): Promise<boolean> {
  return transaction(base, async (base) => {
    if (!(await store.revoke(base, id, by))) return false;
    const applications = await registrations.endAllOf(base, id);
    await audit.append(base, {
      ...about(id, { kind: 'staff', id: by }),
      kind: 'initial_token.revoked',
      detail: { applications },
    });
    return true;
  });
}

export type Standing = 'waiting' | 'good' | 'spent' | 'expired' | 'revoked';

/** How it stands now; `waiting`: nobody has taken the secret of it. */
export function standingOf(base: Pick<Base, 'clock'>, row: InitialTokenRow): Standing {
  if (row.revoked_at) return 'revoked';
  if (row.expires_at <= base.clock.now()) return 'expired';
  if (row.uses >= row.most_uses) return 'spent';
  return row.secret_hash === null ? 'waiting' : 'good';
}

/** A token as staff see it. */
export type InitialToken = Omit<InitialTokenRow, 'secret_hash'> & { standing: Standing };

const shown = (base: Base, row: InitialTokenRow): InitialToken => {
  const { secret_hash: _, ...rest } = row;
  return { ...rest, standing: standingOf(base, row) };
};

export async function read(base: Base, id: string): Promise<InitialToken | undefined> {
  const row = await store.byId(base, id);
  return row && shown(base, row);
}

/** Those of some departments, the youngest first. */
export const list = async (
  base: Base,
  department_ids: readonly string[] | 'all',
  page: { limit: number; after?: string | undefined },
): Promise<InitialToken[]> =>
  (await store.listed(base, department_ids, page)).map((row) => shown(base, row));

/** What it registered: ids, and whether each looks after itself still. */
export const registeredBy = (base: Base, id: string, limit: number) =>
  registrations.ofToken(base, id, limit);

/** A token that can be used now, with the code of its department. */
export type Good = Pick<InitialTokenRow, 'id' | 'policy'> & { department_code: string };

/**
 * The token of a secret. One that is known and cannot be used is told to nobody outside, and stands in
 * the trail with why; undefined for those and for what is none.
 */
export async function found(base: Base, secret: string): Promise<Good | undefined> {
  const row = await store.byHash(base, hashOf(base, secret));
  if (!row) return undefined;
  const standing = standingOf(base, row);
  if (standing !== 'good') return refused(base, row.id, standing);
  const named = await departments.named(base, [row.department_id]);
  const department_code = named.get(row.department_id)?.code ?? '';
  // Nothing can be hung on a department that is closed.
  if (!(await departments.hold(base, department_code))) return undefined;
  return { id: row.id, policy: row.policy, department_code };
}

/** Counts one use in the caller's transaction; false where somebody was quicker. */
export const use = store.use;

/** For the trail: somebody showed a token that is of no use any more. */
export async function refused(base: Base, id: string, why: Standing): Promise<undefined> {
  await audit.append(base, {
    ...about(id, { kind: 'system' }),
    ...{ kind: 'initial_token.refused', outcome: 'refused', code: 'clients.token_refused' },
    detail: { why },
  });
}

const about = (id: string, actor: Actor) =>
  ({ actor, object: { kind: 'initial_token', id }, outcome: 'ok' }) as const;

/** What is kept of a secret: 256 random bits that only its holder knows. */
const hashOf = (base: Base, secret: string): string =>
  keyedHash(base.ring, 'artefact', `initial token ${secret}`);
