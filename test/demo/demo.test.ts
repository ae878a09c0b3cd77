import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connect as connectDatabase } from '../../src/db.ts';
import { living } from '../../src/embedded/processes.ts';
import { noRedis, startRedis } from '../support/redis.ts';
import { type Page, visitor } from '../support/visitor.ts';

interface Ready {
  issuer: string;
  account_url: string;
  database_url: string;
  clients: {
    client_id: string;
    client_secret: string;
    redirect_uri: string;
    post_logout_redirect_uri: string;
    home: string;
    name: string;
  }[];
  sources: { id: string; protocol: string; name: string; database_url?: string }[];
  records: {
    client_id: string;
    client_secret: string;
    scope: string;
    token_endpoint: string;
    events_endpoint: string;
    content_type: string;
    source: string;
  };
  accounts: {
    person: string;
    source: string;
    username: string;
    password: string;
    condition?: string;
    name: string;
    id_type: string;
    id_number: string;
  }[];
}

const PORT = 20_000 + (process.pid % 1_200) * 10;
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const main = join(checkout, 'demo', 'main.ts');
let dataDir: string;
let running: ChildProcess | undefined;
let output = '';

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'songhua-demo-'));
  chmodSync(dataDir, 0o711);
});
afterEach(async () => {
  if (running && running.exitCode === null) {
    running.kill('SIGINT');
    await once(running, 'exit');
  }
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function start(...more: string[]): Promise<Ready> {
  const json = join(dataDir, 'ready.json');
  rmSync(json, { force: true });
  const args = [
    '--import',
    'tsx',
    main,
    '--port',
    String(PORT),
    '--data',
    join(dataDir, 'data'),
    '--json',
    json,
  ];
  const child = spawn(process.execPath, [...args, ...more], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part));
  await vi.waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
      expect(existsSync(json), output).toBe(true);
    },
    { timeout: 100_000, interval: 100 },
  );
  return JSON.parse(readFileSync(json, 'utf8'));
}

async function interrupt(): Promise<number | null> {
  const child = running as ChildProcess;
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  return code;
}

const isListening = (port: number) =>
  new Promise<boolean>((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });

/** From a service's home through the picker and the department back to the service. */
async function signIn(ready: Ready, home: string, account: Ready['accounts'][number]) {
  const browser = visitor();
  const picker = await browser.open(home);
  expect(picker.url.origin).toBe(ready.issuer);
  const department = await browser.submit(picker, { source: account.source });
  expect(department.url.origin).not.toBe(ready.issuer);
  const { username, password } = account;
  let page: Page = await browser.submit(department, { username, password });
  // The first arrival is shown the notice.
  if (page.url.origin === ready.issuer) page = await browser.submit(page);
  return { browser, page };
}

const of = (ready: Ready, source: string, person: string) => {
  const found = ready.accounts.find((one) => one.source === source && one.person === person);
  if (!found) throw new Error(`nobody: ${source} ${person}`);
  return found;
};

test('one command, and a citizen signs in, is known next door, signs out, and finds it all again', async () => {
  const ready = await start();
  const [hall, fund] = ready.clients as [Ready['clients'][number], Ready['clients'][number]];
  expect(ready.accounts).toHaveLength(600);
  expect(ready.sources.map(({ id }) => id)).toEqual(['gjj', 'yibao', 'shebao']);
  expect(ready.account_url).toBe(`${ready.issuer}/account`);
  expect(statSync(join(dataDir, 'ready.json')).mode & 0o077).toBe(0);
  expect(output).toContain(hall.home);
  expect(output).toContain(ready.accounts[0]?.password);

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
  const confirm = await browser.submit(next);
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
    readFileSync(join(dataDir, 'data', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
  expect(await interrupt()).toBe(0);
  expect(living(postmaster)).toBeUndefined();
  for (const offset of [0, 1, 2, 3, 4, 5]) expect(await isListening(PORT + offset)).toBe(false);

  const again = await start();
  expect(again).toEqual(ready);
  const other = await signIn(again, hall.home, of(again, 'yibao', person));
  expect(other.page.text).toContain('您已登录');
  const db = connectDatabase(again.database_url);
  const [{ n }] = (await db.raw('select count(*) as n from identities')).rows;
  await db.destroy();
  expect(n).toBe('1');
});

test('a script writes a case for somebody who has never come, and who finds it then', async () => {
  const { records, ...ready } = await start();
  const someone = ready.accounts.find(
    ({ source, condition }) => source === 'shebao' && condition === undefined,
  ) as Ready['accounts'][number];
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
  const { sources, database_url } = await start();
  const { database_url: table } = sources.at(-1) as { database_url: string };
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

test.skipIf(noRedis())(
  'with --redis what passes is kept there, and an address nobody answers at is said',
  async () => {
    const redis = await startRedis();
    try {
      const ready = await start('--reset', '--redis', redis.url);
      const [hall] = ready.clients as [Ready['clients'][number]];
      const account = ready.accounts[0] as Ready['accounts'][number];
      const { page } = await signIn(ready, hall.home, account);
      expect(page.text).toContain('您已登录');
      const db = connectDatabase(ready.database_url);
      const { rows } = await db.raw("select kind from artefacts where kind = 'Session'");
      await db.destroy();
      expect(rows).toEqual([]);
      await interrupt();
    } finally {
      await redis.stop();
    }
    await expect(start('--redis', redis.url)).rejects.toThrow('does not answer');
  },
);

test('a second start on the same data says that it runs already, and a wrong option what is wrong', async () => {
  await start();
  const ends = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { cwd: checkout });
    let words = '';
    child.stderr.on('data', (part) => (words += part));
    const [code] = await once(child, 'exit');
    return { code, words };
  };
  const data = ['--data', join(dataDir, 'data')];
  expect(await ends('--port', String(PORT + 6), ...data)).toMatchObject({
    code: 1,
    words: expect.stringContaining('runs already'),
  });
  expect(await ends('--port', 'many')).toMatchObject({
    code: 2,
    words: expect.stringContaining('--port many'),
  });
});

test('--reset forgets the people, and makes new secrets', async () => {
  const before = await start();
  await interrupt();
  const ready = await start('--reset');
  expect(ready.clients[0]?.client_secret).not.toBe(before.clients[0]?.client_secret);
  expect(ready.accounts).toEqual(before.accounts);
  const db = connectDatabase(ready.database_url);
  const [{ n }] = (await db.raw('select count(*) as n from identities')).rows;
  await db.destroy();
  expect(n).toBe('0');
});
