import type { Knex } from 'knex';

/** Passwords that came from departments' tables: our own hash of each, until the cut-over and after. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table carried_passwords (
      id uuid primary key,
      source_id text not null,
      subject_hash text,                       -- odd versions of the match key, even ones beside
      subject_hash_even text,
      match_version integer,
      match_version_even integer,
      subject_sealed text not null,
      secret text not null,                    -- argon2id in PHC form
      own boolean not null,                    -- set here by the person: the department's counts no more
      made_from text,                          -- keyed hash of the department's hash that it stands on
      made_at timestamptz not null,
      check (own = (made_from is null))
    );
    create unique index carried_passwords_subject on carried_passwords (source_id, subject_hash)
      where subject_hash is not null;
    create unique index carried_passwords_subject_even on carried_passwords (source_id, subject_hash_even)
      where subject_hash_even is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table carried_passwords');
}
