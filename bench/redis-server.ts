import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePorts } from './free-ports.ts';

const START_MS = 10_000;

/** A Redis of the bench's own on a free port of 127.0.0.1; it keeps nothing on disk. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'songhua-bench-redis-'));
  const [port] = await freePorts(1);
  const args = `--bind 127.0.0.1 --port ${port} --appendonly no --daemonize no --dir ${dir}`;
  const server = spawn('redis-server', [...args.split(' '), '--save', ''], { stdio: 'ignore' });
  const orphan = () => server.kill('SIGKILL');
  process.once('exit', orphan);
  const failed = once(server, 'error').then(([fault]) => {
    throw new Error(`redis-server does not start: ${fault.message}. Is it installed?`);
  });
  const url = `redis://127.0.0.1:${port}`;
  await Promise.race([failed, answers(url)]);
  return {
    url,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGTERM');
      await gone;
      process.removeListener('exit', orphan);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  const over = Date.now() + START_MS;
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => (Date.now() < over ? 20 : null),
  });
  // Refusals until it listens are expected; that it never does is told by `ping`.
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
}
