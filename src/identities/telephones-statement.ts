import type { Base } from '../base.ts';
import { hashColumn } from '../crypto/hash.ts';

/** Who has proved a telephone that still counts, the last one first. */
export async function provedPhone({ db, ring }: Base, match_hash: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select i.id from contacts c join identities i on i.id = c.identity_id
     where c.kind = 'phone' and c.${hashColumn(ring, 'match_hash')} = ? and c.proved_at is not null
       and c.until_at is null and c.suspended_at is null and i.state <> 'absorbed'
     order by c.proved_at desc, c.id desc limit 5`,
    [match_hash],
  );
  return rows.map(({ id }) => id);
}
