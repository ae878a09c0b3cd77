import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import * as codes from '../credentials/one-time-codes.ts';
import { Refusal } from '../errors.ts';
import type { Checked, Claimed } from './checks.ts';
import * as conflicts from './conflicts.ts';
import { type Gathered, gather } from './gather.ts';
import * as interventions from './interventions.ts';
import { levelOf } from './level.ts';
import * as linksStore from './links-store.ts';
import { decide } from './matching.ts';
import { prove } from './proving.ts';
import { readNewcomer } from './registering.ts';
import { again } from './resolve.ts';
import { settle } from './settle.ts';
import * as store from './store.ts';
import { type Telling, tellContacts } from './telling.ts';

const DAY_MS = 86_400_000;

/** Somebody who has just signed in, or goes on with a session, and was checked by an authority. */
export interface Raising {
  identity_id: string;
  /** What they came by, as it was shown. */
  way: { link_id?: string | undefined; credential_id?: string | undefined; stands_on?: string };
  /** When they came. */
  at: Date;
  check: Checked;
  claimed: Claimed;
  /** What this sign-in had reached before. */
  level: number;
  /** How far the factors of this sign-in reach, the check with them. */
  reach: number;
  /** The code that proved the telephone, where there was one: taken by this. */
  code_id?: string | undefined;
  /** With what its owner is written to; absent: somebody made up, who has nobody to be told. */
  telling?: Telling;
}

export type Raised =
  /** What the identity has now, and what their way in is bound at. */
  | { outcome: 'raised'; evidence: number; bound_level: number }
  /** It was done already, with this very code. */
  | { outcome: 'done' }
  /** The person of the check is not known to be the person of this identity. */
  | { outcome: 'not_theirs' }
  /** Another identity owns the number: staff are asked whether the two are one person. */
  | { outcome: 'number_of_another' };

/**
 * Whether what somebody says of themselves fits the identity they are in: neither another number nor
 * another name than it has. Nobody else's is looked at (Never 11), and no authority is asked before.
 */
export async function mayBeOf(base: Base, identity_id: string, claimed: Claimed): Promise<boolean> {
  const check = { method: 'name_and_number', authority: '', level: 1, binds: false } as const;
  const at = base.clock.now();
  const none = { ...check, transaction_no: '', at, expires_at: at };
  const read = readNewcomer(base, { check: none, claimed });
  const { facts } = await again(() =>
    gather(base, read, { proved_identity_id: identity_id }, false),
  );
  return decide(read.arriving, facts).outcome === 'linked';
}

/**
 * A check that raises the identity of whoever is signed in. It counts as the arrival of somebody who
 * has proved the identity does (DESIGN 4): evidence, number and missing name in one transaction with
 * the taking of the code (Never 5); and the way in that was shown with it is bound at it from now on,
 * as far as the factors shown reach (Never 3). Nothing else that opens the identity is raised. Its owner
 * reads of it in their history, and is written to in the same transaction.
 * Throws `login.expired` when identity or way in have been stopped since.
 */
export const raise = (base: Base, raising: Raising): Promise<Raised> =>
  again(() => base.db.transaction((db) => once({ ...base, db }, raising)));

async function once(base: Base, raising: Raising): Promise<Raised> {
  const { identity_id, check, claimed, level, code_id } = raising;
  const read = readNewcomer(base, { check, claimed });
  const gathered = await gather(base, read, { proved_identity_id: identity_id }, true);
  await hold(base, raising, gathered);
  if (code_id && !(await codes.spend(base, code_id))) return { outcome: 'done' };
  const decision = decide(read.arriving, gathered.facts);
  const row = gathered.rows.get(identity_id);
  if (decision.outcome === 'conflict') {
    const { reason, queue } = decision;
    if (check.binds)
      await conflicts.queue(base, {
        ...{ identity_id, source_id: read.arrival.source_id, link_id: null, reason },
        other_identity_id: queue.other && queue.other !== identity_id ? queue.other : null,
      });
    return { outcome: reason === 'identifier_of_another' ? 'number_of_another' : 'not_theirs' };
  }
  if (decision.outcome !== 'linked' || !row) throw new Refusal('login.expired');
  const owns = row.identifiers.some(
    (n) =>
      n.standing === 'owned' &&
      n.type === read.identifier?.type &&
      n.match_hash === read.identifier_hashes?.current,
  );
  // A weak way in to somebody who was proved otherwise, without a number, makes nobody that person.
  if (level < check.level && row.bound && !owns) return { outcome: 'not_theirs' };
  const { standing } = decision;
  const settling = { identity_id, link_id: null, standing, counts: true, row };
  // Of level 0: the evidence is the authority's, and is written below.
  await settle(base, { ...read, level: 0 }, settling);
  const { method, authority, transaction_no, expires_at } = check;
  const proved = { method, authority, transaction_no, expires_at, level: check.level };
  await prove(base, { identity_id, ...proved });
  const bound_level = await bind(base, raising);
  const evidence = levelOf(await store.readProofs(base.db, identity_id), base.clock.now());
  await audit.append(base, {
    kind: 'identity.raised',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'identity', id: identity_id },
    outcome: 'ok',
    detail: { method, level: check.level, bound_level, standing, transaction_no },
  });
  await tell(base, raising);
  return { outcome: 'raised', evidence, bound_level };
}

/** Whoever it is lets people in, staff stopped nothing since, and the way in is what was shown. */
async function hold(base: Base, { identity_id, way, at }: Raising, { facts }: Gathered) {
  const { credential_id, stands_on = '' } = way;
  const holds =
    facts.proved?.id === identity_id &&
    (await interventions.holdAsProved(base, { identity_id, at })) === 'holds' &&
    (!credential_id || (await credentials.holdAsChecked(base, { credential_id, stands_on })));
  if (!holds) throw new Refusal('login.expired');
}

/** Whoever holds a way in of somebody else's may have been checked in their place: the owner reads of it. */
async function tell(base: Base, { identity_id, telling }: Raising): Promise<void> {
  const seen = telling === undefined && ({ seen: true } as const);
  const line = { identity_id, kind: 'raised', reason_code: 'own_choice' } as const;
  await interventions.note(base, { ...line, ...seen }, {});
  if (!telling) return;
  const at = base.clock.now();
  await tellContacts(base, telling, {
    ...{ identity_id, template: 'raised' },
    words: (lang) => ({ at: telling.moment(at, lang) }),
    until: new Date(at.getTime() + DAY_MS),
  });
}

async function bind(base: Base, { way, check, reach }: Raising): Promise<number> {
  const level = Math.min(check.level, reach);
  const { link_id, credential_id = '' } = way;
  const bound = link_id
    ? await linksStore.raiseBound(base.db, link_id, level)
    : await credentials.raiseBound(base, { credential_id, level });
  if (bound === undefined) throw new Refusal('login.expired');
  return bound;
}
