import type { Knex } from 'knex';

/** What every node polls, and the tree of regions and departments that all else hangs on. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table config_version (
      singleton boolean primary key default true check (singleton),
      version bigint not null default 1
    );
    insert into config_version default values;

    create table departments (
      id uuid primary key,
      code text not null unique,               -- our own node code; never reused
      parent_id uuid references departments,
      kind text not null check (kind in ('region', 'department')),
      names jsonb not null,                    -- {"zh-CN", "ko", "en"}
      gb_code text,                            -- GB/T 2260, where there is one
      position integer not null default 0,
      created_at timestamptz not null
    );
    create index departments_parent on departments (parent_id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table departments, config_version');
}
