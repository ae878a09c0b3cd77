import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { open } from '../crypto/seal.ts';
import { hashOfIdentifier, hashOfName } from './arriving.ts';
import { change } from './change.ts';
import { isOrganisations } from './identifier-types.ts';
import { readIdentifier } from './identifiers.ts';
import { evidenceCame } from './interventions-effects.ts';
import { binding, type Method } from './level.ts';
import { readName } from './names.ts';
import * as store from './store.ts';

/** A proof that came by no account: a document at a counter, the answer of an authority. */
export interface Proved {
  identity_id: string;
  method: Method;
  /** Code of whoever says so. */
  authority: string;
  level: number;
  transaction_no?: string;
  /** Of the staff, who saw the document. */
  operator_id?: string;
  expires_at: Date;
}

/** Writes a proof at an identity, in the caller's transaction, which holds it. */
export async function prove(base: Base, proved: Proved): Promise<void> {
  const at = base.clock.now();
  const { identity_id, method, authority, level, expires_at } = proved;
  await store.insertEvidence(base.db, {
    id: newId(base.clock),
    ...{ identity_id, method, authority, level, at, expires_at },
    transaction_no: proved.transaction_no ?? null,
    operator_id: proved.operator_id ?? null,
    revoked_at: null,
  });
  if (binding.has(method)) await evidenceCame(base, identity_id, at);
  await change(base, identity_id);
}

/** What somebody says of themselves, read: as an authority is asked about it. */
export interface Said {
  name: string;
  id_type: string;
  id_number: string;
}

/** The same read; undefined for the field that cannot be. */
export function readSaid(base: Base, { name, id_type, id_number }: Said): Said | 'name' | 'number' {
  const reading = readIdentifier(id_type, id_number, base.clock.now());
  const found = reading.ok ? reading.identifier : undefined;
  if (!found?.key || !found.current || isOrganisations(found.type)) return 'number';
  return readName(name).key === undefined
    ? 'name'
    : { name: name.trim(), id_type: found.type, id_number: found.value };
}

/**
 * Whose number that is, for whoever has proved to be the person of it: the identity that owns it
 * under this name. `other_name`: it is held under another one, which is for a counter to see.
 */
export async function ownerOf(
  base: Base,
  said: Said,
): Promise<{ identity_id: string; state: store.IdentityRow['state'] } | 'other_name' | undefined> {
  const reading = readIdentifier(said.id_type, said.id_number, base.clock.now());
  const key = readName(said.name).key;
  if (!reading.ok || key === undefined) return undefined;
  const { identifier } = reading;
  const match_hash = hashOfIdentifier(base, identifier);
  const [id] = await store.ownersOf(base, [{ type: identifier.type, match_hash }]);
  const [row] = id ? await store.readCandidates(base, [id], []) : [];
  if (!row) return undefined;
  return row.name_hash === hashOfName(base, key)
    ? { identity_id: row.id, state: row.state }
    : 'other_name';
}

/** Bound at this or more, an address came with evidence of whose it is. */
const SURE = 2;

/**
 * Where somebody can be written to: what they have now and nobody suspended. `sure`: they proved it,
 * or it was bound so strongly that it is theirs.
 */
export async function contactsOf(
  base: Base,
  identity_id: string,
): Promise<{ kind: 'phone' | 'email'; value: string; sure: boolean }[]> {
  const rows = await store.currentContacts(base.db, identity_id);
  return rows.map(({ id, kind, value_sealed, proved_at, bound_level }) => ({
    kind,
    sure: proved_at !== null || bound_level >= SURE,
    value: open(base.ring, { table: 'contacts', column: 'value_sealed', row: id }, value_sealed),
  }));
}
