import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import { readAmr, readAttributes, readSubject } from './attributes.ts';
import * as breaker from './breaker.ts';
import type { Arrival, Caller, Source, Spoken } from './contract.ts';
import type { SourceRow } from './store.ts';

/**
 * Puts around a spoken protocol what every source has: the breaker, the ceiling, the cleaning of
 * claims, and that an answer is taken only by the source that was visited (mix-up). While the
 * source is waited for, no connection and no lock of the database is held.
 */
export function guarded(base: Base, row: SourceRow, spoken: Spoken): Source {
  if (spoken.kind === 'password') {
    return {
      kind: 'password',
      async verify(username, password) {
        await breaker.admit(base, row);
        const caller = await watched(base, row, 'sign_in', () => spoken.verify(username, password));
        return caller && arrivalOf(row, caller);
      },
    };
  }
  return {
    kind: 'redirect',
    async begin(start) {
      await breaker.admit(base, row);
      const { to, remember } = await watched(base, row, 'begin', () => spoken.begin(start));
      return { to, remember: { ...remember, source_id: row.id } };
    },
    async complete(answer, remembered) {
      const { source_id, ...kept } = remembered;
      if (source_id !== row.id) {
        throw new Refusal('sources.bad_answer', { words: { fault: 'answer of another source' } });
      }
      // Not admitted by the breaker: who comes back has been there, and is the best of all tries.
      const caller = await watched(base, row, 'sign_in', () => spoken.complete(answer, kept));
      return caller === 'cancelled' ? caller : arrivalOf(row, caller);
    },
  };
}

/** Only `sources.unavailable` counts against a source: anything else a browser could bring about. */
async function watched<T>(
  base: Base,
  row: SourceRow,
  step: breaker.Step,
  contact: () => Promise<T>,
) {
  let result: T;
  try {
    result = await contact();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'sources.unavailable') {
      const fault = String(error.detail.words?.['fault'] ?? 'unknown');
      await breaker.note(base, row, step, { ok: false, fault });
    }
    throw error;
  }
  // A cancelled visit says nothing of the token endpoint; it mends what a first contact would.
  await breaker.note(base, row, result === 'cancelled' ? 'begin' : step, { ok: true });
  return result;
}

function arrivalOf(row: SourceRow, caller: Caller): Arrival {
  return {
    source_id: row.id,
    subject: readSubject(caller.subject),
    attributes: readAttributes(caller),
    level: Math.min(row.ceiling, caller.asserted ?? row.ceiling),
    amr: readAmr(caller.amr),
    registration: row.registration,
    evidence_days: row.evidence_days,
    authority: row.department_code,
  };
}
