import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { hashColumns } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { seal } from '../crypto/seal.ts';
import { subjectHashes } from './carried-names.ts';
import type { CarriedRow } from './carried-store.ts';
import * as store from './carried-store.ts';
import { makeHasher } from './hashing.ts';
import { checkPolicy, type Personal } from './password.ts';

/** Each change of a carried password, with its event. What the person set here is never overwritten by a copy. */

interface Of {
  source_id: string;
  subject: string;
}

const hasher = makeHasher();

/**
 * Keeps a copy of a password that was right at the department. False when the person has set one
 * here meanwhile, which counts alone. Of two nodes that copy at once, one writes.
 */
export function copy(
  base: Base,
  { source_id, subject, ...made }: Of & { secret: string; made_from: string },
): Promise<boolean> {
  const to = { ...made, own: false, made_at: base.clock.now(), blocked_at: null };
  return transaction(base, async (base) => {
    const row = newRow(base, { source_id, subject }, to);
    const before = await insertOrLock(base, row, { source_id, subject });
    if (!before) {
      await audit.append(base, event('credential.carried', row));
      return true;
    }
    if (before.own) return false;
    if (before.made_from === made.made_from) return before.blocked_at === null;
    await store.change(base.db, before.id, to);
    await audit.append(base, [
      event('credential.carried_voided', before),
      event('credential.carried', before),
    ]);
    return true;
  });
}

/** Voids a copy that the department's hash has left behind; false when the person's own stands. */
export function drop(base: Base, of: Of): Promise<boolean> {
  return transaction(base, async (base) => {
    const before = await find(base, of);
    if (!before) return true;
    if (before.own) return false;
    await store.remove(base.db, before.id);
    await audit.append(base, event('credential.carried_voided', before));
    return true;
  });
}

/** Whether a row is still the one that was checked; `secret` is the same, or the same password hashed anew. */
export function hold(base: Base, checked: CarriedRow, secret: string): Promise<boolean> {
  return transaction(base, async (base) => {
    const now = await store.byId(base.db, checked.id);
    if (now?.secret !== checked.secret || now.made_from !== checked.made_from) return false;
    if (now.blocked_at) return false;
    if (secret === checked.secret) return true;
    const { own, made_from } = now;
    const made_at = base.clock.now();
    await store.change(base.db, now.id, { secret, own, made_from, made_at, blocked_at: null });
    await audit.append(base, event('credential.carried', now, { renewed: true }));
    return true;
  });
}

/**
 * Sets what the person chose here in place of a password that was right at the department and may
 * not stay. From then on only this one counts. False when one was set here before: whoever comes
 * second has proved nothing that counts any more. `alsoDo` runs in the same transaction.
 * Throws `credentials.password_*`, `credentials.busy`.
 */
export async function setOwn(
  base: Base,
  input: Of & { password: string; personal: Personal; identity_id: string },
  alsoDo: (base: Base) => Promise<unknown> = async () => {},
): Promise<boolean> {
  const { source_id, subject, password, personal, identity_id } = input;
  checkPolicy(password, personal);
  // Before the transaction: hashing may wait in line, and must hold no lock meanwhile.
  const secret = await hasher.hash(password);
  const made = { secret, own: true, made_from: null, made_at: base.clock.now() };
  const to = { ...made, blocked_at: null };
  return transaction(base, async (base) => {
    const row = newRow(base, { source_id, subject }, to);
    const before = await insertOrLock(base, row, { source_id, subject });
    if (before?.own) return false;
    if (before) {
      await store.change(base.db, before.id, to);
      row.id = before.id;
    }
    const actor = { kind: 'identity', id: identity_id } as const;
    await audit.append(base, { ...event('credential.carried_set', row), actor });
    await alsoDo(base);
    return true;
  });
}

const find = (base: Base, { source_id, subject }: Of) =>
  store.lock(base, source_id, subjectHashes(base, source_id, subject).current);

/** Nothing when it was inserted; otherwise the row that was there, locked. */
async function insertOrLock(base: Base, row: CarriedRow, of: Of): Promise<CarriedRow | undefined> {
  if (await store.insert(base.db, row)) return undefined;
  // Voided between the two statements: then there is room again.
  return (await find(base, of)) ?? insertOrLock(base, row, of);
}

function newRow(
  base: Base,
  { source_id, subject }: Of,
  made: Pick<CarriedRow, 'secret' | 'own' | 'made_from' | 'made_at' | 'blocked_at'>,
): CarriedRow {
  const id = newId(base.clock);
  const place = { table: 'carried_passwords', column: 'subject_sealed', row: id };
  return {
    id,
    source_id,
    subject_sealed: seal(base.ring, place, subject),
    ...hashColumns(base.ring, 'subject_hash', subjectHashes(base, source_id, subject)),
    ...made,
  };
}

const event = (
  kind: 'credential.carried' | 'credential.carried_voided' | 'credential.carried_set',
  { id, source_id }: CarriedRow,
  detail: Record<string, boolean> = {},
): audit.AuditEvent => ({
  kind,
  actor: { kind: 'source', id: source_id },
  object: { kind: 'carried_password', id },
  source_id,
  outcome: 'ok',
  detail,
});
