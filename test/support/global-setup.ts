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

/** One PostgreSQL for the whole run, with one migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
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

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.DATABASE_URL_TEST;
  if (given) return { url: given, stop: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), 'songhua-test-'));
  // Root's server runs as another account, which must be able to enter.
  chmodSync(dataDir, 0o711);
  const server = await startEmbedded({ dataDir, durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same server, another database. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
