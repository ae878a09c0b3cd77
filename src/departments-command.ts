import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/index.ts';
import type { Base } from './base.ts';
import { systemClock } from './clock.ts';
import { makeRing } from './crypto/ring.ts';
import { connect } from './db.ts';
import * as departments from './departments/departments.ts';
import * as imports from './departments/import.ts';

/**
 * The tree of departments from the machine, in DATABASE_URL: `npm run departments:seed` puts the
 * divisions of Jilin there, `npm run departments:import -- file.csv` a file of one's own, whole or
 * not at all. Running gateways take it up within a second.
 */
const usage = `npm run departments:seed
npm run departments:import -- file.csv [--dry-run]   (dry run: says what it would do, and does nothing)
`;

const actor = { kind: 'staff' } as const;

async function seed(base: Base): Promise<void> {
  const added = await departments.seedRegions(base, actor);
  process.stdout.write(`${added} regions were added\n`);
}

async function importFile(base: Base, path: string, dry: boolean): Promise<void> {
  const file = { text: imports.textOf(await readFile(path)), within: 'all' } as const;
  const { verdicts, counts, digest } = await imports.tryOut(base, file);
  for (const one of verdicts) {
    const about = one.result === 'changed' ? one.fields.join(' ') : '';
    const why = one.result === 'fault' ? `${one.field}: ${one.reason}` : about;
    if (one.result !== 'same')
      process.stdout.write(`${`line ${one.line} ${one.code} ${one.result} ${why}`.trim()}\n`);
  }
  process.stdout.write(
    `${counts.added} to add, ${counts.changed} to change, ${counts.same} the same, ${counts.fault} faults\n`,
  );
  if (counts.fault > 0) throw new Error('nothing was written: a file is taken whole or not at all');
  if (dry) return;
  await imports.apply(base, file, digest, actor);
  process.stdout.write('done\n');
}

async function main(command: string | undefined, path: string | undefined, dry: boolean) {
  if (command !== 'seed' && (command !== 'import' || path === undefined)) throw new Error(usage);
  const config = readConfig();
  const url = config.databaseUrl();
  if (!url) throw new Error('set DATABASE_URL: the address that the gateways use');
  const db = connect(url, { applicationName: 'songhua departments' });
  try {
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    await (command === 'seed' ? seed(base) : importFile(base, path as string, dry));
  } finally {
    await db.destroy();
  }
}

try {
  const options = { 'dry-run': { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) process.stdout.write(usage);
  else await main(positionals[0], positionals[1], values['dry-run'] ?? false);
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
