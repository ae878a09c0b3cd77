import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis as Client } from 'ioredis';

/** A Redis of the test's own, on loopback, with nothing on disk that outlives it. */
export interface RedisServer {
  url: string;
  port: number;
  pid(): number;
  /** One command, as redis-cli would give it; its answer. */
  ask(...command: [string, ...string[]]): Promise<unknown>;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
  /** Starts again on the same port, with what it held if `persistent`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const onPath = () =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, 'redis-server')));

/** Why there is no Redis to test with; undefined when there is one. With CI set it is never missing silently. */
export function noRedis(): string | undefined {
  if (onPath() || process.env['CI']) return undefined;
  return 'no redis-server on the PATH: install the package redis-server to run these';
}

/** Starts one; `more` are further settings of redis-server. */
export async function startRedis(
  options: { persistent?: boolean; port?: number; password?: string; more?: string[] } = {},
): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'songhua-redis-'));
  const port = options.port ?? (await freePort());
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', options.persistent ? 'yes' : 'no', '--appendfsync', 'always'],
    ...(options.password ? ['--requirepass', options.password] : []),
    ...(options.more ?? []),
  ];
  let child: ChildProcess;
  async function start() {
    child = spawn('redis-server', settings, { stdio: 'ignore' });
    const failed = once(child, 'error').then(([fault]) => {
      throw fault;
    });
    await Promise.race([answers(port, options.password), failed]);
  }
  async function end(signal: NodeJS.Signals) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => child.pid as number,
    async ask(name, ...more) {
      const client = new Client({
        port,
        retryStrategy: null,
        ...(options.password && { password: options.password }),
      });
      try {
        return await client.call(name, ...more);
      } finally {
        client.disconnect();
      }
    },
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Loaded, too: what it held is there again. A password or a role of replica is an answer as well. */
async function answers(port: number, password?: string): Promise<void> {
  const client = new Client({ port, retryStrategy: () => 20, ...(password && { password }) });
  client.on('error', () => {});
  try {
    const until = Date.now() + 10_000;
    while (client.status !== 'ready') {
      if (Date.now() > until) throw new Error('redis-server did not start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    client.disconnect();
  }
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
