import type { Knex } from 'knex';

/** Runs of the acceptance robot go after half a year: those that ended are found by when (ADR 0042). */
export async function up(db: Knex): Promise<void> {
  await db.raw(
    'create index acceptance_runs_ended on acceptance_runs (ended_at) where ended_at is not null',
  );
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop index acceptance_runs_ended');
}
