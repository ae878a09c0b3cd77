import { parseArgs } from 'node:util';
import { readConfig } from '../../config/index.ts';
import { systemClock } from '../clock.ts';
import { makeRing } from '../crypto/ring.ts';
import { connect } from '../db.ts';
import { importMonth, removeImport } from './import.ts';

/**
 * `npm run audit:import`: loads an archived month into DATABASE_URL again, to be searched and
 * verified, or takes one out again. Gateways may run meanwhile.
 */
const usage = `npm run audit:import -- FILE              loads an archive of the trail
npm run audit:import -- --remove MONTH    takes a loaded month (2026-03) out again
`;

async function main(file: string | undefined, month: string | undefined): Promise<string> {
  const config = readConfig();
  const url = config.databaseUrl();
  if (!url) throw new Error('set DATABASE_URL: the address that the gateways use');
  const db = connect(url, { applicationName: 'songhua audit:import' });
  try {
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    if (month !== undefined) {
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
        throw new Error(`${month} is no month as 2026-03 is`);
      await removeImport(base, month);
      return `${month} is out of the database again; its archive is where it was`;
    }
    const loaded = await importMonth(base, file as string);
    return `${loaded.month} is loaded: ${loaded.events} events, all as they were written`;
  } finally {
    await db.destroy();
  }
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { remove: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [file, ...more] = positionals;
  const one = (file === undefined) !== (values.remove === undefined) && more.length === 0;
  if (values.help || !one) process.stdout.write(usage);
  else process.stdout.write(`${await main(file, values.remove)}\n`);
  if (!values.help && !one) process.exitCode = 2;
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
