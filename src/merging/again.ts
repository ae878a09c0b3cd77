import type { Base } from '../base.ts';

const ATTEMPTS = 5;
/** Two waited for one another, or something was attached in between. */
const AGAIN = new Set(['40P01', '40001']);

/**
 * Works in a transaction, or in a savepoint of the open one: what stands in the way of others for a
 * moment (a sign-in that holds a password while it waits for the identity) is let go and tried anew.
 */
export async function again<T>(base: Base, work: (base: Base) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await base.db.transaction((db) => work({ ...base, db }));
    } catch (fault) {
      if (attempt === ATTEMPTS || !AGAIN.has((fault as { code?: string }).code ?? '')) throw fault;
    }
  }
}
