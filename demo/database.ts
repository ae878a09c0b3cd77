import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Embedded, removeEmbedded, startEmbedded } from '../src/embedded-postgres.ts';
import { secretsFile } from './secrets.ts';
import { casesFiles } from './services.ts';

/** What is kept beside the database, by name: a data directory may hold things that are not ours. */
const keptBeside = (dataDir: string) => [
  secretsFile(dataDir),
  join(dataDir, 'audit-heads.ndjson'),
  ...Object.values(casesFiles(dataDir)),
];

/** Forgets a sample province; throws when it runs. */
export function forget(dataDir: string): void {
  removeEmbedded(dataDir);
  for (const file of keptBeside(dataDir)) rmSync(file, { force: true });
}

/**
 * The database, started again whenever it dies of something else than us: one may kill it and
 * watch how the gateway takes it. Gives the address, the same all the time.
 */
export async function startDatabase(
  dataDir: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const start = () => startEmbedded({ dataDir, durable: true });
  let server: Embedded = await start();
  let stopped = false;
  let mending = Promise.resolve();

  function watch(): void {
    void server.exited.then(() => {
      if (!stopped) mending = mend();
    });
  }

  async function mend(): Promise<void> {
    console.error('The database has died and is started again.');
    await server.stop();
    server = await start();
    watch();
  }

  watch();
  return {
    url: server.url,
    async stop() {
      stopped = true;
      await mending;
      await server.stop();
    },
  };
}
