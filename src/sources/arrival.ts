import { readAmr, readAttributes, readSubject } from './attributes.ts';
import type { Arrival, Caller } from './contract.ts';
import { assertedLevel } from './mapping.ts';
import { rulesOf } from './policy.ts';
import { mappingOf } from './registration.ts';
import type { SourceRow } from './store.ts';

/** Who came, in our terms: the source's words cleaned, under its ceiling. */
export function arrivalOf(row: SourceRow, caller: Caller): Arrival {
  const mapping = mappingOf(row);
  return {
    source_id: row.id,
    subject: readSubject(caller.subject),
    attributes: readAttributes(mapping, caller),
    level: Math.min(row.ceiling, assertedLevel(mapping, caller) ?? row.ceiling),
    amr: readAmr(caller.amr),
    registration: row.registration,
    evidence_days: row.evidence_days,
    authority: row.department_code,
    rules: rulesOf(row),
    ...(caller.session !== undefined && { session: caller.session }),
  };
}

/** The same arrival under its source's rules as they stand by now: some time may lie between. */
export const underRules = (row: SourceRow, arrival: Arrival): Arrival => ({
  ...arrival,
  level: Math.min(row.ceiling, arrival.level),
  registration: row.registration,
  rules: rulesOf(row),
});
