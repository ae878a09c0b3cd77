import { expect, test } from 'vitest';
import { connect as connectDatabase } from '../../src/db.ts';
import { noRedis, startRedis } from '../support/redis.ts';
import { visitor } from '../support/visitor.ts';
import { demoProcess, type Ready, signIn } from './rig.ts';

const demo = demoProcess();
const left = noRedis();
if (left) console.error(`The demo on Redis was skipped: ${left}`);

test('a script writes a case for somebody who has never come, and who finds it then', async () => {
  const { records, ...ready } = await demo.start();
  const someone = ready.accounts
    .filter(({ source, id_type }) => source === 'shebao' && id_type === 'resident_id')
    .findLast(({ condition }) => condition === undefined) as Ready['accounts'][number];
  const basic = Buffer.from(`${records.client_id}:${records.client_secret}`).toString('base64');
  const token = await fetch(records.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: records.scope }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const { id_type: type, id_number: number, name } = someone;
  const event = {
    specversion: '1.0',
    id: 'script-1',
    source: records.source,
    type: 'songhua.case.accepted.v1',
    subject: 'SCRIPT-1',
    time: new Date().toISOString(),
    data: {
      applicant: { identifier: { type, number, name } },
      matter_code: 'SCRIPT-001',
      matter_name: '脚本写入的事项',
      status_text: '已受理',
    },
  };
  const answer = await fetch(records.events_endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': records.content_type },
    body: JSON.stringify([event]),
  });
  expect(await answer.json()).toEqual({ results: [{ id: 'script-1', result: 'applied' }] });

  // Typed at the gateway's own page: the department has none.
  const browser = visitor();
  const picker = await browser.open((ready.clients[0] as Ready['clients'][number]).home);
  const asked = await browser.submit(picker, { source: 'shebao' });
  expect(asked.url.origin).toBe(ready.issuer);
  const { username, password } = someone;
  const page = await browser.submit(await browser.submit(asked, { username, password }));
  expect(page.url.href).toBe(ready.clients[0]?.home);
  expect(page.text).toContain('脚本写入的事项');
});

test('the reader of the old table can read it, and nothing else anywhere', async () => {
  const { sources, database_url } = await demo.start();
  const { database_url: table } = sources.find(({ id }) => id === 'shebao') as {
    database_url: string;
  };
  const as = (url: string) => {
    const reader = new URL(url);
    reader.searchParams.set('user', 'songhua_reads');
    return connectDatabase(reader.href);
  };
  const [here, there] = [as(table), as(database_url)];
  const [{ n }] = (await here.raw('select count(*) as n from songhua_zhanghu')).rows;
  expect(n).toBe('200');
  await expect(here.raw('select from kb01')).rejects.toThrow('permission denied');
  await expect(here.raw("update songhua_zhanghu set zt = '1'")).rejects.toThrow();
  await expect(here.raw('create table mine (id int)')).rejects.toThrow();
  await expect(there.raw('select 1')).rejects.toThrow('permission denied');
  await Promise.all([here.destroy(), there.destroy()]);
});

test.skipIf(left !== undefined)(
  'with --redis what passes is kept there, and an address nobody answers at is said',
  async () => {
    const redis = await startRedis();
    try {
      const ready = await demo.start('--reset', '--redis', redis.url);
      const [hall] = ready.clients as [Ready['clients'][number]];
      const account = ready.accounts[0] as Ready['accounts'][number];
      const { page } = await signIn(ready, hall.home, account);
      expect(page.text).toContain('您已登录');
      const db = connectDatabase(ready.database_url);
      const { rows } = await db.raw("select kind from artefacts where kind = 'Session'");
      await db.destroy();
      expect(rows).toEqual([]);
      await demo.interrupt();
    } finally {
      await redis.stop();
    }
    await expect(demo.start('--redis', redis.url)).rejects.toThrow('does not answer');
  },
);
