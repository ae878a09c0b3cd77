import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { connect } from '../../src/db.ts';
import { freshDatabase } from '../support/database.ts';
import { databaseUrl } from '../support/global-setup.ts';
import { startMariaDb } from '../support/mariadb.ts';
import { type Relay, startRelay } from './relay.ts';
import { certificate, key } from './table-certificate.ts';

/** A department's own table of accounts, in a real server of each kind, behind a relay that can misbehave. */
export interface AccountTable {
  relay: Relay;
  /** Settings of `password-table`, through the relay. */
  settings: Record<string, unknown>;
  /** As the department's administrator. */
  sql(statement: string, values?: (string | number | null)[]): Promise<Record<string, unknown>[]>;
  /** A way to the same table that speaks TLS, as `db.insurance.test`. */
  overTls(): Promise<Way>;
  /** A table `gbbiao` of one account (zh, dlm, mm, yan, xm) in a GB character set. */
  inGb(row: string[]): Promise<Way>;
  stop(): Promise<void>;
}

export interface Way {
  settings: Record<string, unknown>;
  stop(): Promise<unknown>;
}

const gbTable = (text: string) =>
  `create table gbbiao (zh ${text}, dlm ${text}, mm ${text}, yan ${text}, xm ${text})`;
const gbRow = 'insert into gbbiao values (?, ?, ?, ?, ?)';

export const SALT = 'q7';
/** The format of the doubles: MD5 over password and salt, in a column of its own. */
export const hashOf = (password: string, salt = SALT) =>
  createHash('md5')
    .update(password + salt)
    .digest('hex');

export const columns = {
  subject: 'zh',
  hash: 'mm',
  salt: 'yan',
  locked: 'sd',
};

/** Its words for what it knows of a person. */
export const mapping = {
  fields: { name: 'xm', id_type: 'zjlx', id_number: 'zjhm', phone_number: 'sjh' },
};

const table = `create table zhanghu (
  zh varchar(400), dlm varchar(100), mm varchar(200), yan varchar(40), sd integer not null default 0,
  xm text, zjlx varchar(20), zjhm varchar(40), sjh varchar(40))`;

/** What the department would write: its own columns, its own names. */
const select = 'select zh, mm, yan, sd, xm, zjlx, zjhm, sjh from zhanghu where';

const shared = (relay: Relay) => ({
  host: '127.0.0.1',
  port: relay.port,
  networks: ['127.0.0.0/8'],
  tls: 'off',
  columns,
  hash: { format: 'md5-salt-after' },
});

export async function postgresqlTable(): Promise<AccountTable> {
  const data = await freshDatabase({ empty: true });
  const { db } = data.base;
  const url = new URL(data.url);
  const host = url.searchParams.get('host') ?? url.hostname;
  const port = Number(url.port || 5432);
  const upstream = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  const relay = await startRelay(upstream);
  const user = `reader_${randomBytes(4).toString('hex')}`;
  await db.raw(table);
  await db.raw(`create table xiegai (at timestamptz);
    create function xie() returns integer language sql security definer
      as $$ insert into xiegai values (now()); select 1 $$;
    create role ${user} login password 'read only';
    grant select on zhanghu to ${user}`);
  return {
    relay,
    settings: {
      ...shared(relay),
      engine: 'postgresql',
      query: `${select} dlm = :username or sjh = '+86' || :username`,
      database: url.pathname.slice(1),
      user,
      password: 'read only',
    },
    async sql(statement, values = []) {
      const { rows } = await db.raw(statement, values as never);
      return rows ?? [];
    },
    async overTls() {
      const tls = await startRelay(upstream, { key, cert: certificate });
      return { settings: { port: tls.port }, stop: tls.stop };
    },
    async inGb(row) {
      const database = `songhua_test_gb_${randomBytes(4).toString('hex')}`;
      const admin = connect(inject('databaseServer').url);
      await admin.raw(
        `create database ${database} encoding 'EUC_CN' template template0 locale 'C' locale_provider libc`,
      );
      const gb = connect(databaseUrl(inject('databaseServer').url, database));
      await gb.raw(gbTable('text'));
      await gb.raw('grant select on gbbiao to public');
      await gb.raw(gbRow, row);
      return {
        settings: { database },
        async stop() {
          await gb.destroy();
          await admin.raw(`drop database ${database} with (force)`).finally(() => admin.destroy());
        },
      };
    },
    async stop() {
      await relay.stop();
      await data.drop();
      const admin = connect(inject('databaseServer').url);
      await admin.raw(`drop role ${user}`).finally(() => admin.destroy());
    },
  };
}

export async function mariadbTable(): Promise<AccountTable> {
  const server = await startMariaDb((dir) => {
    const [cert, secret] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    writeFileSync(cert, certificate);
    writeFileSync(secret, key);
    return [`--ssl-cert=${cert}`, `--ssl-key=${secret}`];
  });
  const { admin } = server;
  const relay = await startRelay({ host: server.host, port: server.port });
  await admin.query('create database bumen character set utf8mb4');
  await admin.query('use bumen');
  await admin.query(table);
  await admin.query('create table xiegai (at datetime)');
  await admin.query(
    'create function xie() returns integer modifies sql data begin insert into xiegai values (now()); return 1; end',
  );
  await admin.query("create user reader@'127.0.0.1' identified by 'read only'");
  await admin.query("grant select on bumen.zhanghu to reader@'127.0.0.1'");
  await admin.query("grant execute on function bumen.xie to reader@'127.0.0.1'");
  return {
    relay,
    settings: {
      ...shared(relay),
      engine: 'mysql',
      query: `${select} dlm = :username or sjh = concat('+86', :username)`,
      database: 'bumen',
      user: 'reader',
      password: 'read only',
    },
    async sql(statement, values = []) {
      const [rows] = await admin.query(statement, values);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    },
    overTls: async () => ({ settings: {}, stop: async () => {} }),
    async inGb(row) {
      await admin.query(`${gbTable('varchar(80)')} character set gbk`);
      await admin.query(gbRow, row);
      await admin.query("grant select on bumen.gbbiao to reader@'127.0.0.1'");
      return { settings: {}, stop: () => admin.query('drop table gbbiao') };
    },
    async stop() {
      await relay.stop();
      await server.stop();
    },
  };
}

/** The account of a subject, as it is from now on. */
export async function putAccount(
  { sql }: Pick<AccountTable, 'sql'>,
  of: {
    subject: string;
    username: string;
    password: string;
    hash?: string;
    locked?: boolean;
    name?: string;
    id_type?: string;
    id_number?: string;
    phone_number?: string;
  },
): Promise<void> {
  await sql('delete from zhanghu where zh = ?', [of.subject]);
  await sql('insert into zhanghu values (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    of.subject,
    of.username,
    of.hash ?? hashOf(of.password),
    SALT,
    of.locked ? 1 : 0,
    of.name ?? null,
    of.id_type ?? null,
    of.id_number ?? null,
    of.phone_number ?? null,
  ]);
}
