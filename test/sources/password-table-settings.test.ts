import { describe, expect, test } from 'vitest';
import { within } from '../../src/sources/protocols/address.ts';
import { prepare, QueryFault } from '../../src/sources/protocols/password-table-query.ts';
import { passwordTableSettings } from '../../src/sources/protocols/password-table-settings.ts';

const dollar = (at: number) => `$${at}`;
const wrapped = (inner: string) => `select * from (${inner}) as asked limit 2`;

describe("a department's own query", () => {
  test.each([
    ['select a from t where u = :username', 'select a from t where u = $1', 1],
    ['SELECT a FROM t WHERE u=:username OR p=:username', 'SELECT a FROM t WHERE u=$1 OR p=$2', 2],
    [
      'select \':username\', "a:b" from t where u = :username',
      'select \':username\', "a:b" from t where u = $1',
      1,
    ],
    [
      "select a::text, 'it''s; --' from t where u = :username",
      "select a::text, 'it''s; --' from t where u = $1",
      1,
    ],
    [
      'select `mm` from `用户表` where `登录名` = :username',
      'select `mm` from `用户表` where `登录名` = $1',
      1,
    ],
    [
      'select 姓名 from 账号 where 登录名 = :username',
      'select 姓名 from 账号 where 登录名 = $1',
      1,
    ],
    [
      'select substring(a from 1 for 3) from t where u = :username',
      'select substring(a from 1 for 3) from t where u = $1',
      1,
    ],
  ])('%s is asked as a table of which two rows are taken', (query, inner, places) => {
    expect(prepare(query, dollar)).toEqual({ sql: wrapped(inner), places });
  });

  test.each([
    ['update t set a = 1 where u = :username', 'something else than a SELECT'],
    ['with x as (delete from t returning a) select a from x where a = :username', 'a WITH'],
    ['(select a from t where u = :username)', 'a bracket first'],
    ['select a from t where u = :username; drop table t', 'a second statement'],
    ['select a from t where u = :username -- all', 'a comment'],
    ['select a from t where u = :username # all', 'a comment of MySQL'],
    ['select a /*! into outfile */ from t where u = :username', 'a comment that MySQL executes'],
    ['select a into b from t where u = :username', 'an INTO'],
    ['select a from t where u = :username for update', 'a lock'],
    ['select a from t where u = :username for  no key update', 'a lock spelt otherwise'],
    ['select a from t where u = :username lock in share mode', 'a lock of MySQL'],
    ['select a from t where u = :user', 'another parameter'],
    ['select a from t', 'no parameter'],
    ["select a from t where u = ':username'", 'a parameter in quotes only'],
    ["select a from t where u = 'x\\' or ' = :username", 'a backslash in quotes'],
    ["select a from t where u = 'x or :username", 'an open quote'],
    ['select a from t where u = ?', 'a place of the driver'],
    ['select a from t where u = $1', 'a place of the driver'],
    ['select a from t where u = $$x$$', 'quotes by dollars'],
    ['select a from t where u = :username) as x, (select 1', 'a bracket that leads out'],
    ['select a from t where (u = :username', 'an open bracket'],
    ['select @@version, a from t where u = :username', 'a variable'],
    ['', 'nothing'],
  ])('%s is refused: %s', (query) => {
    expect(() => prepare(query, dollar)).toThrow(QueryFault);
  });
});

describe('the networks of a table', () => {
  test.each([
    ['10.1.2.3', ['10.0.0.0/8'], true],
    ['10.1.2.3', ['10.1.2.3'], true],
    ['11.1.2.3', ['10.0.0.0/8'], false],
    ['10.1.2.3', [], false],
    ['::1', ['127.0.0.0/8'], false],
    ['fd00::7', ['fd00::/8'], true],
    ['169.254.169.254', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], false],
  ])('%s in %j is %s', (address, ranges, inside) => {
    expect(within(ranges, address)).toBe(inside);
  });
});

const good = {
  engine: 'mysql',
  host: 'db.insurance.test',
  networks: ['10.0.0.0/8'],
  database: 'shebao',
  user: 'songhua',
  password: 'a secret of nobody',
  query: 'select zh, mm, yan from zhanghu where dlm = :username',
  columns: { subject: 'zh', hash: 'mm', salt: 'yan' },
  hash: { format: 'md5-salt-after' },
};

describe('the settings of a table', () => {
  test('are short where the rest is usual', () => {
    expect(passwordTableSettings.parse(good)).toMatchObject({
      tls: 'verified',
      patience_ms: 3_000,
      connections: 4,
      idle_s: 60,
      locked_values: ['1', 'true', 't', 'y', 'yes'],
    });
  });

  test.each<[string, object]>([
    ['engine', { engine: 'oracle' }],
    ['networks', { networks: [] }],
    ['networks.0', { networks: ['10.0.0.0/33'] }],
    ['networks.0', { networks: ['the extranet'] }],
    ['networks.0', { networks: ['0.0.0.0/0'] }],
    ['networks.0', { networks: ['::/0'] }],
    ['networks.0', { networks: ['::ffff:0:0/96'] }],
    ['networks.0', { networks: ['10.1.2.3/8'] }],
    ['networks.0', { networks: ['169.254.169.254'] }],
    ['server_name', { host: '10.1.2.3' }],
    ['query', { query: 'delete from zhanghu where dlm = :username' }],
    ['columns', { columns: { subject: 'zh', hash: 'mm' } }],
    ['columns', { hash: { format: 'bcrypt' } }],
    ['hash.format', { hash: { format: 'plain' } }],
    ['hash', { hash: { format: 'md5-salt-after', params: { iterations: 3 } } }],
    ['hash', { hash: { format: 'pbkdf2-sha256' } }],
    ['hash.params', { hash: { format: 'md5-salt-after', params: { rounds: 3 } } }],
    ['patience_ms', { patience_ms: 60_000 }],
    ['connections', { connections: 0 }],
    ['', { passwort: 'x' }],
  ])('are refused with the field %s: %j', (field, change) => {
    const result = passwordTableSettings.safeParse({ ...good, ...change });
    expect(result.success).toBe(false);
    expect(result.error?.issues[0]?.path.join('.')).toBe(field);
  });

  test.each([
    ['a unix socket needs no networks', { host: '/var/run/postgresql', networks: [] }],
    ['an address with a name in its certificate', { host: '10.1.2.3', server_name: 'db.test' }],
    ['an address without TLS', { host: '10.1.2.3', tls: 'off' }],
    ['single addresses and a block of public space', { networks: ['10.1.2.3', '9.9.0.0/16'] }],
  ])('are taken: %s', (_, change) => {
    expect(passwordTableSettings.safeParse({ ...good, ...change }).success).toBe(true);
  });
});
