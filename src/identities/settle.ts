import type { Base } from '../base.ts';
import { type HashColumns, hashColumn, hashColumns, hashes } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import type { ReadArrival } from './arriving.ts';
import { change, renew } from './change.ts';
import type { Standing } from './decision.ts';
import { evidenceCame } from './interventions-effects.ts';
import { levelOf } from './level.ts';
import { readEmail, readPhone } from './phones.ts';
import { openRules, type Rules } from './policy.ts';
import * as store from './store.ts';

const DAY_MS = 86_400_000;

/** What of an arrival is written at the identity it came to. */
export interface Settling {
  identity_id: string;
  /** The account through which it comes; of a new one, the id that its link will have. None: a counter. */
  link_id: string | null;
  standing: Standing;
  /** The arrival proves something about this identity. */
  counts: boolean;
  /** Nothing but evidence is written. */
  as_it_is?: boolean | undefined;
  row?: store.Candidate | undefined;
}

/** Makes the identity of an arrival that joins none. It says only what the source said. */
export async function makeIdentity(
  base: Base,
  read: ReadArrival,
  id = newId(base.clock),
): Promise<string> {
  const at = base.clock.now();
  await store.insertIdentity(base.db, {
    id,
    kind: 'person',
    created_at: at,
    updated_at: at,
    ...said(base, id, read),
  });
  return id;
}

/**
 * Writes what the arrival brings: evidence, identifier, contacts, and what was still missing about
 * the person. What is known already stays as it is, but for what the source may correct.
 */
export async function settle(base: Base, read: ReadArrival, settling: Settling): Promise<void> {
  const { identity_id, counts, row } = settling;
  const changes = [
    counts && read.level > 0 ? await addEvidence(base, read, settling) : undefined,
    await settleIdentifier(base, read, settling),
    await settleContact(
      base,
      read,
      settling,
      'phone',
      readPhone(read.arrival.attributes.phone_number ?? ''),
    ),
    await settleContact(
      base,
      read,
      settling,
      'email',
      readEmail(read.arrival.attributes.email ?? ''),
    ),
  ];
  if (!row) return;
  const missing =
    counts && !settling.as_it_is ? told(base, row, read, said(base, identity_id, read)) : {};
  if (changes.includes('seen') || Object.keys(missing).length > 0)
    await change(base, identity_id, missing);
  else if (changes.includes('unseen')) await renew(base, identity_id);
}

/** What was written, if anything: whether clients see it in the claims of the person. */
type Written = 'seen' | 'unseen' | undefined;

/** A day's arrivals of one account are one piece of evidence. Seen is what raises the level. */
async function addEvidence(
  base: Base,
  read: ReadArrival,
  { identity_id, link_id }: Settling,
): Promise<Written> {
  const at = base.clock.now();
  const { authority, evidence_days } = read.arrival;
  const { method, level } = read;
  const proofs = await store.readProofs(base.db, identity_id);
  const last = proofs.find(
    (p) => p.method === method && p.authority === authority && !p.revoked_at,
  );
  if (last && last.level === level && at.getTime() - last.at.getTime() < DAY_MS) return undefined;
  await store.insertEvidence(base.db, {
    id: newId(base.clock),
    identity_id,
    method,
    authority,
    level,
    transaction_no: null,
    link_id,
    at,
    expires_at: new Date(at.getTime() + evidence_days * DAY_MS),
    revoked_at: null,
  });
  if (read.arriving.binds) await evidenceCame(base, identity_id, at);
  return level > levelOf(proofs, at) ? 'seen' : 'unseen';
}

/** A number that was merely said is seen by nobody. */
async function settleIdentifier(
  base: Base,
  read: ReadArrival,
  settling: Settling,
): Promise<Written> {
  const { identifier, identifier_hashes, arrival } = read;
  const { identity_id, link_id, standing, row } = settling;
  if (!identifier || !identifier_hashes || standing === 'none') return undefined;
  // Without a key, nobody can say whose the number is.
  const wanted = identifier.key ? standing : 'claimed';
  const same = row?.identifiers.find(
    (n) => n.type === identifier.type && n.match_hash === identifier_hashes.current,
  );
  if (same && (same.standing === 'owned' || wanted === 'claimed')) return undefined;
  if (same) {
    await store.ownIdentifier(base.db, same.id, arrival.source_id);
    return 'seen';
  }
  const id = newId(base.clock);
  await store.insertIdentifier(base.db, {
    id,
    identity_id,
    type: identifier.type,
    value_sealed: seal(
      base.ring,
      { table: 'identifiers', column: 'value_sealed', row: id },
      identifier.value,
    ),
    ...hashColumns(base.ring, 'match_hash', identifier_hashes),
    standing: wanted,
    source_id: arrival.source_id,
    link_id,
    from_at: base.clock.now(),
    until_at: null,
  });
  return wanted === 'owned' ? 'seen' : 'unseen';
}

