import type { Base } from '../../base.ts';

export interface DynamicRow {
  client_id: string;
  initial_token_id: string;
  token_hash: string | null;
  registered_at: Date;
  token_at: Date;
  ended_at: Date | null;
}

const of = ({ db }: Base) => db<DynamicRow>('dynamic_registrations');

export async function insert(base: Base, row: DynamicRow): Promise<void> {
  await of(base).insert(row);
}

export const byClient = (base: Base, client_id: string): Promise<DynamicRow | undefined> =>
  of(base).where({ client_id }).first();

/** Another token in the place of that one; false when it is not that one any more. */
export async function turn(
  base: Base,
  client_id: string,
  { was, to }: { was: string; to: string },
): Promise<boolean> {
  const turned = await of(base)
    .where({ client_id, token_hash: was })
    .update({ token_hash: to, token_at: base.clock.now() })
    .returning('client_id');
  return turned.length > 0;
}

/** Nobody looks after it by a token any more; false when that one is not its token. */
export async function end(base: Base, client_id: string, token_hash: string): Promise<boolean> {
  const ended = await of(base)
    .where({ client_id, token_hash })
    .update({ token_hash: null, ended_at: base.clock.now() })
    .returning('client_id');
  return ended.length > 0;
}

/** The same whatever its token is; false when it had none. */
export async function endOf(base: Base, client_id: string): Promise<boolean> {
  const ended = await of(base)
    .where({ client_id })
    .whereNull('ended_at')
    .update({ token_hash: null, ended_at: base.clock.now() })
    .returning('client_id');
  return ended.length > 0;
}

/** The same of all that an initial token registered; how many. */
export const endAllOf = (base: Base, initial_token_id: string): Promise<number> =>
  of(base)
    .where({ initial_token_id })
    .whereNull('ended_at')
    .update({ token_hash: null, ended_at: base.clock.now() });

/** What an initial token registered, by id. */
export const ofToken = (
  base: Base,
  initial_token_id: string,
  limit: number,
): Promise<DynamicRow[]> =>
  of(base).where({ initial_token_id }).orderBy('client_id').limit(limit) as unknown as Promise<
    DynamicRow[]
  >;
