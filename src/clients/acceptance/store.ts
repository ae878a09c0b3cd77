import type { Base } from '../../base.ts';
import { newId } from '../../crypto/ids.ts';

interface SwitchRow {
  client_id: string;
  switch: string;
  set_at: Date;
  until: Date;
  run_id: string | null;
}

/** What is on for a client, the robot's among it. */
export async function activeSwitches({ db, clock }: Base, client_id: string): Promise<SwitchRow[]> {
  return db<SwitchRow>('sandbox_switches').where({ client_id }).andWhere('until', '>', clock.now());
}

export const clientsWith = (
  { db, clock }: Base,
  which: string,
): Promise<Pick<SwitchRow, 'client_id' | 'set_at'>[]> =>
  db<SwitchRow>('sandbox_switches')
    .where({ switch: which })
    .andWhere('until', '>', clock.now())
    .select('client_id', 'set_at');

export const listed = (
  { db, clock }: Base,
  client_id: string,
): Promise<Pick<SwitchRow, 'switch' | 'until'>[]> =>
  db<SwitchRow>('sandbox_switches')
    .where({ client_id })
    .whereNull('run_id')
    .andWhere('until', '>', clock.now())
    .orderBy('switch')
    .select('switch', 'until');

export async function setSwitch(
  { db, clock }: Base,
  client_id: string,
  which: string,
  ms: number,
  run_id?: string,
): Promise<void> {
  const set_at = clock.now();
  const until = new Date(set_at.getTime() + ms);
  // The robot's stand beside those of the developer, which come back when its run is over.
  const target =
    run_id === undefined
      ? '(client_id, switch) where run_id is null'
      : '(client_id, switch, run_id) where run_id is not null';
  await db.raw(
    `insert into sandbox_switches (client_id, switch, set_at, until, run_id) values (?, ?, ?, ?, ?)
     on conflict ${target} do update set set_at = excluded.set_at, until = excluded.until`,
    [client_id, which, set_at, until, run_id ?? null],
  );
}

/** Those of a run, or the developer's own. */
export const clearSwitches = (
  { db }: Base,
  client_id: string,
  which: readonly string[],
  run_id: string | null = null,
): Promise<number> =>
  db('sandbox_switches').where({ client_id, run_id }).whereIn('switch', which).delete();

/** Switches whose hour is over; gives how many. */
export const removeOldSwitches = ({ db, clock }: Base): Promise<number> =>
  db('sandbox_switches').where('until', '<=', clock.now()).delete();

/** What the client did at an endpoint during a run. */
export interface Observation {
  endpoint: string;
  facts: Facts;
}
export type Facts = Record<string, string | number | boolean | string[] | null>;

export async function observe(
  { db, clock }: Base,
  run_id: string,
  { endpoint, facts }: Observation,
): Promise<void> {
  await db('acceptance_observations').insert({
    ...{ run_id, endpoint, id: newId(clock), at: clock.now() },
    facts: JSON.stringify(facts),
  });
}

export const observations = (
  { db }: Base,
  run_id: string,
): Promise<(Observation & { id: string })[]> =>
  db('acceptance_observations')
    .where({ run_id })
    .orderBy('id')
    .select('id', 'endpoint', 'facts') as never;

/** What a run leaves behind: what it saw, and what it had switched on. */
export async function clean({ db }: Base, run_id: string): Promise<void> {
  await db('acceptance_observations').where({ run_id }).delete();
  await db('sandbox_switches').where({ run_id }).delete();
}
