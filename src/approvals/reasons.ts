import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';

/** Why somebody asked, decided, or judged: their own words, sealed, since they may name a person. */
type Column = 'reason_sealed' | 'verdict_reason_sealed' | 'review_reason_sealed';

export const SHORTEST = 4;
export const LONGEST = 500;

const place = (row: string, column: Column) => ({ table: 'approvals', column, row });

/** Throws `http.bad_input` with the field when it says nothing, or a whole letter. */
export function sealed(base: Base, id: string, column: Column, reason: string): string {
  const text = reason.replaceAll('\0', '').trim();
  const length = [...text].length;
  if (length < SHORTEST || length > LONGEST)
    throw new Refusal('http.bad_input', { field: 'reason' });
  return seal(base.ring, place(id, column), text);
}

export const opened = (
  base: Pick<Base, 'ring'>,
  id: string,
  column: Column,
  value: string | null,
): string | undefined => (value === null ? undefined : open(base.ring, place(id, column), value));
