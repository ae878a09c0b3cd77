import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { type Config, readConfig } from '../../config/index.ts';
import { systemClock } from '../clock.ts';
import { makeRing } from '../crypto/ring.ts';
import { connect } from '../db.ts';
import { startEmbedded } from '../embedded-postgres.ts';
import { fileSink } from './heads.ts';
import { publicKeyOf } from './seal.ts';
import { type Examination, examine } from './verify.ts';

/**
 * `npm run audit:verify`: holds the trail of DATABASE_URL against AUDIT_HEADS_FILE, or that of the
 * embedded database in a directory against the heads beside it. Exits 0 when it is whole, 1 with
 * every finding named, 2 when it could not be verified. Changes nothing; gateways may run meanwhile.
 */
const usage = `npm run audit:verify -- [--data DIR] [--heads FILE]... [--archives DIR]
  --data DIR      the embedded database in DIR (of the demo or of a development gateway), and DIR/audit-heads.ndjson
  --heads FILE    a file of heads; one for each node that keeps its own
  --archives DIR  where the archives of dropped months are; AUDIT_ARCHIVE_DIR unless told
  --public-key    prints the key that archives and exports are checked with outside, and does nothing else
`;
const HEADS = 'audit-heads.ndjson';

interface Options {
  data?: string;
  heads: string[];
  archives?: string;
}

async function main(options: Options): Promise<number> {
  const config = readConfig();
  const database = await open(options.data, config);
  const db = connect(database.url, { applicationName: 'songhua audit:verify' });
  try {
    const files =
      options.heads.length > 0 ? options.heads : await headsOf(db, options.data, config);
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    const found = await examine(
      base,
      files.map(fileSink),
      options.archives ?? config.auditArchiveDir,
    );
    return report(found, files);
  } finally {
    await db.destroy();
    await database.close();
  }
}

/** The database to look at; an embedded one that does not run is started for the time. */
async function open(data: string | undefined, config: Config) {
  const given = data === undefined ? config.databaseUrl() : undefined;
  if (given) return { url: given, close: async () => {} };
  const directory = data ?? config.dataDir;
  if (!existsSync(directory)) throw new Error(`there is no ${directory}`);
  const running = runningServer(directory);
  if (running && (await answers(running))) return { url: running, close: async () => {} };
  const server = await startEmbedded({ dataDir: directory, durable: true });
  return { url: server.url, close: () => server.stop() };
}

/** Where a server of this directory listens: line 5 of postmaster.pid is its socket directory. */
function runningServer(directory: string): string | undefined {
  const note = join(directory, 'postgres-is-elsewhere.txt');
  const place = existsSync(note) ? readFileSync(note, 'utf8').trim() : directory;
  const file = join(place, 'postgres', 'postmaster.pid');
  const sockets = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[4] : undefined;
  return sockets && `postgresql:///songhua?host=${encodeURIComponent(sockets)}&user=postgres`;
}

async function answers(url: string): Promise<boolean> {
  const db = connect(url);
  try {
    await db.raw('select 1');
    return true;
  } catch {
    return false; // The file was left by a server that was killed.
  } finally {
    await db.destroy();
  }
}

async function headsOf(db: Knex, data: string | undefined, config: Config): Promise<string[]> {
  if (data !== undefined) return [join(data, HEADS)];
  if (config.production) return [config.auditHeadsFile];
  // The address of a running demo: its heads are beside its data, not where this process keeps its own.
  const { rows } = await db.raw('show data_directory');
  const beside = join(dirname(rows[0].data_directory), HEADS);
  return [existsSync(beside) ? beside : config.auditHeadsFile];
}

function report(found: Examination, files: readonly string[]): number {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`${found.seals} seals, ${found.events} events sealed, ${found.queued} queued`);
  for (const file of files) say(`heads: ${file}${existsSync(file) ? '' : ' (there is none)'}`);
  for (const note of found.notes) say(`note: ${note}`);
  for (const { sentence } of found.findings) say(`FINDING ${sentence}`);
  if (found.unnamed > 0) say(`and ${found.unnamed} more`);
  const count = found.findings.length + found.unnamed;
  say(count === 0 ? 'the trail is whole' : `the trail is not whole: ${count} findings`);
  return count === 0 ? 0 : 1;
}

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      heads: { type: 'string', multiple: true, default: [] },
      archives: { type: 'string' },
      'public-key': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) process.stdout.write(usage);
  else if (values['public-key']) process.stdout.write(publicKeyOf(makeRing(readConfig().ring())));
  else process.exitCode = await main(values);
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 2;
}
