import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import type { At } from './at.ts';

/** What was begun on a page and is finished by its form: sealed for this session, good for half an hour. */
export interface Entry {
  /** The id that the factor will have. */
  id: string;
  /** Of an app. */
  secret?: string;
  /** What a passkey is to answer. */
  challenge?: string;
}

const TTL = 30 * 60_000;

const place = ({ session }: At) => ({
  table: 'factor_entries',
  column: 'entry',
  row: session.session_id,
});

export const sealEntry = (at: At, entry: Entry): string =>
  seal(
    at.needs.base.ring,
    place(at),
    JSON.stringify({ ...entry, until: at.needs.base.clock.now().getTime() + TTL }),
  );

/** Throws `credentials.entry_over` for what is of another session, too old, or nothing of ours. */
export function openEntry(at: At, text: string): Entry {
  let found: Entry & { until: number };
  try {
    found = JSON.parse(open(at.needs.base.ring, place(at), text));
  } catch (cause) {
    throw new Refusal('credentials.entry_over', { cause });
  }
  if (found.until < at.needs.base.clock.now().getTime())
    throw new Refusal('credentials.entry_over');
  return found;
}
