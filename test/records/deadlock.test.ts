import { afterAll, beforeAll, expect, it } from 'vitest';
import * as records from '../../src/records/records.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { department, event, person, subOf } from './desk.ts';

let data: FreshDatabase;
beforeAll(async () => {
  data = await freshDatabase();
});
afterAll(() => data?.drop());

it('a batch that met a sign-in crosswise is taken all the same', async () => {
  const { base } = data;
  const fund = await department(base, '220000-gjj');
  const people = [await person(base), await person(base)];
  const ids = people.map(({ identity_id }) => identity_id).sort();
  const batch = [...people].reverse().map((one, at) =>
    event(fund, 'accepted', {
      case_number: `2026-900${at}`,
      data: { applicant: { sub: subOf(base, fund, one) } },
    }),
  );
  // Two people are locked in their order, as when accounts are joined; the batch comes between.
  const lock = 'select from identities where id = ? for update';
  const joining = await base.db.transaction();
  await joining.raw('set local deadlock_timeout = 60000');
  await joining.raw(lock, [ids[0] ?? '']);
  const taken = records.apply(base, fund, batch);
  await until(async () => {
    const { rows } = await base.db.raw(
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    return rows.length === 1;
  });
  await joining.raw(lock, [ids[1] ?? '']);
  await joining.commit();
  expect((await taken).map(({ result }) => result)).toEqual(['applied', 'applied']);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await holds()); )
    if (Date.now() > end) throw new Error('it never came');
}
