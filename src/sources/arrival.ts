import { readAmr, readAttributes, readSubject } from './attributes.ts';
import type { Arrival, Caller } from './contract.ts';
import type { SourceRow } from './store.ts';

/** Who came, in our terms: the source's words cleaned, under its ceiling. */
export function arrivalOf(row: SourceRow, caller: Caller): Arrival {
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
