import type { Knex } from 'knex';
import { prepared } from '../db.ts';
import type { ContactRow, IdentifierRow, IdentityRow } from './store.ts';

export interface PersonRow extends IdentityRow {
  identifier: Pick<IdentifierRow, 'id' | 'type' | 'value_sealed'> | null;
  phone: (Pick<ContactRow, 'id' | 'value_sealed'> & { proved: boolean }) | null;
  email: (Pick<ContactRow, 'id' | 'value_sealed'> & { proved: boolean }) | null;
  level: number;
  level_at: Date | null;
}

/** All that claims are made of, as the CTE `person`, of one row. `order` ranks the types of documents. */
export function personPart(
  id: string,
  at: Date,
  order: readonly string[],
): { sql: string; bindings: unknown[] } {
  const contact = (
    kind: string,
  ) => `(select jsonb_build_object('id', c.id, 'value_sealed', c.value_sealed,
      'proved', c.proved_at is not null) from contacts c
    where c.identity_id = i.id and c.kind = '${kind}' and c.until_at is null and c.suspended_at is null
    order by c.proved_at desc nulls last, c.from_at desc limit 1)`;
  return {
    sql: `person as (select i.*, ${contact('phone')} as phone, ${contact('email')} as email,
       (select jsonb_build_object('id', n.id, 'type', n.type, 'value_sealed', n.value_sealed)
         from identifiers n
         where n.identity_id = i.id and n.standing = 'owned' and n.until_at is null
         order by array_position(?::text[], n.type), n.from_at desc limit 1) as identifier,
       coalesce(e.level, 0) as level, e.at as level_at
     from identities i
     left join lateral (select level, at from evidence
       where identity_id = i.id and revoked_at is null and at <= ?
         and (expires_at is null or expires_at > ?)
       order by level desc, at desc limit 1) e on true
     where i.id = ?)`,
    bindings: [order, at, at, id],
  };
}

export async function readPerson(
  db: Knex,
  part: { sql: string; bindings: unknown[] },
): Promise<PersonRow | undefined> {
  const { rows } = await prepared<PersonRow>(
    db,
    `with ${part.sql} select * from person`,
    part.bindings,
  );
  return rows[0];
}
