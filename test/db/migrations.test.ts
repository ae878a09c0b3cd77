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
