import type { Knex } from 'knex';

/**
 * In which browser a session began, as the keyed hash of http/browser.ts: who signs out there signs out of
 * all that they began there (ADR 0053). Absent: a machine's, or one that an older node began.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw('alter table sessions add column browser text');
}

export async function down(db: Knex): Promise<void> {
  await db.raw('alter table sessions drop column browser');
}
