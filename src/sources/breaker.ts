import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { Refusal } from '../errors.ts';
import { networkOf } from '../sessions/network.ts';
import * as store from './breaker-statement.ts';
import * as bulkhead from './bulkhead.ts';
import type { SourceRow } from './store.ts';
import { Unreadable } from './unreadable.ts';

/** So many failures in a row, and the source is not tried for a while. */
export const THRESHOLD = 3;
/**
 * What people's answers come to that cannot be read counts when so many meet it, from as many networks,
 * within this time, and nobody gets through between: then it is no longer one account's own.
 */
export const DOUBTERS = 5;
const DOUBT_MS = 10 * 60_000;
const FIRST_MS = 30_000;
const LONGEST_MS = 5 * 60_000;

/**
 * `begin` is the first contact (metadata, a form, a probe), `sign_in` a sign-in that went through. Once
 * a sign-in failed, only a sign-in mends: a metadata file that is served well proves no token endpoint.
 */
export type Step = 'begin' | 'sign_in';
export type Outcome = { ok: true } | { ok: false; fault: string };

/** What the picker shows. A breaker that has run out shows as ok: somebody must try. */
export const health = (row: Pick<SourceRow, 'opened_until'>, now: Date): 'ok' | 'down' =>
  row.opened_until && row.opened_until > now ? 'down' : 'ok';

/**
 * Lets a contact through, or refuses it at once with `sources.unavailable`. When the breaker has run
 * out, one caller over all nodes tries (half-open); the others are still refused. Where only a whole
 * sign-in mends, all who set out are let through: one of them need never come back, and would keep
 * the source shut for everybody.
 */
export async function admit(base: Base, row: SourceRow, step: Step): Promise<void> {
  if (!row.opened_until) return;
  const now = base.clock.now();
  const until = row.opened_until.getTime() - now.getTime();
  if (until > 0) throw refused(until);
  if (step === 'begin' && row.failed_step === 'sign_in') return;
  if (!(await store.claimTry(base, row.id, new Date(now.getTime() + FIRST_MS))))
    throw refused(FIRST_MS);
}

/**
 * Notes how a contact went. A success of a healthy source writes nothing; the breaker's opening and
 * closing are audit events in the same transaction. A probe opens it for less than the time to the
 * next one: whether people get through, only people can find out.
 */
export async function note(
  base: Base,
  row: SourceRow,
  step: Step,
  outcome: Outcome,
  { probed = false } = {},
): Promise<void> {
  if (!outcome.ok) return fail(base, row, { step, said: outcome.fault, probed });
  if (step === 'sign_in' && row.doubts > 0) await store.dropDoubts(base, row.id);
  const mends = step === 'sign_in' || row.failed_step === 'begin';
  if (row.failures === 0 || !mends) return;
  await transaction(base, async (base) => {
    const failures = await store.mend(base, row.id);
    if (failures >= THRESHOLD)
      await audit.append(base, event('source.recovered', row.id, { failures }));
  });
}

/**
 * Makes a contact in one of the source's places, and notes how it went. Only `sources.unavailable`
 * counts against a source at once, and Unreadable once several have met it (`address`: where the
 * browser is): anything else a browser could bring about. Throws `sources.busy` at once where the
 * source's places are taken.
 */
export async function watched<T>(
  base: Base,
  row: SourceRow,
  step: Step,
  contact: () => Promise<T>,
  address?: string,
): Promise<T> {
  let result: T;
  try {
    result = await bulkhead.within(row.id, step, contact);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'sources.unavailable') {
      const fault = String(error.detail.words?.['fault'] ?? 'unknown');
      await note(base, row, step, { ok: false, fault });
    }
    if (error instanceof Unreadable && address !== undefined)
      await doubt(base, row, { address, said: String(error.detail.words?.['fault']) });
    throw error;
  }
  // A browser can say by itself that somebody cancelled: that speaks neither for nor against the source.
  if (result !== 'cancelled') await note(base, row, step, { ok: true });
  return result;
}

/** One more has met what cannot be read; the last of several opens the breaker. */
function doubt(
  base: Base,
  row: SourceRow,
  { address, said }: { address: string; said: string },
): Promise<void> {
  const by = keyedHash(base.ring, 'network', `doubt ${row.id} ${networkOf(address)}`);
  return transaction(base, async (base) => {
    const since = new Date(base.clock.now().getTime() - DOUBT_MS);
    if ((await store.countDoubt(base, { id: row.id, by, since })) < DOUBTERS) return;
    await store.dropDoubts(base, row.id);
    await fail(base, row, { step: 'sign_in', said, probed: false, counts: THRESHOLD });
  });
}

interface Failure {
  step: Step;
  said: string;
  probed: boolean;
  /** As so many in a row at least. */
  counts?: number;
}

function fail(
  base: Base,
  { id, opened_until }: Pick<SourceRow, 'id' | 'opened_until'>,
  { step, said, probed, counts = 1 }: Failure,
): Promise<void> {
  const fault = `${step}: ${said}`.slice(0, 200);
  return transaction(base, async (base) => {
    const failures = await store.countFailure(base, { id, step, fault, counts });
    const now = base.clock.now();
    // Who comes back while it is open does not lengthen it.
    if (failures < THRESHOLD || (opened_until && opened_until > now)) return;
    const wait = probed ? FIRST_MS : Math.min(FIRST_MS * 2 ** (failures - THRESHOLD), LONGEST_MS);
    await store.openBreaker(base, id, new Date(now.getTime() + wait));
    if (failures > THRESHOLD) return;
    await audit.append(base, event('source.failing', id, { failures, fault }));
  });
}

const refused = (ms: number) =>
  new Refusal('sources.unavailable', {
    retry_after: Math.ceil(ms / 1000),
    words: { fault: 'breaker open' },
  });

const event = (
  kind: 'source.failing' | 'source.recovered',
  id: string,
  detail: Record<string, string | number>,
): audit.AuditEvent => ({
  kind,
  actor: { kind: 'system' },
  object: { kind: 'source', id },
  source_id: id,
  outcome: kind === 'source.failing' ? 'failed' : 'ok',
  detail,
});
