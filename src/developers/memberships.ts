import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { addressIn } from './addresses.ts';
import * as developers from './developers-store.ts';
import * as store from './memberships-store.ts';

/** A developer of a department, for whoever looks after that. */
export interface Membership {
  id: string;
  developer_id: string;
  address: string;
  department_id: string;
  began_at: Date;
}

/** The developers of some departments, from after one of them. */
export async function membersOf(
  base: Base,
  department_ids: readonly string[] | 'all',
  page: { limit: number; after?: string | undefined },
): Promise<Membership[]> {
  return opened(base, await store.listed(base.db, department_ids, page));
}

async function opened(base: Base, rows: readonly store.MembershipRow[]): Promise<Membership[]> {
  const people = await developers.byIds(base.db, [...new Set(rows.map((row) => row.developer_id))]);
  const known = new Map(people.map((row) => [row.id, addressIn(base, row)]));
  return rows.map(({ id, developer_id, department_id, began_at }) => ({
    ...{ id, developer_id, department_id, began_at },
    address: known.get(developer_id) ?? '',
  }));
}

/** A membership that lasts; undefined when there is none. */
export async function membership(base: Base, id: string): Promise<Membership | undefined> {
  const row = await store.byId(base.db, id);
  return row && row.ended_at === null ? (await opened(base, [row]))[0] : undefined;
}

/**
 * Ends a membership: from its person's next request on, they see nothing of that department. What they
 * made stays the department's. False when it had ended.
 */
export const endMembership = (
  base: Base,
  { id, by }: { id: string; by: string },
): Promise<boolean> => end(base, { id }, { kind: 'staff', id: by });

/** A developer leaves a department. False when they were not of it. */
export const leave = (
  base: Base,
  { developer_id, department_id }: { developer_id: string; department_id: string },
): Promise<boolean> =>
  end(base, { developer_id, department_id }, { kind: 'developer', id: developer_id });

function end(
  base: Base,
  which: Parameters<typeof store.end>[1],
  actor: { kind: 'staff' | 'developer'; id: string },
): Promise<boolean> {
  return transaction(base, async (base) => {
    const ended = await store.end(base.db, which, {
      ended_at: base.clock.now(),
      ended_by: actor.kind === 'staff' ? actor.id : null,
    });
    if (!ended) return false;
    await audit.append(base, {
      kind: 'developer.membership_ended',
      actor,
      object: { kind: 'developer', id: ended.developer_id },
      outcome: 'ok',
      detail: { department: ended.department_id },
    });
    return true;
  });
}
