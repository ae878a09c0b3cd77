import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import { type TestClock, testClock } from './clock.ts';
import { databaseUrl } from './global-setup.ts';
import { testRing } from './ring.ts';

export interface FreshDatabase {
  base: Base;
  /** For a second pool, or another process. */
  url: string;
  clock: TestClock;
  drop(): Promise<void>;
}

/**
 * A database of one's own, cloned from the migrated template. `at` is where its clock stands
 * (MORNING unless told). `empty` gives one without any table.
 */
export async function freshDatabase(
  options: { at?: Date; poolMax?: number; empty?: boolean } = {},
): Promise<FreshDatabase> {
  const server = inject('databaseServer');
  const name = `songhua_test_${randomBytes(6).toString('hex')}`;
  const template = options.empty ? 'template1' : server.template;
  await asAdmin(`create database ${name} template ${template} strategy file_copy`);
  const url = databaseUrl(server.url, name);
  const db = connect(url, { poolMax: options.poolMax ?? 10, applicationName: 'songhua test' });
  const clock = testClock(options.at);
  return {
    base: { db, ring: testRing(), clock },
    url,
    clock,
    async drop() {
      await db.destroy();
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = connect(inject('databaseServer').url);
  try {
    await admin.raw(statement);
  } finally {
    await admin.destroy();
  }
}
