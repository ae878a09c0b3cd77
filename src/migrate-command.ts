import { readConfig } from '../config/index.ts';
import { connect, migrate } from './db.ts';
import { startEmbedded } from './embedded-postgres.ts';

/**
 * `npm run migrate`: brings the schema up to date, of DATABASE_URL or else of the embedded
 * database in DATA_DIR (which must not run: its gateway migrates when it starts).
 */
const config = readConfig();
const given = config.databaseUrl();
const embedded = given
  ? undefined
  : await startEmbedded({ dataDir: config.dataDir, durable: true });
const db = connect(given ?? (embedded as { url: string }).url, {
  applicationName: 'songhua migrate',
});
try {
  const names = await migrate(db);
  for (const name of names) process.stdout.write(`${name}\n`);
  process.stdout.write(`${names.length} migrations run, the schema is up to date\n`);
} finally {
  await db.destroy();
  await embedded?.stop();
}
