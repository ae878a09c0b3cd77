import { expect } from 'vitest';
import type { Province } from './province.ts';

/**
 * Neither what passes (a sign-in under way, tries), nor what the trail itself and leases are made of,
 * nor the roll-ups, which follow what is sealed already, nor the log of what clients asked.
 */
const passing = [
  'artefacts',
  'tries',
  'audit_events',
  'audit_pending',
  'audit_seals',
  'destinations',
  'measures',
  'measures_followed',
  'client_requests',
];

/** What every lasting table says, to the letter. */
async function state(p: Province): Promise<Record<string, string | null>> {
  const { rows: tables } = await p.base.db.raw(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and not c.relispartition order by 1`,
  );
  const all: Record<string, string | null> = {};
  for (const { name } of tables as { name: string }[]) {
    if (passing.includes(name)) continue;
    const { rows } = await p.base.db.raw(
      `select md5(string_agg(t::text, ' ' order by t::text)) as digest from ?? t`,
      [name],
    );
    all[name] = rows[0].digest;
  }
  return all;
}

/** Nothing is owed and nobody is about to write: the only change can be the act's. */
async function quiet(p: Province): Promise<void> {
  const deadline = Date.now() + 30_000;
  while ((await p.base.db('outbox').where({ state: 'due' })).length > 0)
    if (Date.now() > deadline) throw new Error('deliveries never came to rest');
}

/** Puts the lid there, open. */
export async function fitLid(p: Province): Promise<void> {
  await p.base.db.raw(`
    create function closed() returns trigger language plpgsql as
      $$ begin raise exception 'the trail takes nothing'; end $$;
    create trigger closed before insert on audit_events for each row execute function closed();
    alter table audit_events disable trigger closed`);
}

/** Does `act` while the trail takes nothing; the act must fail, and leave everything as it was. */
export async function expectNothingOf(
  p: Province,
  act: () => Promise<{ status: number } | undefined>,
): Promise<void> {
  await quiet(p);
  const before = await state(p);
  await p.base.db.raw('alter table audit_events enable trigger closed');
  let failed: unknown;
  try {
    const answer = await act();
    failed = answer && answer.status >= 500;
  } catch (fault) {
    failed = /the trail takes nothing/.test(String(fault));
  } finally {
    await p.base.db.raw('alter table audit_events disable trigger closed');
  }
  expect(failed).toBe(true);
  expect(await state(p)).toEqual(before);
}

/** And the same act, done again while the trail writes, changes something and is told of. */
export async function expectTold(
  p: Province,
  kind: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const [before, events] = [await state(p), await p.base.db('audit_events').where({ kind })];
  await act();
  expect(await state(p)).not.toEqual(before);
  expect((await p.base.db('audit_events').where({ kind })).length).toBeGreaterThan(events.length);
}
