import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import {
  type AccountTable,
  hashOf,
  mapping,
  postgresqlTable,
  SALT,
} from '../doubles/account-table.ts';
import { type Directory, startDirectory, mapping as words } from '../doubles/ldap-directory.ts';
import { number } from '../identities/people.ts';
import { registration } from '../sources/plant.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';

/** A preview of a source whose passwords are typed: no copy of one is made, and tries are counted. */

let hall: Console;
let table: AccountTable;
let fund: Member;
const id_number = number();
const password = 'willow-604182';
beforeAll(async () => {
  hall = await startConsole();
  table = await postgresqlTable();
  await table.sql(
    'insert into zhanghu (zh, dlm, mm, yan, xm, zjlx, zjhm) values (?, ?, ?, ?, ?, ?, ?)',
    [...['R-1', 'reader1', hashOf(password), SALT, '张测试', 'resident_id', id_number]],
  );
  await sources.register(hall.base, {
    ...registration('readers'),
    ...{ protocol: 'password-table', department_code: 'yanji-fund', state: 'draft' },
    ...{ settings: table.settings, mapping },
  });
  fund = await hall.as('department_administrator', 'inside');
}, 60_000);
afterAll(async () => {
  await table?.stop();
  await hall?.stop();
});

const t = sentences('zh-CN').console.connecting.look;
const look = async (username: string, typed: string) => {
  const fields = { username, password: typed, _csrf: await fund.csrf() };
  const answer = await fund.post('/admin/sources/readers/preview', fields, { accept: 'text/html' });
  return { status: answer.status, text: await answer.text() };
};

describe('a preview at a table of accounts', () => {
  test('shows the account masked; neither page, trail nor database has its password', async () => {
    const { status, text } = await look('reader1', password);
    expect(status).toBe(200);
    expect(text).toContain(t.outcomes.created);
    expect(text).toContain('张**');
    for (const secret of [password, id_number, '张测试', hashOf(password)])
      expect(text).not.toContain(secret);
    expect(await hall.base.db('carried_passwords').select('*')).toEqual([]);
    expect(await hall.base.db('identities').select('*')).toEqual([]);
    expect(JSON.stringify(await auditTrail(hall.base))).not.toMatch(/willow|reader1/);
  });

  test('says what kept somebody out, and counts it with the tries at the sign-in page', async () => {
    expect((await look('reader1', 'wrong-one')).text).toContain(t.failed(t.refused['wrong'] ?? ''));
    expect((await look('nobody', 'wrong-one')).text).toContain(
      t.failed(t.refused['missing'] ?? ''),
    );
    const empty = await look('reader1', '');
    expect(empty.status).toBe(400);
    expect(empty.text).not.toContain(password);
    const events = (await auditTrail(hall.base)).filter(({ kind }) => kind === 'source.previewed');
    expect(events.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'failed', 'ok']);
    expect((await hall.base.db('tries').select('*')).length).toBeGreaterThan(0);
  });
});

describe('a preview at a directory', () => {
  let directory: Directory;
  beforeAll(async () => {
    directory = await startDirectory();
    directory.put({
      ...{ subject: 'sb-0001', username: 'wangcs', password },
      attributes: { xingMing: '王测试', bumen: '一科' },
    });
  });
  afterAll(() => directory?.stop());

  const lookAt = async (id: string, change: object) => {
    await sources.register(hall.base, {
      ...registration(id),
      ...{ protocol: 'ldap', department_code: 'yanji-fund', state: 'draft' },
      ...{ settings: { ...directory.settings, ...change }, mapping: words },
    });
    const fields = { username: 'wangcs', password, _csrf: await fund.csrf() };
    const path = `/admin/sources/${id}/preview`;
    return (await fund.post(path, fields, { accept: 'text/html' })).text();
  };

  test('shows also what no mapping names, so that one can be written', async () => {
    const text = await lookAt('directory', {});
    expect(text).toContain('<code>bumen</code>');
    expect(text).toContain('王**');
    expect(text).not.toContain('userPassword');
    expect(await lookAt('named', { attributes: ['xingMing'] })).not.toContain('bumen');
  });

  test('names the setting where the account has no lasting key, in words', async () => {
    const text = await lookAt('keyless', { subject: 'entryUUID' });
    expect(text).toContain(t.faults.subject(t.setting('账号唯一标识的属性')));
    expect(text).not.toContain('subject refused');
  });
});
