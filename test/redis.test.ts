import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../config/index.ts';
import { type Gateway, startGateway } from '../src/main.ts';
import { connectRedis, type Redis, RedisGone, RedisRefuses } from '../src/redis.ts';
import { freshDatabase } from './support/database.ts';
import { gatewayEnv } from './support/gateway.ts';
import { freePort, noRedis, type RedisServer, startRedis } from './support/redis.ts';

const missing = noRedis();
const WAIT = { timeout: 10_000, interval: 20 };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function server(options: Parameters<typeof startRedis>[0] = {}): Promise<RedisServer> {
  const started = await startRedis(options);
  ends.push(() => started.stop());
  return started;
}

/** A connection, a script that writes through it, and what was told of it. */
function connected(url: string) {
  const told: string[] = [];
  const redis: Redis = connectRedis(url, (now) => told.push(now));
  ends.push(() => redis.close());
  const { write } = redis.scripts({ write: "return redis.call('SET', 'k', ARGV[1])" });
  return { redis, told, write: (value = 'v') => write(value) };
}

async function fails(asked: Promise<unknown>): Promise<Error> {
  try {
    await asked;
  } catch (fault) {
    return fault as Error;
  }
  throw new Error('nothing failed');
}

describe.skipIf(missing)(missing ?? 'a Redis that is gone', () => {
  it('because nobody listens there fails at once, and the first connection is not waited for longer than 5 s', async () => {
    const { redis, write, told } = connected(`redis://127.0.0.1:${await freePort()}`);
    expect(await fails(write())).toBeInstanceOf(RedisGone);
    expect(await redis.answers()).toBe(false);
    expect(await fails(redis.ready())).toBeInstanceOf(RedisGone);
    expect(told).toEqual(['gone']);
  });

  it('because it was killed in mid-command fails that command, and serves again once it is back', async () => {
    const one = await server();
    const { redis, write, told } = connected(one.url);
    await redis.ready();
    expect(await write()).toBe('OK');
    process.kill(one.pid(), 'SIGSTOP');
    const flying = fails(write());
    await one.kill();
    expect(await flying).toBeInstanceOf(RedisGone);
    expect(await fails(write())).toBeInstanceOf(RedisGone);
    await one.start();
    await expect.poll(() => redis.answers(), WAIT).toBe(true);
    // The new server has never heard of the script.
    expect(await write()).toBe('OK');
    expect(told).toEqual(['gone', 'back']);
  });

  it('because it hangs fails after two seconds, and serves again when it goes on', async () => {
    const one = await server();
    const { redis, write } = connected(one.url);
    await redis.ready();
    process.kill(one.pid(), 'SIGSTOP');
    expect(await fails(write())).toBeInstanceOf(RedisGone);
    expect(await redis.answers()).toBe(false);
    process.kill(one.pid(), 'SIGCONT');
    await expect.poll(() => redis.answers(), WAIT).toBe(true);
  });

  it('because it is full and throws nothing out fails, and serves again when there is room', async () => {
    const one = await server({ more: ['--maxmemory-policy', 'noeviction'] });
    const { redis, write } = connected(one.url);
    await redis.ready();
    await one.ask('CONFIG', 'SET', 'maxmemory', '1');
    const fault = await fails(write());
    expect([fault.name, fault.message]).toEqual(['RedisGone', expect.stringMatching(/^OOM /)]);
    expect(await redis.answers()).toBe(false);
    await one.ask('CONFIG', 'SET', 'maxmemory', '0');
    expect(await redis.answers()).toBe(true);
    expect(await write()).toBe('OK');
  });

  it('because it has become a replica, or lost its replicas, fails', async () => {
    const one = await server();
    const { redis, write } = connected(one.url);
    await redis.ready();
    await one.ask('CONFIG', 'SET', 'min-replicas-to-write', '1');
    const lonely = await fails(write());
    expect([lonely.name, lonely.message]).toEqual([
      'RedisGone',
      expect.stringMatching(/^NOREPLICAS /),
    ]);
    await one.ask('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await one.ask('REPLICAOF', '127.0.0.1', String(await freePort()));
    expect(await fails(write())).toBeInstanceOf(RedisGone);
    expect(await redis.answers()).toBe(false);
    await one.ask('REPLICAOF', 'NO', 'ONE');
    await expect.poll(() => redis.answers(), WAIT).toBe(true);
  });

  it.each([
    'LOADING Redis is loading the dataset in memory',
    'MASTERDOWN Link with MASTER is down',
  ])('because it says "%s" fails', async (words) => {
    const { url, say } = await speaks();
    const { redis, write } = connected(url);
    await redis.ready();
    say(`-${words}\r\n`);
    expect(await fails(write())).toBeInstanceOf(RedisGone);
    expect(await redis.answers()).toBe(false);
  });

  it('is not what a fault in a script is', async () => {
    const one = await server();
    const { redis } = connected(one.url);
    await redis.ready();
    const { wrong } = redis.scripts({ wrong: "return redis.call('NOSUCH')" });
    expect(await fails(wrong())).not.toBeInstanceOf(RedisGone);
  });
});

describe.skipIf(missing)(missing ?? 'an address that Redis refuses', () => {
  it('for a password that is wrong, missing, or of no such database is told at once, in words', async () => {
    const one = await server({ password: 'right' });
    for (const [url, words] of [
      [`redis://:wrong@127.0.0.1:${one.port}`, /^WRONGPASS/],
      [`redis://127.0.0.1:${one.port}`, /^NOAUTH/],
      [`redis://:right@127.0.0.1:${one.port}/99`, /^ERR DB index/],
    ] as const) {
      const fault = await fails(connected(url).redis.ready());
      expect([fault.name, fault.message]).toEqual(['RedisRefuses', expect.stringMatching(words)]);
    }
    await connected(`redis://:right@127.0.0.1:${one.port}/3`).redis.ready();
  });

  it('because the role behind it may run no scripts is told at once', async () => {
    const one = await server();
    await one.ask('ACL', 'SETUSER', 'reader', 'on', '>right', '~*', '+@all', '-@scripting');
    const fault = await fails(
      connected(`redis://reader:right@127.0.0.1:${one.port}`).redis.ready(),
    );
    expect(fault).toBeInstanceOf(RedisRefuses);
  });
});

describe.skipIf(missing)(missing ?? 'a gateway', () => {
  async function start(redisUrl: string): Promise<Gateway> {
    const data = await freshDatabase();
    const dir = mkdtempSync(join(tmpdir(), 'songhua-redis-start-'));
    ends.push(async () => {
      await data.drop();
      rmSync(dir, { recursive: true, force: true });
    });
    const env = { ...gatewayEnv(data, await freePort(), dir), REDIS_URL: redisUrl };
    const gateway = await startGateway(readConfig(env));
    ends.push(() => gateway.stop());
    return gateway;
  }

  it('does not start on a password that is wrong, and says which setting it is, but not the password', async () => {
    const one = await server({ password: 'right' });
    const fault = await fails(start(`redis://:a-wrong-secret@127.0.0.1:${one.port}`));
    expect(fault.name).toBe('ConfigFaults');
    expect(fault.message).toMatch(/REDIS_URL: is refused by Redis: WRONGPASS/);
    expect(fault.message).not.toContain('a-wrong-secret');
  });

  it('starts while Redis is away, alive and not ready, and serves as soon as it comes', async () => {
    const port = await freePort();
    const { issuer } = await start(`redis://127.0.0.1:${port}`);
    const status = async (path: string) => (await fetch(`${issuer}${path}`)).status;
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
    await server({ port });
    await expect.poll(() => status('/readyz'), WAIT).toBe(200);
  });
});

describe('the tests with Redis', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are left out on a machine without it, with a reason, but never in CI', () => {
    vi.stubEnv('PATH', '');
    vi.stubEnv('CI', '');
    expect(noRedis()).toMatch(/install/);
    vi.stubEnv('CI', '1');
    expect(noRedis()).toBeUndefined();
  });
});

describe('nobody', () => {
  it('has to catch what the connection meets between two commands', async () => {
    const unheard = vi.fn();
    process.on('unhandledRejection', unheard);
    const { url, hangUp } = await speaks();
    const { redis } = connected(url);
    await redis.ready();
    hangUp();
    await expect.poll(() => redis.answers(), WAIT).toBe(true);
    process.off('unhandledRejection', unheard);
    expect(unheard).not.toHaveBeenCalled();
  });
});

/** Speaks just enough of Redis' protocol to connect; then says what it is told to. */
async function speaks() {
  let words = '+OK\r\n';
  let told = false;
  const sockets = new Set<Socket>();
  const listening: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (const command of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        const name = command[1]?.toLowerCase();
        if (told && name !== 'info' && name !== 'hello') socket.write(words);
        else if (name === 'hello') socket.write('-NOPROTO unsupported protocol version\r\n');
        else if (name === 'info') socket.write('$22\r\nloading:0\r\nrole:master\r\n');
        else socket.write('+OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as { port: number };
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  ends.push(async () => {
    hangUp();
    await new Promise((resolve) => listening.close(resolve));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    hangUp,
    say(line: string) {
      [words, told] = [line, true];
    },
  };
}
