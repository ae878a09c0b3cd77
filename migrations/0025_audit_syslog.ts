import type { Knex } from 'knex';

/**
 * How it stands with a receiver of the trail: who sends to it just now, and since when it takes
 * nothing. How far it was told stands in the table since 0019.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table audit_receivers
      add leased_by text,
      add leased_until timestamptz,
      add failures int not null default 0,
      add failing_since timestamptz,
      add fault text,                          -- a word
      add try_at timestamptz,                  -- not before, after a failure
      add told_at timestamptz;                 -- when the trail was told that it fails
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    alter table audit_receivers
      drop leased_by, drop leased_until, drop failures, drop failing_since, drop fault, drop try_at,
      drop told_at;
  `);
}
