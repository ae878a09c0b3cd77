import { parseArgs } from 'node:util';
import { readConfig } from '../../config/index.ts';
import { systemClock } from '../clock.ts';
import { makeRing } from '../crypto/ring.ts';
import { connect } from '../db.ts';
import * as keys from './keys.ts';
import { algs as all } from './make.ts';

/**
 * `npm run keys:rotate`: rotates the signing keys now, of DATABASE_URL, for when one may be known
 * to somebody. Running gateways take it up within a second. The timed rotation needs none of this.
 */
const usage = 'npm run keys:rotate -- [--alg ES256|RS256]   (both unless told)\n';

async function main(chosen: string | undefined): Promise<void> {
  const algs = all.filter((alg) => chosen === undefined || alg === chosen);
  if (algs.length === 0) throw new Error(`${chosen} is none of ${all.join(', ')}`);
  const config = readConfig();
  const url = config.databaseUrl();
  if (!url) throw new Error('set DATABASE_URL: the address that the gateways use');
  const db = connect(url, { applicationName: 'songhua keys:rotate' });
  try {
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    for (const alg of algs) {
      const kid = await keys.rotate(base, alg, { actor: { kind: 'staff' } });
      process.stdout.write(`${alg}: ${kid} signs from now on\n`);
    }
  } finally {
    await db.destroy();
  }
}

try {
  const options = { alg: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(usage);
  else await main(values.alg);
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
