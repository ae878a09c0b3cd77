import type { Base } from '../base.ts';
import * as holdings from '../identities/holdings.ts';
import { type Announcement, announce } from '../outbox/subscriptions.ts';
import * as sessions from '../sessions/sessions.ts';
import { type Applicant, counterText } from './applicant.ts';
import { COUNTER_LEVEL } from './listing.ts';
import { publicId } from './public-ids.ts';
import { openCounter } from './sealed.ts';
import type { RecordRow } from './store.ts';

type Counter = NonNullable<Applicant['counter']>;

/**
 * Tells the clients where a person has been that a case of theirs changed; also where it was theirs
 * until now. Whoever owns the number and name of a counter case counts from the level on at which it
 * is shown. In the transaction of the change, a few statements for any number of cases.
 */
export async function tell(
  base: Base,
  changes: readonly { before: RecordRow; after: RecordRow }[],
): Promise<void> {
  const concerned: { identity_id: string; record_id: string }[] = [];
  const counters: { counter: Counter; record_id: string }[] = [];
  const now = base.clock.now();
  for (const { before, after } of changes) {
    if (!after.opened_at) continue;
    for (const { id, identity_id, applicant_sealed } of distinct(before, after)) {
      if (identity_id !== null) concerned.push({ identity_id, record_id: id });
      const counter =
        applicant_sealed === null ? undefined : openCounter(base.ring, id, applicant_sealed, now);
      if (counter) counters.push({ counter, record_id: id });
    }
  }
  if (counters.length > 0) concerned.push(...(await attached(base, counters)));
  if (concerned.length === 0) return;
  const ids = [...new Set(concerned.map(({ identity_id }) => identity_id))];
  const clients = await sessions.clientsOfMany(base, ids);
  await announce(
    base,
    concerned.flatMap(({ identity_id, record_id }): Announcement[] => {
      const client_ids = clients.get(identity_id) ?? [];
      const object = { record_id: publicId(base.ring, record_id) };
      return client_ids.length > 0
        ? [{ kind: 'records.changed', identity_id, object, client_ids }]
        : [];
    }),
  );
}

/** Once where the applicant is still the same. */
const distinct = (before: RecordRow, after: RecordRow): RecordRow[] =>
  before.decided.concerned === undefined || before.decided.concerned === after.decided.concerned
    ? [after]
    : [before, after];

async function attached(
  base: Base,
  counters: readonly { counter: Counter; record_id: string }[],
): Promise<{ identity_id: string; record_id: string }[]> {
  const held = await holdings.holders(
    base,
    counters.map(({ counter }) => counter.identifier),
  );
  const holders = new Map(
    held
      .filter(({ level }) => level >= COUNTER_LEVEL)
      .map((one) => [counterText(one.identifier, one.name_key), one.identity_id]),
  );
  return counters.flatMap(({ counter, record_id }) => {
    const identity_id = holders.get(counterText(counter.identifier, counter.name_key));
    return identity_id === undefined ? [] : [{ identity_id, record_id }];
  });
}