/** A contact that a source names is not proved by it. It never displaces one that is, or a better one. */
async function settleContact(
  base: Base,
  read: ReadArrival,
  { identity_id, link_id, counts, as_it_is }: Settling,
  kind: 'phone' | 'email',
  value: string | undefined,
): Promise<Written> {
  if (!value || as_it_is) return undefined;
  const at = base.clock.now();
  const bound_level = counts ? read.level : 0;
  const match_hashes = hashes(base.ring, 'contact', contactAsHashed(kind, value));
  const current = (await store.currentContacts(base.db, identity_id)).filter(
    (c) => c.kind === kind,
  );
  const column = hashColumn(base.ring, 'match_hash');
  if (current.some((c) => c[column] === match_hashes.current)) return undefined;
  if (current.some((c) => c.proved_at || c.bound_level > bound_level)) return undefined;
  if (current.length > 0 && !corrects(read, kind === 'phone' ? 'phone_number' : 'email'))
    return undefined;
  await store.endContacts(
    base.db,
    current.map((c) => c.id),
    at,
  );
  const id = newId(base.clock);
  await store.insertContact(base.db, {
    id,
    identity_id,
    kind,
    value_sealed: seal(base.ring, { table: 'contacts', column: 'value_sealed', row: id }, value),
    ...hashColumns(base.ring, 'match_hash', match_hashes),
    proved_at: null,
    bound_level,
    suspended_at: null,
    link_id,
    from_at: at,
    until_at: null,
  });
  return 'seen';
}

export const contactAsHashed = (kind: string, value: string) => `${kind}\u0000${value}`;

type Name = Pick<store.IdentityRow, 'name_sealed'> & HashColumns<'name_hash'>;
type Said = Name & Pick<store.IdentityRow, 'alias_sealed' | 'gender' | 'birthdate_sealed'>;

/** The person as the source describes them; birth date and sex also stand in most numbers. */
function said(
  base: Base,
  row: string,
  { arrival, name, name_hashes, identifier }: ReadArrival,
): Said {
  const sealed = (column: keyof Said, text: string | undefined) =>
    text ? seal(base.ring, { table: 'identities', column, row }, text) : null;
  const { attributes } = arrival;
  return {
    name_sealed: sealed('name_sealed', attributes.name?.trim()),
    ...hashColumns(base.ring, 'name_hash', name_hashes),
    alias_sealed: sealed('alias_sealed', attributes.alias?.trim() || name?.alias),
    gender: attributes.gender ?? identifier?.gender ?? null,
    birthdate_sealed: sealed('birthdate_sealed', identifier?.birthdate ?? attributes.birthdate),
  };
}

/** What becomes other than it is: what was missing, and what this source may correct. */
function told(
  base: Base,
  row: store.Candidate,
  read: ReadArrival,
  { gender, alias_sealed, birthdate_sealed, ...name }: Said,
): Partial<Said> {
  const to: Partial<Said> = !row.name_hash && read.name_hashes ? name : {};
  if (alias_sealed && (!row.alias_sealed || (corrects(read, 'alias') && otherAlias())))
    to.alias_sealed = alias_sealed;
  if (gender !== null && (row.gender === null || corrects(read, 'gender')) && gender !== row.gender)
    to.gender = gender;
  if (!row.birthdate_sealed && birthdate_sealed) to.birthdate_sealed = birthdate_sealed;
  return to;

  function otherAlias() {
    const alias = (sealed: string) =>
      open(base.ring, { table: 'identities', column: 'alias_sealed', row: row.id }, sealed);
    return alias(row.alias_sealed ?? '') !== alias(alias_sealed ?? '');
  }
}

const corrects = ({ arrival }: ReadArrival, field: Correctable): boolean =>
  (arrival.rules ?? openRules).corrects.includes(field);

type Correctable = Rules['corrects'][number];
