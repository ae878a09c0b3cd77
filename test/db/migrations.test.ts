import { afterEach, expect, test } from 'vitest';
import { connect, migrate, migrations } from '../../src/db.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let fresh: FreshDatabase | undefined;
afterEach(() => fresh?.drop());

const schema = async ({ base }: FreshDatabase): Promise<string[]> => {
  const { rows } = await base.db.raw(`
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line
    from information_schema.columns where table_schema = 'public' and table_name not like 'knex%'
    union all select indexdef from pg_indexes where schemaname = 'public' and tablename not like 'knex%'
    union all select proname from pg_proc where pronamespace = 'public'::regnamespace
    order by 1`);
  return rows.map(({ line }: { line: string }) => line);
};

test('the schema goes up, down to nothing, and up again to the same', async () => {
  fresh = await freshDatabase({ empty: true });
  const names = await migrate(fresh.base.db);
  expect(names[0]).toBe('0001_ground');
  expect(names.every((name) => /^\d{4}_[a-z_]+$/.test(name))).toBe(true);
  const first = await schema(fresh);
  expect(first.length).toBeGreaterThan(100);
  await fresh.base.db.migrate.rollback(migrations, true);
  expect(await schema(fresh)).toEqual([]);
  expect(await migrate(fresh.base.db)).toEqual(names);
  expect(await schema(fresh)).toEqual(first);
});

/** Those up to it were written for tables that were empty, or nearly. */
const LAST_OF_FEW_ROWS = '0057_old_acceptance_runs';

test('a check that is new on a table that stands is asked of new rows only: nobody waits while the others are read', async () => {
  fresh = await freshDatabase({ empty: true });
  const { db } = fresh.base;
  /** The checks of each table for which all of its rows were read; one that is made anew is another one. */
  const read = async () => {
    const { rows } = await db.raw(`select relname as name, array(select conname || ' ' || oid
        from pg_constraint where conrelid = c.oid and contype = 'c' and convalidated) as checks
      from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace`);
    return rows as { name: string; checks: string[] }[];
  };
  const reading: string[] = [];
  for (;;) {
    const before = new Map((await read()).map(({ name, checks }) => [name, checks]));
    const [, [migration]] = await db.migrate.up(migrations);
    if (migration === undefined) break;
    if (migration <= LAST_OF_FEW_ROWS) continue;
    for (const { name, checks } of await read())
      for (const check of checks)
        if (before.get(name)?.includes(check) === false) reading.push(`${migration} ${check}`);
  }
  expect(reading).toEqual([]);
});

test('of two nodes that migrate at once, one works and the other finds it done', async () => {
  fresh = await freshDatabase({ empty: true });
  const second = connect(fresh.url);
  const runs = await Promise.all([migrate(fresh.base.db), migrate(second)]);
  await second.destroy();
  expect(runs.map((names) => names.length > 0).sort()).toEqual([false, true]);
});

test('a node that died while it migrated does not lock the others out', async () => {
  fresh = await freshDatabase();
  await fresh.base.db.raw('update knex_migrations_lock set is_locked = 1');
  expect(await migrate(fresh.base.db)).toEqual([]);
});

test('an older node starts on a schema that is newer than it knows', async () => {
  fresh = await freshDatabase();
  await fresh.base.db.raw(
    "insert into knex_migrations (name, batch, migration_time) values ('9999_later', 9, now())",
  );
  expect(await migrate(fresh.base.db)).toEqual([]);
});
