import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import { arrivalOf } from './arrival.ts';
import * as breaker from './breaker.ts';
import type { Source, Spoken } from './contract.ts';
import type { SourceRow } from './store.ts';
import { boundAt, typedAt } from './typed.ts';

/**
 * Puts around a spoken protocol what every source has: the breaker, the ceiling, the cleaning of
 * claims, and that an answer is taken only by the source that was visited (mix-up). While the
 * source is waited for, no connection and no lock of the database is held.
 */
export function guarded(base: Base, row: SourceRow, spoken: Spoken): Source {
  if (spoken.kind === 'table') return typedAt(base, row, spoken);
  if (spoken.kind === 'bind') return boundAt(base, row, spoken);
  return {
    kind: 'redirect',
    async begin(start) {
      await breaker.admit(base, row, 'begin');
      const { to, remember } = await breaker.watched(base, row, 'begin', () => spoken.begin(start));
      return { to, remember: { ...remember, source_id: row.id } };
    },
    async complete(answer, remembered, address) {
      const { source_id, ...kept } = remembered;
      if (source_id !== row.id) {
        throw new Refusal('sources.bad_answer', { words: { fault: 'answer of another source' } });
      }
      // Not admitted by the breaker: who comes back has been there, and is the best of all tries.
      const contact = () => spoken.complete(answer, kept);
      const caller = await breaker.watched(base, row, 'sign_in', contact, address);
      return caller === 'cancelled' ? caller : arrivalOf(row, caller);
    },
  };
}
