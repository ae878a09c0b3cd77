import type { Knex } from 'knex';

/** How it stands with each authority that checks people, over all nodes (ADR 0030). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table authority_health (
      method text primary key check (method in ('name_and_number', 'operator', 'face')),
      failures integer not null default 0,     -- in a row
      opened_until timestamptz,                -- breaker
      fault text,                              -- the last one, in a word
      failed_at timestamptz,
      answered_at timestamptz
    );
    insert into authority_health (method) values ('name_and_number'), ('operator'), ('face');
    -- Whose a telephone is, as a user name and as a hint.
    create index contacts_proved on contacts (kind, match_hash, proved_at)
      where proved_at is not null and until_at is null and suspended_at is null;
    create index contacts_proved_even on contacts (kind, match_hash_even, proved_at)
      where proved_at is not null and until_at is null and suspended_at is null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index contacts_proved, contacts_proved_even;
    drop table authority_health;
  `);
}
