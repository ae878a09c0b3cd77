import type { Base } from '../../base.ts';
import type { Point } from './points.ts';
import type { Addresses } from './visit.ts';

export interface RunRow {
  id: string;
  client_id: string;
  addresses: Addresses;
  state: 'waiting' | 'running' | 'done' | 'broken';
  asked_at: Date;
  leased_until: Date | null;
  ended_at: Date | null;
  profile: string | null;
  redirect_uris: string[] | null;
  points: Point[] | null;
  passed: boolean | null;
}

/** False while another run of this client is open. */
export async function ask(
  { db, clock }: Base,
  run: Pick<RunRow, 'id' | 'client_id' | 'addresses'>,
): Promise<boolean> {
  const { rows } = await db.raw(
    `insert into acceptance_runs (id, client_id, addresses, state, asked_at)
     values (?, ?, ?, 'waiting', ?)
     on conflict (client_id) where state in ('waiting', 'running') do nothing returning id`,
    [run.id, run.client_id, JSON.stringify(run.addresses), clock.now()],
  );
  return rows.length > 0;
}

/** The run that has waited longest, taken for some time by whoever asks; no two take the same. */
export async function take({ db, clock }: Base, ms: number): Promise<RunRow | undefined> {
  const now = clock.now();
  const { rows } = await db.raw(
    `update acceptance_runs set state = 'running', leased_until = ?
     where id = (select id from acceptance_runs where state = 'waiting'
       order by asked_at, id limit 1 for update skip locked) and state = 'waiting'
     returning *`,
    [new Date(now.getTime() + ms)],
  );
  return rows[0];
}

/** Runs whose node died with them; gives those that it gave up. */
export async function giveUp({ db, clock }: Base): Promise<Pick<RunRow, 'id' | 'client_id'>[]> {
  const now = clock.now();
  return db('acceptance_runs')
    .where({ state: 'running' })
    .andWhere('leased_until', '<=', now)
    .update({ state: 'broken', ended_at: now, leased_until: null })
    .returning(['id', 'client_id']);
}

/** False where it was given up meanwhile. */
export async function end(
  { db, clock }: Base,
  id: string,
  what:
    | { state: 'broken' }
    | {
        state: 'done';
        profile: string;
        redirect_uris: string[];
        points: readonly Point[];
        passed: boolean;
      },
): Promise<boolean> {
  const done = what.state === 'done' && {
    ...what,
    points: JSON.stringify(what.points),
    redirect_uris: JSON.stringify(what.redirect_uris),
  };
  const ended = await db('acceptance_runs')
    .where({ id, state: 'running' })
    .update({ ...(done || what), ended_at: clock.now(), leased_until: null });
  return ended > 0;
}

/** The run of a client that is under way. */
export const running = async ({ db }: Base, client_id: string): Promise<string | undefined> =>
  (await db('acceptance_runs').where({ client_id, state: 'running' }).first('id'))?.id;

export const byId = ({ db }: Base, id: string): Promise<RunRow | undefined> =>
  db('acceptance_runs').where({ id }).first();

export const latest = ({ db }: Base, client_id: string): Promise<RunRow | undefined> =>
  db('acceptance_runs').where({ client_id }).orderBy('asked_at', 'desc').first();

/**
 * The youngest run since then that passed, else the youngest of the standard profile of which every point
 * that is open is one of these (`code result`).
 */
export async function latestCounting(
  { db }: Base,
  client_id: string,
  { since, waived }: { since: Date; waived: string[] },
): Promise<RunRow | undefined> {
  const { rows } = await db.raw(
    `select * from acceptance_runs r
     where client_id = ? and state = 'done' and ended_at > ? and (passed or (profile = 'standard'
       and not exists (select from jsonb_array_elements(r.points) p
         where p->>'result' in ('failed', 'not_reached')
           and (p->>'code') || ' ' || (p->>'result') <> all(?))))
     order by passed desc, ended_at desc limit 1`,
    [client_id, since, waived],
  );
  return rows[0];
}

/** Runs that ended before then, but for the latest of each client; at most `limit`, how many went. */
export async function removeBefore({ db }: Base, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `delete from acceptance_runs where id in (
       select r.id from acceptance_runs r where r.ended_at < ? and exists (
         select from acceptance_runs later
         where later.client_id = r.client_id and later.ended_at > r.ended_at)
       order by r.ended_at limit ? for update skip locked)`,
    [before, limit],
  );
  return rowCount;
}

export interface Tried {
  passed_at: Date;
  profile: string;
  redirect_uris: string[];
}

export async function latestDone(
  { db }: Base,
  client_id: string,
): Promise<(Tried & { passed: boolean; tried: Point[] }) | undefined> {
  const row = await db('acceptance_runs')
    .where({ client_id, state: 'done' })
    .orderBy('ended_at', 'desc')
    .first('passed', 'profile', 'redirect_uris', 'ended_at as passed_at', 'points as tried');
  return row;
}

export interface ImportedRow extends Tried {
  client_id: string;
  points: number;
  issuer: string;
  report: string;
  imported_at: Date;
}

export const imported = ({ db }: Base, client_id: string): Promise<ImportedRow | undefined> =>
  db('acceptance_reports').where({ client_id }).first();

export async function keepImported({ db }: Base, row: ImportedRow): Promise<void> {
  const written = { ...row, redirect_uris: JSON.stringify(row.redirect_uris) };
  await db('acceptance_reports').insert(written).onConflict('client_id').merge(written);
}
