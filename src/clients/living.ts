import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { about, held } from './drafting.ts';
import { becomes } from './life.ts';
import * as news from './news.ts';
import * as store from './store.ts';
import { move, next } from './submitting.ts';

/** A client from the day it goes live: it is stopped, goes on, and is looked at every year. */

type Actor = audit.AuditEvent['actor'];

const YEAR_MS = 365 * 24 * 3_600_000;

export const nextReview = (base: Pick<Base, 'clock'>): Date =>
  new Date(base.clock.now().getTime() + YEAR_MS);

/**
 * The owner opens an approved client to people. Throws `clients.wrong_state`,
 * `clients.no_credentials` where nothing would let it get a token.
 */
export function goLive(base: Base, id: string, actor: Actor): Promise<void> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const to = next(row, 'go_live');
    // Keys of its own are part of its registration; whoever has none shows none.
    const secret = row.auth_method.startsWith('client_secret_');
    if (secret && (await store.secretDates(base, id)).length === 0)
      throw new Refusal('clients.no_credentials');
    await store.change(base, id, { review_due_at: nextReview(base), review_reminded: null });
    await move(base, row, to);
    await audit.append(base, { ...about(id, actor), kind: 'client.went_live' });
  });
}

/**
 * Stops a client: nobody is let in there any more, its tokens are refused, it is told of no more
 * changes. Sessions and records stay. False when it is not live.
 */
export const suspend = (
  base: Base,
  id: string,
  actor: Actor = { kind: 'system' },
): Promise<boolean> => switched(base, id, { act: 'suspend', kind: 'client.suspended', actor });

/** Lets people in again; false when it is not suspended. */
export const resume = (base: Base, id: string, actor: Actor): Promise<boolean> =>
  switched(base, id, { act: 'resume', kind: 'client.resumed', actor });

function switched(
  base: Base,
  id: string,
  {
    act,
    kind,
    actor,
  }: {
    act: 'suspend' | 'resume';
    kind: 'client.suspended' | 'client.resumed';
    actor: Actor;
  },
): Promise<boolean> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const to = becomes(row.state, act);
    if (!to) return false;
    if (act === 'resume') await news.note(base, id, 'resumed', row.state_at ?? base.clock.now());
    await move(base, row, to);
    await audit.append(base, { ...about(id, actor), kind });
    return true;
  });
}

/**
 * Its owner says that it is still what was approved, and who answers for it; the next review is in a
 * year. Throws `clients.wrong_state` of one that is not live or suspended.
 */
export function review(base: Base, id: string, actor: Actor): Promise<void> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    if (row.state !== 'live' && row.state !== 'suspended') throw new Refusal('clients.wrong_state');
    await store.change(base, id, {
      reviewed_at: base.clock.now(),
      review_due_at: nextReview(base),
      review_reminded: null,
    });
    await audit.append(base, { ...about(id, actor), kind: 'client.reviewed' });
  });
}
