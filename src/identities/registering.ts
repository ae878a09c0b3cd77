import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import * as codes from '../credentials/one-time-codes.ts';
import { hashColumns, hashes } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { type ReadArrival, readArrival } from './arriving.ts';
import type { Checked, Claimed } from './checks.ts';
import * as conflicts from './conflicts.ts';
import { gather } from './gather.ts';
import * as interventions from './interventions.ts';
import { type Becomes, newcomer } from './newcomer.ts';
import * as notices from './notices.ts';
import { again } from './resolve.ts';
import { contactAsHashed, makeIdentity, settle } from './settle.ts';
import * as store from './store.ts';

/** Somebody without an old account, with all that was proved and agreed to on the way. */
export interface Registering {
  /** E.164, proved by the code of this id. */
  phone: string;
  code_id: string;
  /** The version of the notice. */
  notice: string;
  /** What was said and checked; absent: skipped. */
  checked?: { check: Checked; claimed: Claimed };
  join: 'undecided' | 'separate';
  password: string;
  login_name?: string | undefined;
  /** How far the factors of this sign-in reach: nothing is bound above it (Never 3). */
  reach: number;
}

export type Registered =
  | { outcome: 'asked_to_prove' }
  | { outcome: 'refused' }
  | {
      outcome: 'created' | 'conflict';
      identity_id: string;
      credential_id: string;
      stands_on: string;
      level: number;
    };

/** What would become of it now: whether somebody is asked to prove an older account first. */
export async function previewRegistering(
  base: Base,
  { checked, join }: Pick<Registering, 'checked' | 'join'>,
): Promise<Becomes['outcome']> {
  const read = readNewcomer(base, checked);
  const { facts } = await again(() => gather(base, read, {}, false));
  return newcomer({ ...factsOf(facts.owner, checked), join }).outcome;
}

/**
 * Makes the identity with its evidence, telephone, notice and password, in one transaction with the
 * taking of the code: a second post, or a node that was killed, finds all of it or nothing (Never 5).
 * Throws `credentials.password_*`, `login_name_*`, `busy`, and `login.registered_already`.
 */
export async function register(base: Base, registering: Registering): Promise<Registered> {
  const { phone, password, login_name, reach, checked, join } = registering;
  const read = readNewcomer(base, checked);
  const identity_id = newId(base.clock);
  const { facts } = await again(() => gather(base, read, {}, false));
  const expected = newcomer({ ...factsOf(facts.owner, checked), join });
  if (expected.outcome === 'asked_to_prove' || expected.outcome === 'refused') return expected;
  const bound_level = Math.min(expected.level, reach);
  const { outcome } = expected;
  let stands_on = '';
  try {
    const credential_id = await credentials.setPassword(
      base,
      {
        ...{ identity_id, password, bound_level, ...(login_name && { login_name }) },
        personal: { phone_number: phone, ...personal(read) },
        first: (base) => begin(base, identity_id, read, registering, expected),
      },
      async (base, credential_id) => {
        stands_on = await credentials.standsOn(base, credential_id);
      },
    );
    return { outcome, identity_id, credential_id, stands_on, level: bound_level };
  } catch (thrown) {
    if (thrown instanceof OtherNow) return register(base, registering);
    throw thrown;
  }
}

/** Somebody else has come to own the number since it was looked at. */
class OtherNow extends Error {}

async function begin(
  base: Base,
  identity_id: string,
  read: ReadArrival,
  registering: Registering,
  expected: Extract<Becomes, { level: number }>,
): Promise<void> {
  const { phone, code_id, notice, checked, join } = registering;
  if (!(await codes.spend(base, code_id))) throw new Refusal('login.registered_already');
  const { facts } = await gather(base, read, {}, true);
  const now = newcomer({ ...factsOf(facts.owner, checked), join });
  if (now.outcome !== expected.outcome) throw new OtherNow();
  const standing = expected.outcome === 'created' ? expected.standing : 'claimed';
  await makeIdentity(base, read, identity_id);
  // Of level 0: the evidence is the authority's, and is written below.
  const said = { ...read, level: 0 };
  await settle(base, said, { identity_id, link_id: null, standing, counts: true });
  await addEvidence(base, identity_id, registering, expected.outcome === 'created');
  await addPhone(base, identity_id, phone, expected.level);
  await notices.accept(base, { identity_id, version: notice });
  if (expected.outcome === 'conflict' && facts.owner)
    await conflicts.queue(base, {
      identity_id,
      other_identity_id: facts.owner.id,
      source_id: read.arrival.source_id,
      link_id: null,
      reason: 'identifier_of_another',
    });
  await interventions.note(
    base,
    { identity_id, kind: 'registered', reason_code: 'own_choice', seen: true },
    {},
  );
  await audit.append(base, {
    kind: 'identity.registered',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'identity', id: identity_id },
    outcome: 'ok',
    detail: {
      outcome: expected.outcome,
      method: checked?.check.method ?? null,
      level: expected.level,
      other_identity_id: (expected.outcome === 'conflict' && facts.owner?.id) || null,
    },
  });
}

async function addEvidence(
  base: Base,
  identity_id: string,
  { checked, code_id }: Registering,
  counts: boolean,
): Promise<void> {
  const at = base.clock.now();
  const row = { identity_id, revoked_at: null };
  await store.insertEvidence(base.db, {
    ...row,
    ...{ id: newId(base.clock), method: 'phone', authority: 'sms', level: 0 },
    ...{ transaction_no: code_id, at, expires_at: null },
  });
  if (!checked || !counts) return;
  const { method, authority, level, transaction_no, at: asked, expires_at } = checked.check;
  await store.insertEvidence(base.db, {
    ...row,
    ...{ id: newId(base.clock), method, authority, level, transaction_no },
    ...{ at: new Date(asked), expires_at: new Date(expires_at) },
  });
}

async function addPhone(base: Base, identity_id: string, phone: string, bound_level: number) {
  const id = newId(base.clock);
  const at = base.clock.now();
  await store.insertContact(base.db, {
    ...{ id, identity_id, kind: 'phone', bound_level },
    value_sealed: seal(base.ring, { table: 'contacts', column: 'value_sealed', row: id }, phone),
    ...hashColumns(
      base.ring,
      'match_hash',
      hashes(base.ring, 'contact', contactAsHashed('phone', phone)),
    ),
    ...{ proved_at: at, suspended_at: null, from_at: at, until_at: null },
  });
}

/** As an arrival, through no source. */
export function readNewcomer(base: Base, checked: Registering['checked']): ReadArrival {
  const { name, id_type, id_number } = checked?.claimed ?? {};
  const binds = checked?.check.binds ?? false;
  return readArrival(base, {
    // What stands for a check where else a source stands; no source can be called so.
    source_id: `check:${checked?.check.method ?? 'none'}`,
    subject: '',
    attributes: { ...(name && { name }), ...(id_number && { id_type, id_number }) },
    level: checked?.check.level ?? 0,
    registration: binds ? 'issued' : 'self_registered',
    evidence_days: 0,
    authority: checked?.check.authority ?? '',
  });
}

const factsOf = (
  owner: { state: 'active' | 'suspended' | 'closed' } | undefined,
  checked: Registering['checked'],
) => ({ ...(owner && { owner }), ...(checked && { checked: checked.check }) });

const personal = ({ identifier }: ReadArrival) => ({
  ...(identifier && { id_number: identifier.value }),
  ...(identifier?.birthdate && { birthdate: identifier.birthdate }),
});
