import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis as Client } from 'ioredis';
import { freePort, type RedisServer, startRedis } from './redis.ts';

/** A master, a replica of it, and one Sentinel that watches both; all on loopback. */
export interface Watched {
  url: string;
  master: RedisServer;
  replica: RedisServer;
  /** Back when the replica has all that the master has. */
  replicated(): Promise<void>;
  /** From now on nothing reaches the replica, though nobody has noticed yet. */
  cut(): Promise<void>;
  /** kill -9 of the master; back when Sentinel has made the replica the master. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = 'songhua';

export async function startWatched(): Promise<Watched> {
  const master = await startRedis({ more: ['--repl-diskless-sync-delay', '0'] });
  const replica = await startRedis();
  await replica.ask('REPLICAOF', '127.0.0.1', String(master.port));
  const inStep = async () => String(await replica.ask('INFO', 'replication'));
  await until(async () => /master_link_status:up/.test(await inStep()));

  const held = new Client({ port: master.port, retryStrategy: null });
  held.on('error', () => {});

  const folder = mkdtempSync(join(tmpdir(), 'songhua-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  writeFileSync(
    file,
    [
      ...[`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, 'protected-mode no'],
      `sentinel monitor ${NAME} 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds ${NAME} 2000`,
      `sentinel failover-timeout ${NAME} 10000`,
    ].join('\n'),
  );
  const sentinel: ChildProcess = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  async function asked(...command: [string, ...string[]]): Promise<unknown> {
    const client = new Client({ port, retryStrategy: null, enableReadyCheck: false });
    client.on('error', () => {});
    try {
      const [name, ...more] = command;
      return await client.call(name, ...more);
    } catch {
      return undefined;
    } finally {
      client.disconnect();
    }
  }
  // It knows of the replica from the master, which it asks every few seconds.
  await until(async () => {
    const replicas = (await asked('SENTINEL', 'REPLICAS', NAME)) as unknown[] | undefined;
    return JSON.stringify(replicas ?? []).includes(String(replica.port));
  });

  const offset = async (server: RedisServer) =>
    /master_repl_offset:(\d+)/.exec(String(await server.ask('INFO', 'replication')))?.[1];
  return {
    url: `redis+sentinel://127.0.0.1:${port}/${NAME}`,
    master,
    replica,
    replicated: () => until(async () => (await offset(master)) === (await offset(replica))),
    async cut() {
      // Whoever is connected stays; the replica's next connection is refused, and it keeps what it has.
      await master.ask('CONFIG', 'SET', 'requirepass', 'not-known-to-the-replica');
      await held.call('CLIENT', 'KILL', 'TYPE', 'replica');
      await until(async () => /master_link_status:down/.test(await inStep()));
    },
    async failOver() {
      await master.kill();
      await until(async () => {
        const at = (await asked('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)) as string[];
        return at?.[1] === String(replica.port);
      });
    },
    async stop() {
      held.disconnect();
      const ended = once(sentinel, 'exit');
      sentinel.kill('SIGKILL');
      await ended;
      await Promise.all([master.stop(), replica.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('the servers did not come to it within a minute');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
