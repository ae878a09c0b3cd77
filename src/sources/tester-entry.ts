import type { AuditEvent } from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { changedAlone } from './editing.ts';
import * as store from './store.ts';
import { nameTesters, testersOf } from './testing.ts';

/**
 * The account that somebody of the staff has just looked at, so that they name it as a tester without
 * ever reading its key: sealed for that source and that staff session, good for half an hour, once.
 */

const TTL = 30 * 60_000;

interface Whose {
  source_id: string;
  staff_session_id: string;
}

const place = ({ source_id, staff_session_id }: Whose) => ({
  table: 'previewed_accounts',
  column: 'subject',
  row: `${source_id} ${staff_session_id}`,
});

/** Stands in the page with the result of a preview. */
export const sealTester = (base: Base, whose: Whose, subject: string): string =>
  seal(
    base.ring,
    place(whose),
    JSON.stringify({ subject, until: base.clock.now().getTime() + TTL }),
  );

/**
 * Names the account beside those that were named; false when it was named already. Throws
 * `sources.preview_over` for what is of another session or source, too old or used before, and
 * `sources.no_such_step` for a source that no tester comes in through.
 */
export function addTester(
  base: Base,
  whose: Whose,
  entry: string,
  actor: AuditEvent['actor'],
): Promise<boolean> {
  const { subject, until } = opened(base, whose, entry);
  const { source_id } = whose;
  return transaction(base, async (base) => {
    const row = await store.lock(base, source_id);
    if (!row) throw new Refusal('sources.unknown');
    if (!changedAlone(row.state)) throw new Refusal('sources.no_such_step');
    const key = keyedHash(base.ring, 'artefact', `tester ${source_id} ${entry}`);
    if (!(await store.once(base, { source_id, key, until: new Date(until) })))
      throw new Refusal('sources.preview_over');
    const named = testersOf(base, row);
    if (named.includes(subject)) return false;
    await nameTesters(base, source_id, [...named, subject], actor);
    return true;
  });
}

function opened(base: Base, whose: Whose, entry: string): { subject: string; until: number } {
  let found: { subject: string; until: number };
  try {
    found = JSON.parse(open(base.ring, place(whose), entry));
  } catch (cause) {
    throw new Refusal('sources.preview_over', { cause });
  }
  if (found.until < base.clock.now().getTime()) throw new Refusal('sources.preview_over');
  return found;
}
