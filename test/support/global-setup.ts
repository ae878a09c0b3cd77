import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect, migrate } from '../../src/db.ts';
import { startEmbedded } from '../../src/embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server's maintenance database, and the migrated template that tests are cloned from. */
    databaseServer: { url: string; template: string };
  }
}

/** One PostgreSQL for the whole run, with one migrated template for each group of suites. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await sharedServer();
  const template = `songhua_template_${process.pid}_${project.name}`;
  const admin = connect(server.url);
  const stop = async () => {
    await admin.raw('drop database if exists ?? with (force)', [template]);
    await admin.destroy();
    await server.stop();
  };
  try {
    await admin.raw('create database ??', [template]);
    const db = connect(databaseUrl(server.url, template));
    await migrate(db).finally(() => db.destroy());
    project.provide('databaseServer', { url: server.url, template });
    return stop;
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** The groups load this file apart from one another, in one process: what they share hangs on that. */
interface Shared {
  server?: ReturnType<typeof startServer>;
  users: number;
}
const everywhere = globalThis as { songhuaTestServer?: Shared };
everywhere.songhuaTestServer ??= { users: 0 };
const shared: Shared = everywhere.songhuaTestServer;

async function sharedServer(): ReturnType<typeof startServer> {
  shared.users += 1;
  shared.server ??= startServer();
  const { url, stop } = await shared.server;
  return {
    url,
    async stop() {
      shared.users -= 1;
      if (shared.users > 0) return;
      shared.server = undefined;
      await stop();
    },
  };
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.DATABASE_URL_TEST;
  if (given) return { url: given, stop: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), 'songhua-test-'));
  // Root's server runs as another account, which must be able to enter.
  chmodSync(dataDir, 0o711);
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const server = await startEmbedded({ dataDir, durable: false }).catch((fault) => {
    remove();
    throw fault;
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      remove();
    },
  };
}

/** The same server, another database. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
