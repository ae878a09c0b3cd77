import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connect } from '../../src/db.ts';
import { takeLock } from '../../src/embedded/lock.ts';
import { living } from '../../src/embedded/processes.ts';
import { type Embedded, removeEmbedded, startEmbedded } from '../../src/embedded-postgres.ts';

// Starting a server costs seconds on a busy machine, and every test here starts some.
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
const running: (Embedded | ChildProcess)[] = [];

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'songhua-embedded-'));
});

afterEach(async () => {
  for (const it of running.splice(0)) await ('stop' in it ? it.stop() : it.kill('SIGKILL'));
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function start(at = dataDir): Promise<Embedded> {
  const server = await startEmbedded({ dataDir: at, durable: true });
  running.push(server);
  return server;
}

/** A launcher in a process of its own, so that it can be killed. */
async function startElsewhere(): Promise<{ launcher: ChildProcess; url: string; pid: number }> {
  const script = fileURLToPath(new URL('../support/launcher.ts', import.meta.url));
  const launcher = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(launcher);
  const [line] = await once(launcher.stdout as NodeJS.ReadableStream, 'data');
  return { launcher, ...JSON.parse(String(line)) };
}

const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const db = connect(url);
  try {
    return (await db.raw(sql)).rows;
  } finally {
    await db.destroy();
  }
};

test('a server that is killed in the middle of writing has lost nothing that it acknowledged', async () => {
  const first = await start();
  const db = connect(first.url);
  await db.raw('create table acknowledged (n integer)');
  const acknowledged: number[] = [];
  const writing = (async () => {
    for (let n = 0; ; n++) {
      await db.raw('insert into acknowledged values (?)', [n]);
      acknowledged.push(n);
      if (n === 200) process.kill(first.pid, 'SIGKILL');
    }
  })();
  await expect(writing).rejects.toThrow();
  await db.destroy();
  await first.stop();

  const second = await start();
  expect(second.url).toBe(first.url);
  const rows = await ask(second.url, 'select n from acknowledged order by n');
  expect(rows.map(({ n }) => n).slice(0, acknowledged.length)).toEqual(acknowledged);
});

test('a server whose launcher was killed is taken over, with its data', async () => {
  const orphan = await startElsewhere();
  await ask(orphan.url, "create table kept as select 'still here' as word");
  orphan.launcher.kill('SIGKILL');
  await once(orphan.launcher, 'exit');
  expect(living(orphan.pid)).toBeDefined();

  const server = await start();
  expect(living(orphan.pid)).toBeUndefined();
  expect(await ask(server.url, 'select word from kept')).toEqual([{ word: 'still here' }]);
});

test('a second launcher is refused while the first lives, and disturbs nothing', async () => {
  const server = await start();
  await expect(startEmbedded({ dataDir, durable: true })).rejects.toThrow('it runs already');
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(() => removeEmbedded(dataDir)).toThrow('it runs already');
});

test('what was left by a dead process, under a number that another now has, hinders nobody', async () => {
  await (await start()).stop();
  writeFileSync(join(dataDir, 'postgres.lock'), JSON.stringify({ pid: process.pid, since: '1' }));
  writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n`);
  const server = await start();
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a first start that was cut off is begun again, deep down in the tree too', async () => {
  // A socket's path holds at most 107 bytes.
  const deep = join(dataDir, 'd'.repeat(90));
  mkdirSync(join(deep, 'postgres'), { recursive: true });
  writeFileSync(join(deep, 'postgres', 'half-made'), '');
  const server = await start(deep);
  expect(decodeURIComponent(server.url)).not.toContain('dddd');
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('it listens on its socket only, and its log holds no values', async () => {
  const server = await start();
  const [listening] = await ask(server.url, 'show listen_addresses');
  expect(listening).toEqual({ listen_addresses: '' });
  await ask(server.url, "create table names (name text unique); insert into names values ('测试')");
  await expect(ask(server.url, "insert into names values ('测试')")).rejects.toThrow();
  const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
  expect(log).toContain('duplicate key');
  expect(log).not.toContain('测试');
});

test('removing leaves nothing of the server', async () => {
  await (await start()).stop();
  removeEmbedded(dataDir);
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
});

test('a lock is held by one, and free again after its release', () => {
  const path = join(dataDir, 'some.lock');
  const release = takeLock(path);
  expect(() => takeLock(path)).toThrow('it runs already');
  release();
  takeLock(path)();
});
