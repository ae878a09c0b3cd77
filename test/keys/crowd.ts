import type { Base } from '../../src/base.ts';
import { hashColumns, hashes } from '../../src/crypto/hash.ts';
import { newId } from '../../src/crypto/ids.ts';
import { seal } from '../../src/crypto/seal.ts';
import { number } from '../identities/people.ts';

/** Thousands of people at once, as arrivals would have left them: a name, a number and a link each. */
export async function crowd(base: Base, count: number): Promise<string[]> {
  const { db, ring, clock } = base;
  const at = clock.now();
  const ids: string[] = [];
  const rows = { identities: [] as object[], identifiers: [] as object[], links: [] as object[] };
  const sealed = (table: string, column: string, row: string, text: string) =>
    seal(ring, { table, column, row }, text);
  for (let n = 0; n < count; n += 1) {
    const [identity_id, identifier_id, link_id] = [newId(clock), newId(clock), newId(clock)];
    const value = number();
    ids.push(identity_id);
    rows.identities.push({
      id: identity_id,
      kind: 'person',
      name_sealed: sealed('identities', 'name_sealed', identity_id, '王测试'),
      ...hashColumns(ring, 'name_hash', hashes(ring, 'name', '王测试')),
      created_at: at,
      updated_at: at,
    });
    rows.identifiers.push({
      id: identifier_id,
      identity_id,
      type: 'resident_id',
      value_sealed: sealed('identifiers', 'value_sealed', identifier_id, value),
      ...hashColumns(ring, 'match_hash', hashes(ring, 'identifier', `resident_id\u0000${value}`)),
      standing: 'owned',
      source_id: 'gjj',
      from_at: at,
    });
    rows.links.push({
      id: link_id,
      source_id: 'gjj',
      ...hashColumns(
        ring,
        'subject_hash',
        hashes(ring, 'subject-at-source', `gjj\u0000crowd ${value}`),
      ),
      subject_sealed: sealed('links', 'subject_sealed', link_id, `crowd ${value}`),
      identity_id,
      bound_level: 3,
      outcome: 'created',
      reason: 'first_arrival',
      linked_at: at,
      last_used_at: at,
    });
  }
  for (const [table, all] of Object.entries(rows)) await db.batchInsert(table, all as never, 500);
  return ids;
}
