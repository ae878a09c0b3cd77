import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as store from './factors-store.ts';
import { locked } from './members.ts';

/** A second factor without its secret. */
export interface Factor extends Pick<store.FactorRow, 'id' | 'kind' | 'added_at' | 'last_used_at'> {
  /** What its person calls it; a passkey only. */
  label?: string;
}

const labelPlace = (row: string) => ({ table: 'staff_factors', column: 'label_sealed', row });

/** What stands in the way of a second app: there is one authenticator app per person. */
export async function addFactor(
  base: Base,
  input: Pick<store.FactorRow, 'id' | 'staff_id' | 'kind'> &
    Partial<store.FactorRow> & { label?: string },
): Promise<void> {
  const { label, ...row } = input;
  await locked(base, row.staff_id);
  if (row.kind === 'totp') await store.remove(base.db, { staff_id: row.staff_id, kind: 'totp' });
  await store.insert(base.db, {
    ...{ secret_sealed: null, last_step: null, credential_id: null, public_key: null },
    ...{ counter: '0', transports: null, last_used_at: null, added_at: base.clock.now() },
    ...row,
    label_sealed: label ? seal(base.ring, labelPlace(row.id), label) : null,
  });
  await audit.append(base, {
    kind: 'staff.factor_added',
    actor: actor(row.staff_id),
    object: { kind: 'staff', id: row.staff_id },
    outcome: 'ok',
    detail: { factor: row.id, kind: row.kind },
  });
}

/** The second factors of somebody, the oldest first. */
export async function factorsOf(base: Base, staff_id: string): Promise<Factor[]> {
  return (await store.list(base.db, staff_id)).map((row) => ({
    ...{ id: row.id, kind: row.kind, added_at: row.added_at, last_used_at: row.last_used_at },
    ...(row.label_sealed && { label: open(base.ring, labelPlace(row.id), row.label_sealed) }),
  }));
}

/** How many recovery codes are left. */
export const codesLeft = (base: Base, staff_id: string): Promise<number> =>
  store.codesLeft(base.db, staff_id);

/**
 * Takes a factor away; the last one stays, since nobody signs in with a password alone.
 * Throws `staff.last_factor`, `staff.unknown_factor`.
 */
export function removeFactor(
  base: Base,
  { staff_id, factor_id }: { staff_id: string; factor_id: string },
): Promise<void> {
  return transaction(base, async (base) => {
    await locked(base, staff_id);
    const all = await store.list(base.db, staff_id);
    const one = all.find(({ id }) => id === factor_id);
    if (!one) throw new Refusal('staff.unknown_factor', { field: 'factor' });
    if (all.length === 1) throw new Refusal('staff.last_factor', { field: 'factor' });
    await store.remove(base.db, { staff_id, id: factor_id });
    await audit.append(base, {
      kind: 'staff.factor_removed',
      actor: actor(staff_id),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
      detail: { factor: factor_id, kind: one.kind },
    });
  });
}
