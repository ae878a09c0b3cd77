import type { Base } from '../base.ts';
import type { Words } from '../departments/departments.ts';
import type { State } from './life.ts';
import type { Protocol } from './protocol.ts';
import type { GrantType } from './registration.ts';

export interface ClientRow extends Protocol {
  id: string;
  department_id: string;
  names: Words;
  state: State;
  /** Since when; null: since it was registered. */
  state_at: Date | null;
  sector: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  home_uri: string | null;
  backchannel_logout_uri: string | null;
  scopes: string;
  /** Grows with each change of what it may receive, or of the grounds (client_claims). */
  scopes_version: number;
  grant_types: GrantType[];
  id_token_alg: 'ES256' | 'RS256';
  level_floor: number;
  accepted_sources: string[] | null;
  pkce_exempt_until: Date | null;
  pkce_exempt_reason: string | null;
  networks: string[];
  notices_uri: string | null;
  /** What it is, for citizens. */
  descriptions: Words | null;
  /** What it needs people's data for, for whoever approves it. */
  purpose: string | null;
  /** Codes of the matters (事项编码) that it serves. */
  matters: string[];
  contacts_sealed: string | null;
  /** Digest of its picture, which stands in client_logos. */
  logo: string | null;
  /** null: it was never live. */
  review_due_at: Date | null;
  reviewed_at: Date | null;
  /** The last reminder of the review that is due: days before it, or after it (-90). */
  review_reminded: number | null;
  /** Its retirement is decided: nobody is let in from then on. */
  ends_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** What a registration by the operator writes; of a client that is there, what it does not say stays. */
type Registered = Omit<
  ClientRow,
  | 'descriptions'
  | 'purpose'
  | 'matters'
  | 'contacts_sealed'
  | 'logo'
  | 'reviewed_at'
  | 'review_reminded'
  | 'ends_at'
  | 'scopes_version'
> &
  Partial<Pick<ClientRow, 'descriptions' | 'purpose' | 'matters' | 'contacts_sealed'>>;

export interface SecretRow {
  id: string;
  client_id: string;
  secret_hash: string;
  match_version: number;
  created_at: Date;
  expires_at: Date | null;
}

/** Other scopes than before are a new version of them. */
export async function upsert({ db }: Base, row: Registered): Promise<void> {
  const { created_at, review_due_at, ...rest } = row;
  const said = written(rest);
  await db('clients')
    .insert({ ...said, created_at, review_due_at })
    .onConflict('id')
    .merge({
      ...said,
      scopes_version: db.raw(
        'clients.scopes_version + case when clients.scopes = excluded.scopes then 0 else 1 end',
      ),
    });
}

/** False when the id was given before. */
export async function insert(
  { db }: Base,
  row: Partial<ClientRow> & Pick<ClientRow, 'id' | 'created_at'>,
): Promise<boolean> {
  const added = await db('clients').insert(written(row)).onConflict('id').ignore().returning('id');
  return added.length > 0;
}

export async function change(
  { db, clock }: Base,
  id: string,
  to: Partial<ClientRow>,
): Promise<void> {
  await db('clients')
    .where({ id })
    .update(written({ ...to, updated_at: clock.now() }));
}

/** pg would write a JavaScript array as a PostgreSQL array: jsonb columns are given as text. */
const written = (row: Partial<ClientRow>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'object' && value !== null && !(value instanceof Date)
        ? JSON.stringify(value)
        : value,
    ]),
  );

export const lock = ({ db }: Base, id: string): Promise<ClientRow | undefined> =>
  db<ClientRow>('clients').where({ id }).forUpdate().first();

export async function setScopes({ db, clock }: Base, id: string, scopes: string): Promise<void> {
  await db<ClientRow>('clients').where({ id }).update({ scopes, updated_at: clock.now() });
}

/** The version that stands from now on. */
export async function raiseScopesVersion({ db, clock }: Base, id: string): Promise<number> {
  const [row] = await db('clients')
    .where({ id })
    .update({ scopes_version: db.raw('scopes_version + 1'), updated_at: clock.now() })
    .returning<{ scopes_version: number }[]>('scopes_version');
  return row?.scopes_version ?? 0;
}

