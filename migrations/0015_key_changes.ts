import type { Knex } from 'knex';

/**
 * Changing keys while the gateway runs (ADR 0014). Odd versions of a hash keep their columns, even
 * ones get columns beside them, each under its own unique index; what a version that is not written
 * would hold is null. How far a change has come is kept, so that a killed command goes on.
 */
const hashed = [
  ['identities', 'name_hash'],
  ['identifiers', 'match_hash'],
  ['contacts', 'match_hash'],
  ['links', 'subject_hash'],
  ['credentials', 'login_name_hash'],
] as const;

/** They said that a hash is always there; while only even versions are written, it is not. */
const required = new Set(['match_hash', 'subject_hash']);

export async function up(db: Knex): Promise<void> {
  for (const [table, column] of hashed)
    await db.raw(`
      alter table ${table}
        add ${column}_even text,
        add match_version_even integer,
        ${required.has(column) ? `alter ${column} drop not null,` : ''}
        alter match_version drop not null;
    `);
  await db.raw(`
    create unique index identifiers_owned_even on identifiers (type, match_hash_even)
      where standing = 'owned' and until_at is null and match_hash_even is not null;
    create index identifiers_match_even on identifiers (type, match_hash_even)
      where match_hash_even is not null;
    create index contacts_match_even on contacts (kind, match_hash_even)
      where match_hash_even is not null;
    create unique index links_current_even on links (source_id, subject_hash_even)
      where ended_at is null and subject_hash_even is not null;
    create unique index credentials_login_name_even on credentials (login_name_hash_even)
      where ended_at is null and login_name_hash_even is not null;

    create table match_versions (              -- by which every row can be found
      version integer primary key,
      complete_at timestamptz not null
    );
    insert into match_versions values (1, now());

    create table key_changes (                 -- how far a command has come
      work text not null check (work in ('reseal', 'fill', 'clear')),
      under text not null,                     -- the key id, or the version
      table_name text not null,
      after_id text,                           -- the last row of the last batch of this round
      done bigint not null default 0,
      began_at timestamptz not null,
      batch_at timestamptz not null,
      primary key (work, under, table_name)
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table key_changes, match_versions');
  for (const [table, column] of hashed)
    await db.raw(`
      alter table ${table}
        drop ${column}_even,
        drop match_version_even,
        ${required.has(column) ? `alter ${column} set not null,` : ''}
        alter match_version set not null;
    `);
}
