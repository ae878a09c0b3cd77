import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import type { State } from './life.ts';
import type { ClientRow } from './store.ts';

/** Lists and counts of clients: by a scope, by department, by state, by what their review waits for. */

export interface Scope {
  department_ids: readonly string[] | 'all';
  client_ids: readonly string[];
}

function within<Query extends Knex.QueryBuilder>(query: Query, scope: Scope): Query {
  const { department_ids, client_ids } = scope;
  if (department_ids !== 'all')
    query.where((seen) =>
      seen.whereIn('department_id', [...department_ids]).orWhereIn('id', [...client_ids]),
    );
  return query;
}

/** By id; `named` is a part of the id or of a name in any language. */
export function listed(
  { db }: Base,
  scope: Scope,
  page: {
    limit: number;
    after?: string | undefined;
    named?: string | undefined;
    state?: State | undefined;
    department_id?: string | undefined;
    /** Whose yearly review was due by then, and is not over with their end. */
    due_by?: Date | undefined;
  },
): Promise<ClientRow[]> {
  const query = within(db<ClientRow>('clients').orderBy('id').limit(page.limit), scope);
  if (page.after) query.where('id', '>', page.after);
  if (page.state) query.where({ state: page.state });
  if (page.department_id) query.where({ department_id: page.department_id });
  if (page.due_by)
    query
      .where('review_due_at', '<=', page.due_by)
      .whereIn('state', ['live', 'suspended'])
      .whereNull('ends_at');
  if (page.named) {
    const part = `%${page.named.replace(/[\\%_]/g, '\\$&')}%`;
    query.where((either) =>
      either.whereRaw('id ilike ?', [part]).orWhereRaw('names::text ilike ?', [part]),
    );
  }
  return query as unknown as Promise<ClientRow[]>;
}

/** How many clients of each department are in each state, from after one department in the order of ids. */
export async function progress(
  { db }: Base,
  scope: Scope,
  page: { limit: number; after?: string | undefined },
): Promise<{ department_id: string; counts: Record<string, number> }[]> {
  const few = within(db('clients').distinct('department_id'), scope)
    .orderBy('department_id')
    .limit(page.limit);
  if (page.after) few.where('department_id', '>', page.after);
  const ids: string[] = (await few).map(({ department_id }) => department_id);
  const rows: { department_id: string; state: State; count: string }[] = await within(
    db('clients').select('department_id', 'state').count({ count: '*' }),
    scope,
  )
    .whereIn('department_id', ids)
    .groupBy('department_id', 'state');
  return ids.map((department_id) => ({
    department_id,
    counts: Object.fromEntries(
      rows
        .filter((row) => row.department_id === department_id)
        .map(({ state, count }) => [state, Number(count)]),
    ),
  }));
}

/** How many clients are in each state, over all departments. */
export async function byState({ db }: Base): Promise<{ state: State; count: number }[]> {
  const rows: { state: State; count: string }[] = await db('clients')
    .select('state')
    .count({ count: '*' })
    .groupBy('state');
  return rows.map(({ state, count }) => ({ state, count: Number(count) }));
}

/**
 * The next one of whose review nobody was reminded at one of these stages (days before it is due, or
 * negative: after), the farthest first; held, and of several nodes each gets another.
 */
export const nextReview = (
  { db, clock }: Base,
  stages: readonly number[],
): Promise<ClientRow | undefined> =>
  db<ClientRow>('clients')
    .whereIn('state', ['live', 'suspended'])
    .whereNull('ends_at')
    .where((any) => {
      for (const days of stages)
        any.orWhere((one) =>
          one
            .where('review_due_at', '<=', new Date(clock.now().getTime() + days * 86_400_000))
            .where((earlier) =>
              earlier.whereNull('review_reminded').orWhere('review_reminded', '>', days),
            ),
        );
    })
    .orderBy('review_due_at')
    .forUpdate()
    .skipLocked()
    .first();