/** The next one whose day has come, held; of several nodes each gets another. */
export const nextEnding = ({ db, clock }: Base): Promise<ClientRow | undefined> =>
  db<ClientRow>('clients')
    .whereIn('state', ['live', 'suspended'])
    .where('ends_at', '<=', clock.now())
    .orderBy('ends_at')
    .forUpdate()
    .skipLocked()
    .first();

/** Those of these ids that are to end, or have. */
export const ending = ({ db }: Base, ids: readonly string[]): Promise<ClientRow[]> =>
  db<ClientRow>('clients')
    .whereIn('id', [...ids])
    .whereNotNull('ends_at') as unknown as Promise<ClientRow[]>;

export const byId = ({ db }: Base, id: string): Promise<ClientRow | undefined> =>
  db<ClientRow>('clients').where({ id }).first();

/** Secrets that are good now, the youngest first. */
export const secretDates = (
  { db, clock }: Base,
  client_id: string,
): Promise<Pick<SecretRow, 'created_at' | 'expires_at'>[]> =>
  db<SecretRow>('client_secrets')
    .where({ client_id })
    .andWhere((good) => good.whereNull('expires_at').orWhere('expires_at', '>', clock.now()))
    .orderBy('created_at', 'desc')
    .select('created_at', 'expires_at');

export const all = ({ db }: Base): Promise<ClientRow[]> => db<ClientRow>('clients').orderBy('id');

export async function addSecret({ db }: Base, row: SecretRow): Promise<void> {
  await db<SecretRow>('client_secrets').insert(row);
}

/** Secrets that have no end yet, or a later one, end then. */
export async function expireSecrets({ db }: Base, client_id: string, until: Date): Promise<void> {
  await db<SecretRow>('client_secrets')
    .where({ client_id })
    .andWhere((q) => q.whereNull('expires_at').orWhere('expires_at', '>', until))
    .update({ expires_at: until });
}

/** All but the youngest of those that are good end now. */
export async function expireBefore({ db }: Base, client_id: string, now: Date): Promise<void> {
  await db.raw(
    `update client_secrets set expires_at = :now where id in
     (select id from client_secrets where client_id = :client_id
       and (expires_at is null or expires_at > :now)
      order by created_at desc, id desc offset 1)`,
    { client_id, now },
  );
}

export const secrets = ({ db }: Base): Promise<SecretRow[]> =>
  db<SecretRow>('client_secrets').select('*');

/** Client to sector, of those that are registered. */
export async function sectors({ db }: Base, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db('clients').whereIn('id', ids).select('id', 'sector');
  return new Map(rows.map(({ id, sector }) => [id, sector]));
}

/** Whether another client is, or was, in this sector. */
export async function sectorStands(
  { db }: Base,
  { sector, beside }: { sector: string; beside: string },
): Promise<boolean> {
  const found = await db('clients').where({ sector }).whereNot({ id: beside }).first('id');
  return found !== undefined;
}

/** Whether a client of another department is, or was, in this sector. */
export async function sectorOfOthers(
  { db }: Base,
  sector: string,
  department_id: string,
): Promise<boolean> {
  const found = await db('clients').where({ sector }).whereNot({ department_id }).first('id');
  return found !== undefined;
}

export async function anyOf({ db }: Base, department_id: string): Promise<boolean> {
  const found = await db('clients')
    .where({ department_id })
    .whereNot({ state: 'retired' })
    .first('id');
  return found !== undefined;
}

export async function within(
  { db }: Base,
  department_ids: readonly string[] | 'all',
  ids: readonly string[],
): Promise<Pick<ClientRow, 'id' | 'names' | 'department_id'>[]> {
  const query = db('clients').select('id', 'names', 'department_id').orderBy('id');
  if (department_ids === 'all') return await query;
  return await query.whereIn('department_id', department_ids).orWhereIn('id', ids);
}
