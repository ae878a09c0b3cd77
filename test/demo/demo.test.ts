import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { PORTS } from '../../demo/places.ts';
import { connect as connectDatabase } from '../../src/db.ts';
import { living } from '../../src/embedded/processes.ts';
import { checkout, demoProcess, main, PORT, type Ready, signIn } from './rig.ts';

const demo = demoProcess();
const WAIT = { timeout: 10_000, interval: 50 };

const isListening = (port: number) =>
  new Promise<boolean>((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });

const of = (ready: Ready, source: string, person: string) => {
  const found = ready.accounts.find((one) => one.source === source && one.person === person);
  if (!found) throw new Error(`nobody: ${source} ${person}`);
  return found;
};

test('one command, and a citizen signs in, is known next door, signs out, and finds it all again', async () => {
  const ready = await demo.start();
  const [hall, fund] = ready.clients as [Ready['clients'][number], Ready['clients'][number]];
  expect(ready.accounts).toHaveLength(1_000);
  expect(ready.sources.map(({ id, protocol }) => [id, protocol])).toEqual([
    ['gjj', 'oidc'],
    ['yibao', 'oauth2'],
    ['shebao', 'password-table'],
    ['jiaoyu', 'saml'],
    ['bdc', 'cas'],
    ['weijian', 'ldap'],
    ['shuiwu', 'ticket'],
  ]);
  for (const { id, accounts } of ready.sources)
    expect(ready.accounts.filter(({ source }) => source === id)).toHaveLength(accounts);
  expect(ready.account_url).toBe(`${ready.issuer}/account`);
  expect(statSync(demo.json()).mode & 0o077).toBe(0);
  // The file for scripts is there a moment before the same is printed.
  await vi.waitFor(() => expect(demo.output()).toContain(hall.home), WAIT);
  await vi.waitFor(() => expect(demo.output()).toContain(ready.accounts[0]?.password), WAIT);

  const { person } = ready.accounts[0] as Ready['accounts'][number];
  const { browser, page } = await signIn(ready, hall.home, of(ready, 'gjj', person));
  expect(page.url.href).toBe(hall.home);
  expect(page.text).toContain('您已登录');
  expect(page.text).toContain('认证级别 2 级');
  const next = await browser.open(fund.home);
  expect(next.url.href).toBe(fund.home);
  expect(next.text).toContain('您已登录');
  expect(next.text).toMatch(/证件号码 220\*+\w\w /);

  // Signing out at one service ends the other's session by the back channel.
  const signOut = next.forms.filter(({ action }) => action.pathname === '/signout');
  const confirm = await browser.submit({ ...next, forms: signOut });
  expect(confirm.url.origin).toBe(ready.issuer);
  const gone = await browser.submit(confirm, {}, { name: 'logout', value: 'yes' });
  expect(gone.url.href).toBe(fund.post_logout_redirect_uri);
  await vi.waitFor(
    async () => expect((await browser.open(hall.home)).url.origin).toBe(ready.issuer),
    {
      timeout: 10_000,
      interval: 100,
    },
  );

  const database = connectDatabase(ready.database_url);
  const { rows } = await database.raw(
    'select pid from pg_stat_activity where pid <> pg_backend_pid()',
  );
  expect(rows.length).toBeGreaterThan(0);
  await database.destroy();
  const postmaster = Number(
    readFileSync(join(demo.data(), 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
  expect(await demo.interrupt()).toBe(0);
  expect(living(postmaster)).toBeUndefined();
  for (let offset = 0; offset < PORTS; offset += 1)
    expect(await isListening(PORT + offset)).toBe(false);

  const again = await demo.start();
  expect(again).toEqual(ready);
  // The same person through all the others, one protocol each: nobody new.
  for (const { id } of again.sources.slice(1)) {
    const other = await signIn(again, hall.home, of(again, id, person));
    expect(other.page.url.href, id).toBe(hall.home);
    expect(other.page.text, id).toContain('您已登录');
    expect(other.page.text, id).toContain('认证级别 2 级');
  }
  const db = connectDatabase(again.database_url);
  const [{ n }] = (await db.raw('select count(*) as n from identities')).rows;
  await db.destroy();
  expect(n).toBe('1');
});

test('a second start on the same data says that it runs already, and a wrong option what is wrong', async () => {
  await demo.start();
  const ends = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { cwd: checkout });
    let words = '';
    child.stderr.on('data', (part) => (words += part));
    const [code] = await once(child, 'exit');
    return { code, words };
  };
  const data = ['--data', demo.data()];
  expect(await ends('--port', String(PORT + PORTS), ...data)).toMatchObject({
    code: 1,
    words: expect.stringContaining('runs already'),
  });
  expect(await ends('--port', 'many')).toMatchObject({
    code: 2,
    words: expect.stringContaining('--port many'),
  });
});

test('--reset forgets the people, and makes new secrets', async () => {
  const before = await demo.start();
  await demo.interrupt();
  const ready = await demo.start('--reset');
  expect(ready.clients[0]?.client_secret).not.toBe(before.clients[0]?.client_secret);
  expect(ready.accounts).toEqual(before.accounts);
  const db = connectDatabase(ready.database_url);
  const [{ n }] = (await db.raw('select count(*) as n from identities')).rows;
  await db.destroy();
  expect(n).toBe('0');
});
