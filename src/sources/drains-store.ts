import type { Base } from '../base.ts';

/** One switch-off that ends sessions; `client_id` '' counts every one, whatever it had been shown to. */
export interface SourceDrain {
  source_id: string;
  begun_at: Date;
  client_id: string;
  sessions: string;
  /** Of the row '': none is left. */
  done_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    source_drains: SourceDrain;
  }
}

export async function begin(base: Base, source_id: string): Promise<void> {
  await base
    .db('source_drains')
    .insert({ source_id, begun_at: base.clock.now(), client_id: '', sessions: '0', done_at: null })
    .onConflict(['source_id', 'begun_at', 'client_id'])
    .merge({ done_at: null });
}

/** The one that goes on, the newest where there are several. */
export const open = (base: Base, source_id: string): Promise<SourceDrain | undefined> =>
  base
    .db('source_drains')
    .where({ source_id, client_id: '', done_at: null })
    .orderBy('begun_at', 'desc')
    .first();

/** Adds how many sessions were ended, in all ('') and by client. */
export async function count(
  base: Base,
  { source_id, begun_at }: Pick<SourceDrain, 'source_id' | 'begun_at'>,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  await base.db.raw(
    `insert into source_drains as d (source_id, begun_at, client_id, sessions)
     select ?, ?, client_id, sessions
     from jsonb_to_recordset(?::jsonb) as counted (client_id text, sessions bigint)
     on conflict (source_id, begun_at, client_id) do update
       set sessions = d.sessions + excluded.sessions`,
    [
      ...[source_id, begun_at],
      JSON.stringify([...counts].map(([client_id, sessions]) => ({ client_id, sessions }))),
    ],
  );
}

export async function close(base: Base, source_id: string): Promise<void> {
  await base
    .db('source_drains')
    .where({ source_id, client_id: '', done_at: null })
    .update({ done_at: base.clock.now() });
}

/** The rows of the newest switch-off that ended sessions. */
export const newest = (base: Base, source_id: string): Promise<SourceDrain[]> =>
  base
    .db('source_drains')
    .where({ source_id })
    .where('begun_at', base.db('source_drains').where({ source_id }).max('begun_at') as never)
    .orderBy('client_id');
