import { ConfigFaults } from '../config/faults.ts';
import type { Base } from './base.ts';

/**
 * What a database is for, said once and for good: a sandbox has made-up people, switches that make
 * it lie, and a robot; a production database has the province. SANDBOX says which one a process is,
 * and this mark keeps a slip in one setting from joining the two.
 */
export type Kind = 'sandbox' | 'production';

/** Of this database; undefined before the first start. */
export async function kindOf({ db }: Pick<Base, 'db'>): Promise<Kind | undefined> {
  const { rows } = await db.raw('select kind from deployment');
  return rows[0]?.kind;
}

/**
 * At every start: marks a database that has no mark, and throws ConfigFaults where its mark is the
 * other one. (A database that had people before there were marks got its own with the migration.)
 */
export async function mark(base: Base, sandbox: boolean): Promise<void> {
  const wanted: Kind = sandbox ? 'sandbox' : 'production';
  await base.db.raw(
    'insert into deployment (kind, marked_at) values (?, ?) on conflict (singleton) do nothing',
    [wanted, base.clock.now()],
  );
  const is = await kindOf(base);
  if (is === wanted) return;
  throw new ConfigFaults([
    {
      variable: 'SANDBOX',
      fault: sandbox
        ? 'is true, and the database is one of production.'
        : 'is false, and the database is that of a sandbox.',
      mend: 'Give the sandbox a database of its own in DATABASE_URL (in development: another DATA_DIR).',
    },
  ]);
}

/** Throws outside a sandbox: what asks this makes a gateway lie, whoever calls it from wherever. */
export async function onlyInSandbox(base: Pick<Base, 'db'>): Promise<void> {
  if ((await kindOf(base)) !== 'sandbox') throw new Error('this is done in a sandbox only');
}
