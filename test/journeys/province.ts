import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { readConfig } from '../../config/index.ts';
import { PORTS } from '../../demo/places.ts';
import { type Account, type PersonKind, population } from '../../demo/population.ts';
import type { Base } from '../../src/base.ts';
import { systemClock } from '../../src/clock.ts';
import { makeRing } from '../../src/crypto/ring.ts';
import { connect } from '../../src/db.ts';

/** The sample province as `npm run demo` starts it: a process of its own, empty, on free ports. */
export interface Province {
  gateway: string;
  account: string;
  hall: string;
  fundHall: string;
  insuranceHall: string;
  /** The service that asks for consent. */
  learning: string;
  /** The self-service machine. */
  machine: string;
  /** Every origin that a page of the province may ask for anything. */
  origins: ReadonlySet<string>;
  /** The sample staff, by their work address. */
  staff: ReadonlyMap<string, { password: string; totp_secret: string }>;
  /** The gateway's database, to look at what was written. */
  base: Base;
  stop(): Promise<void>;
}

interface Ready {
  issuer: string;
  account_url: string;
  database_url: string;
  clients: { home: string; consent?: object }[];
  machines: { home: string }[];
  staff: { address: string; password: string; totp_secret: string }[];
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const ports = Array.from({ length: PORTS }, (_, offset) => offset);

/** `redis` is an address of the Redis that holds what passes. */
export async function startProvince({ redis }: { redis?: string } = {}): Promise<Province> {
  const dir = mkdtempSync(join(tmpdir(), 'songhua-journey-'));
  // As root the database runs as somebody else, who has to reach its directory.
  chmodSync(dir, 0o711);
  const port = await freePorts();
  const json = join(dir, 'ready.json');
  const data = join(dir, 'data');
  const options = ['--port', `${port}`, '--data', data, '--json', json];
  if (redis) options.push('--redis', redis);
  const demo = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...options], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (part) => (output += part));
  try {
    await vi.waitFor(
      () => {
        if (demo.exitCode !== null || !existsSync(json)) throw new Error(`not ready: ${output}`);
      },
      { timeout: 90_000, interval: 100 },
    );
  } catch (late) {
    await end(demo);
    rmSync(dir, { recursive: true, force: true });
    throw late;
  }
  const ready: Ready = JSON.parse(readFileSync(json, 'utf8'));
  const db = connect(ready.database_url, { poolMax: 2 });
  const ring = makeRing(readConfig({ DATABASE_URL: ready.database_url }).ring());
  const [hall, fundHall, insuranceHall] = ready.clients;
  const learning = ready.clients.find(({ consent }) => consent);
  const [machine] = ready.machines;
  if (!hall || !fundHall || !insuranceHall || !learning || !machine)
    throw new Error('a hall, two sub-halls, a learning platform and a machine are there');
  return {
    gateway: ready.issuer,
    account: ready.account_url,
    hall: hall.home,
    fundHall: fundHall.home,
    insuranceHall: insuranceHall.home,
    learning: learning.home,
    machine: machine.home,
    origins: new Set(
      ports.flatMap((offset) => [
        `http://localhost:${port + offset}`,
        // Departments are another site than ours, as they are in earnest.
        `http://127.0.0.1:${port + offset}`,
      ]),
    ),
    staff: new Map(ready.staff.map((one) => [one.address, one])),
    base: { db, ring, clock: systemClock },
    async stop() {
      await db.destroy();
      await end(demo);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function end(demo: ChildProcess): Promise<void> {
  if (demo.exitCode !== null) return;
  demo.kill('SIGINT');
  await once(demo, 'exit');
}

/** The first of some ports in a row that nobody uses; below those that systems give out by themselves. */
async function freePorts(): Promise<number> {
  for (let first = 10_000 + (process.pid % 1_000) * 10; first < 32_000; first += PORTS) {
    const free = await Promise.all(ports.map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free ports in a row');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
}

const everybody = population();

/** Both accounts of the `nth` person of a kind: the same human, or two who share a number. */
export function accountsOf(kind: PersonKind, nth = 0): { gjj: Account; yibao: Account } {
  const at = (source: Account['source']) =>
    everybody.filter((account) => account.kind === kind && account.source === source);
  const gjj = at('gjj')[nth];
  const yibao = at('yibao').find(({ document }) => document.number === gjj?.document.number);
  if (!gjj || !yibao) throw new Error(`nobody of kind ${kind} with accounts at both`);
  return { gjj, yibao };
}

/** The `nth` account of a source whose people have accounts everywhere. */
export function accountAt(source: Account['source'], nth: number): Account {
  const account = everybody.filter((one) => one.source === source)[nth];
  if (!account) throw new Error(`nobody: ${source} ${nth}`);
  return account;
}

/** All three accounts of the `nth` person of a kind whose account in the old table is as told. */
export function everywhere(
  condition: Account['condition'],
  nth = 0,
): { gjj: Account; yibao: Account; shebao: Account } {
  const shebao = everybody.filter((one) => one.source === 'shebao' && one.condition === condition)[
    nth
  ];
  const at = (source: Account['source']) =>
    everybody.find((one) => one.source === source && one.person === shebao?.person);
  const [gjj, yibao] = [at('gjj'), at('yibao')];
  if (!gjj || !yibao || !shebao) throw new Error('nobody of that kind with accounts at all three');
  return { gjj, yibao, shebao };
}
