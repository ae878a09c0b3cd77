import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../src/db.ts';
import { startEmbedded } from '../src/embedded-postgres.ts';
import { startRedis } from '../test/support/redis.ts';

/** The servers that keep what the contestants keep; each contestant has a database of its own. */
export interface Stores {
  /** A database, and a directory for what a process keeps beside it. */
  own(name: string): Promise<{ databaseUrl: string; dataDir: string }>;
  /** A database of Redis; undefined when none was asked for. */
  redis(number: number): string | undefined;
  stop(): Promise<void>;
}

export async function startStores(withRedis: boolean): Promise<Stores> {
  const dir = mkdtempSync(join(tmpdir(), 'songhua-bench-'));
  const postgres = await startEmbedded({ dataDir: dir, durable: true });
  const redis = withRedis ? await startRedis().catch(stopped) : undefined;
  // The bench may be interrupted: what it started goes with it.
  const orphan = () => redis && process.kill(redis.pid(), 'SIGKILL');
  process.once('exit', orphan);
  async function stopped(fault: unknown): Promise<never> {
    await postgres.stop();
    throw fault;
  }
  return {
    async own(name) {
      const db = connect(postgres.url, { applicationName: 'songhua bench' });
      await db.raw('create database ??', [name]).finally(() => db.destroy());
      const dataDir = join(dir, name);
      mkdirSync(dataDir);
      return { databaseUrl: postgres.url.replace('/songhua?', `/${name}?`), dataDir };
    },
    redis: (number) => redis && `${redis.url}/${number}`,
    async stop() {
      process.removeListener('exit', orphan);
      await redis?.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
