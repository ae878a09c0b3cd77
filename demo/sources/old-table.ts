/**
 * The social insurance's accounts as they have stood for ten years: a table with salted MD5, and no
 * login system at all. Songhua may read one view of it, over an account of its own.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Account } from '../population.ts';
import { claimsAbout } from './claims.ts';
import type { LoginSystem } from './login-system.ts';

const DATABASE = 'shebao';
const READER = 'songhua_reads';

/** Lays the table into a database of its own on the demo's server; what stands there stays. */
export async function layOldTable(
  serverUrl: string,
  accounts: readonly Account[],
  password: string,
): Promise<LoginSystem> {
  const url = new URL(serverUrl);
  await within(url.href, async (server) => {
    const { rowCount } = await server.query('select from pg_database where datname = $1', [
      DATABASE,
    ]);
    if (!rowCount) await server.query(`create database ${DATABASE}`);
    await server.query(reader(password));
  });
  url.pathname = `/${DATABASE}`;
  await within(url.href, async (table) => {
    await table.query(schema);
    await table.query(
      `insert into kb01 select * from json_populate_recordset(null::kb01, $1) on conflict do nothing`,
      [JSON.stringify(accounts.map(rowOf))],
    );
  });
  const ours = settings(url, password);
  return {
    ...{ id: 'shebao', protocol: 'password-table', settings: ours, second: { settings: ours } },
    database_url: url.href,
    // It lies in the demo's own database, which is stopped as a whole.
    stop: async () => {},
  };
}

async function within(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** An account that can read, in this database and in no other. */
const reader = (password: string): string => `
  do $$ begin
    if not exists (select from pg_roles where rolname = '${READER}') then
      create role ${READER} login;
    end if;
  end $$;
  alter role ${READER} password '${password}';
  alter role ${READER} set default_transaction_read_only = on;
  revoke connect on database songhua, postgres, ${DATABASE} from public;
  grant connect on database ${DATABASE} to ${READER}`;

const schema = `
  create table if not exists kb01 (
    aac001 text primary key,
    dlm text not null unique,
    mm char(32) not null,
    yan char(6) not null,
    zt char(1) not null default '0',
    aac003 varchar(50) not null,
    aac003_mz varchar(50),
    aac058 char(2) not null,
    aac147 varchar(32) not null,
    aae005 varchar(20),
    aac004 char(1),
    aac006 char(8)
  );
  create or replace view songhua_zhanghu as select * from kb01;
  revoke all on schema public from public;
  grant usage on schema public to ${READER};
  grant select on songhua_zhanghu to ${READER}`;

/** md5(password + salt), in capitals, as such systems write it. */
function rowOf(account: Account): Record<string, string> {
  const yan = createHash('md5').update(account.subject).digest('hex').slice(0, 6);
  return {
    aac001: account.subject,
    dlm: account.username,
    mm: createHash('md5')
      .update(account.password + yan)
      .digest('hex')
      .toUpperCase(),
    yan,
    zt: account.condition === 'locked' ? '1' : '0',
    ...claimsAbout(account),
  };
}

function settings(url: URL, password: string): Record<string, unknown> {
  return {
    engine: 'postgresql',
    host: url.searchParams.get('host'),
    database: DATABASE,
    user: READER,
    password,
    tls: 'off',
    query: 'select * from songhua_zhanghu where dlm = lower(:username)',
    columns: { subject: 'aac001', hash: 'mm', salt: 'yan', locked: 'zt' },
    hash: { format: 'md5-salt-after' },
    locked_values: ['1'],
  };
}
