import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { type State, states } from './life.ts';
import * as listing from './listing-statement.ts';

/** How far the applications of one department are. */
export interface Progress {
  department_id: string;
  code: string;
  names: departments.Words;
  counts: Record<State, number>;
}

/** A page of the departments that have applications within a scope, from after one of them. */
export async function progress(
  base: Base,
  scope: listing.Scope,
  page: { limit: number; after?: string | undefined },
): Promise<Progress[]> {
  const found = await listing.progress(base, scope, page);
  const named = await departments.named(
    base,
    found.map(({ department_id }) => department_id),
  );
  return found.flatMap(({ department_id, counts }) => {
    const department = named.get(department_id);
    if (!department) return [];
    const { code, names } = department;
    return [{ department_id, code, names, counts: { ...none(), ...counts } }];
  });
}

/** How many clients there are in each state: all states, those with none too. */
export async function countByState(base: Base): Promise<Record<State, number>> {
  const found = await listing.byState(base);
  return { ...none(), ...Object.fromEntries(found.map(({ state, count }) => [state, count])) };
}

const none = () =>
  Object.fromEntries(states.map((state) => [state, 0])) as unknown as Record<State, number>;
