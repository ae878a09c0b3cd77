import type { Knex } from 'knex';

/** Wrong tries and other counted acts, by keyed hash (rate-limiter-flexible's table, made here so that the product's role needs no DDL). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table tries (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table tries');
}
