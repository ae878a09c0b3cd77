import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as store from './papers-store.ts';

/** What staff see of the papers, and how one is voided: whose it is stands nowhere here. */

export type Seen = Pick<
  store.PaperRow,
  'id' | 'number' | 'staff_id' | 'department_id' | 'reason_code' | 'printed_at' | 'until_at'
> & { state: State; ended_at?: Date };

export const states = ['open', 'used', 'voided', 'over'] as const;
export type State = (typeof states)[number];

export function stateOf(
  { used_at, voided_at, until_at }: Pick<store.PaperRow, 'used_at' | 'voided_at' | 'until_at'>,
  now: Date,
): State {
  if (used_at) return 'used';
  if (voided_at) return 'voided';
  return until_at <= now ? 'over' : 'open';
}

/** A page, the latest first, and one row more where there is more. */
export async function list(base: Base, wanted: Parameters<typeof store.list>[1]): Promise<Seen[]> {
  const rows = await store.list(base.db, { ...wanted, limit: wanted.limit + 1 });
  return rows.map((row) => seen(base, row));
}

export async function read(base: Base, number: string): Promise<Seen | undefined> {
  const row = await store.byNumber(base.db, number);
  return row && seen(base, row);
}

function seen(base: Base, row: store.PaperRow): Seen {
  const { id, number, staff_id, department_id, reason_code, printed_at, until_at } = row;
  const ended_at = row.used_at ?? row.voided_at ?? undefined;
  return {
    ...{ id, number, staff_id, department_id, reason_code, printed_at, until_at },
    state: stateOf(row, base.clock.now()),
    ...(ended_at && { ended_at }),
  };
}

/**
 * A paper that its owner does not want, signed in by what is there since `stands_since`. False when
 * none waits that is no older than that.
 */
export function voidByOwner(
  base: Base,
  { identity_id, stands_since: since }: { identity_id: string; stands_since: Date },
): Promise<boolean> {
  return transaction(base, async (base) => {
    const how = { at: base.clock.now(), reason: 'owner' } as const;
    const [id] = await store.voidOf(base.db, { identity_id, since }, how);
    if (!id) return false;
    await audit.append(base, {
      kind: 'paper.voided',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'paper', id },
      outcome: 'ok',
      detail: { reason: 'owner' },
    });
    return true;
  });
}

/** A paper that was lost, or given to the wrong hands. False when it opens nothing any more. */
export function voidByStaff(base: Base, { id, by }: { id: string; by: string }): Promise<boolean> {
  return transaction(base, async (base) => {
    const how = { at: base.clock.now(), reason: 'staff' } as const;
    if (!(await store.voidOne(base.db, id, how))) return false;
    await audit.append(base, {
      kind: 'paper.voided',
      actor: { kind: 'staff', id: by },
      object: { kind: 'paper', id },
      outcome: 'ok',
      detail: { reason: 'staff' },
    });
    return true;
  });
}
