import type { KeyRing } from '../crypto/ring.ts';
import type { Applicant } from './applicant.ts';
import { type Entry, plainParts } from './fold.ts';
import { sealApplicant, sealStatus } from './sealed.ts';
import type { Decisions, RecordRow } from './store.ts';

/**
 * Between the entry that is folded and the row that is kept. What is sealed is not opened for that:
 * a part that no new event decided stays as it stands, and has no value in the entry.
 */
export type OpenEntry = Entry<Applicant | undefined>;

export function entryOf(row: RecordRow): OpenEntry {
  const { decided } = row;
  const entry: OpenEntry = {};
  if (row.opened_at) entry.opened_at = row.opened_at;
  if (decided.shown !== undefined && row.state !== null && row.state_at !== null) {
    const value = { state: row.state, status_text: '', at: row.state_at };
    entry.shown = { value, by: decided.shown };
  }
  for (const part of plainParts) {
    const [value, by] = [row[part], decided[part]];
    if (value !== null && by !== undefined) entry[part] = { value, by } as never;
  }
  if (decided.concerned !== undefined)
    entry.concerned = { value: undefined, by: decided.concerned };
  if (decided.accepted_person !== undefined) {
    entry.accepted_for = {
      person: decided.accepted_person,
      organisation: decided.accepted_organisation ?? '',
    };
  }
  return entry;
}

export function rowOf(ring: KeyRing, row: RecordRow, entry: OpenEntry, at: Date): RecordRow {
  const { shown, concerned, accepted_for } = entry;
  const decided: Decisions = {
    ...(shown && { shown: shown.by }),
    ...(concerned && { concerned: concerned.by }),
    ...Object.fromEntries(
      plainParts.flatMap((part) => {
        const by = entry[part]?.by;
        return by === undefined ? [] : [[part, by]];
      }),
    ),
    ...(accepted_for && {
      accepted_person: accepted_for.person,
      accepted_organisation: accepted_for.organisation,
    }),
  };
  return {
    ...row,
    ...(concerned?.value && sealApplicant(ring, row.id, concerned.value)),
    ...(shown &&
      shown.by !== row.decided.shown && {
        state: shown.value.state,
        state_at: shown.value.at,
        status_sealed: sealStatus(ring, row.id, shown.value.status_text),
      }),
    matter_code: entry.matter_code?.value ?? null,
    matter_name: entry.matter_name?.value ?? null,
    area_code: entry.area_code?.value ?? null,
    promised_at: entry.promised_at?.value ?? null,
    deep_link: entry.deep_link?.value ?? null,
    opened_at: entry.opened_at ?? null,
    decided,
    updated_at: at,
  };
}
