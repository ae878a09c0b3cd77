import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { seal, open as unseal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { readSubject } from './attributes.ts';
import type { Arrival, Source } from './contract.ts';
import { type Compared, compared, lets } from './life.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';

/** A source before it is live: whose accounts try it, and what comparing gave. */

const place = (row: string) => ({ table: 'sources', column: 'testers', row });

/**
 * Names the accounts that a source in test lets in, all anew. Gives those that it let in until now:
 * the sessions that stand on them are the caller's to end, in the same transaction. Throws
 * `sources.bad_answer` for one that cannot be.
 */
export function nameTesters(
  base: Base,
  id: string,
  subjects: readonly string[],
  actor: audit.AuditEvent['actor'],
): Promise<string[]> {
  const named = [...new Set(subjects.map(readSubject))];
  return transaction(base, async (base) => {
    const before = await store.lock(base, id);
    if (!before) throw new Refusal('sources.unknown');
    const testers_sealed = seal(base.ring, place(id), JSON.stringify(named));
    await store.change(base, id, { testers_sealed });
    await audit.append(base, {
      kind: 'source.testers_named',
      actor,
      object: { kind: 'source', id },
      source_id: id,
      outcome: 'ok',
      detail: { named: named.length },
    });
    if (before.state !== 'test') return [];
    return testersOf(base, before).filter((subject) => !named.includes(subject));
  });
}

/** How many accounts try a source; never which. */
export const testersOf = (base: Base, row: Pick<SourceRow, 'id' | 'testers_sealed'>): string[] =>
  row.testers_sealed === null
    ? []
    : JSON.parse(unseal(base.ring, place(row.id), row.testers_sealed));

/** Turns away whose account is none of those that a source in test lets in, as they are named now. */
export function onlyTesters(
  base: Base,
  row: Pick<SourceRow, 'id' | 'state' | 'testers_sealed'>,
  subject: string | undefined,
): void {
  if (row.state === 'test' && !testersOf(base, row).includes(subject ?? ''))
    throw new Refusal('sources.in_test', { field: 'source' });
}

/** A source in test: who proved another account than those named is turned away. */
export function forTesters(base: Base, row: SourceRow, source: Source): Source {
  const only = <T>(came: T): T => {
    const arrival = came as Partial<Arrival>;
    if (arrival.subject !== undefined) onlyTesters(base, row, arrival.subject);
    return came;
  };
  return source.kind === 'password'
    ? { ...source, verify: async (...typed) => only(await source.verify(...typed)) }
    : { ...source, complete: async (...answer) => only(await source.complete(...answer)) };
}

/**
 * Counts what comparing one arrival gave. The trail has who asked for it, and not what it gave. Throws `sources.paused` when the
 * source has come to let nobody in meanwhile.
 */
export function noteCompared(
  base: Base,
  { source_id, identity_id, outcome }: Comparing,
): Promise<void> {
  return transaction(base, async (base) => {
    const row = await store.share(base, source_id);
    if (!row) throw new Refusal('sources.unknown');
    if (lets[row.state] === 'nobody') throw new Refusal('sources.paused');
    await store.countCompared(base, source_id, outcome);
    await audit.append(base, {
      kind: 'source.compared',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'source', id: source_id },
      source_id,
      outcome: 'ok',
    });
  });
}

interface Comparing {
  source_id: string;
  /** Who is signed in. */
  identity_id: string;
  outcome: Compared;
}

/** How often each came about since the source was last in shadow. */
export async function comparedSoFar(base: Base, id: string): Promise<Record<Compared, number>> {
  const counts = await store.comparedOf(base, id);
  const of = (outcome: Compared) => counts.find((one) => one.outcome === outcome)?.count ?? 0;
  return Object.fromEntries(compared.map((one) => [one, of(one)])) as Record<Compared, number>;
}
