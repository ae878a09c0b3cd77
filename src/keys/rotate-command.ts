import { parseArgs } from 'node:util';
import { readConfig } from '../../config/index.ts';
import type { Base } from '../base.ts';
import { systemClock } from '../clock.ts';
import { makeRing } from '../crypto/ring.ts';
import { connect } from '../db.ts';
import * as keys from './keys.ts';
import { revokedKey, windowOf } from './lost.ts';
import { algs as all } from './make.ts';
import { revoke } from './revoke.ts';

/**
 * `npm run keys:rotate`: rotates the signing keys now, of DATABASE_URL, for when one may be known
 * to somebody. Running gateways take it up within a second. The timed rotation needs none of this.
 * With `--lost KID` that key is revoked instead, for where no two people are at hand.
 */
const usage =
  'npm run keys:rotate -- [--alg ES256|RS256]   (both unless told)\nnpm run keys:rotate -- --lost KID\n';

async function main(chosen: string | undefined, lost: string | undefined): Promise<void> {
  const algs = all.filter((alg) => chosen === undefined || alg === chosen);
  if (algs.length === 0) throw new Error(`${chosen} is none of ${all.join(', ')}`);
  const config = readConfig();
  const url = config.databaseUrl();
  if (!url) throw new Error('set DATABASE_URL: the address that the gateways use');
  const db = connect(url, { applicationName: 'songhua keys:rotate' });
  try {
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    if (lost !== undefined) return await takeBack(base, lost);
    for (const alg of algs) {
      const kid = await keys.rotate(base, alg, { actor: { kind: 'staff' } });
      process.stdout.write(`${alg}: ${kid} signs from now on\n`);
    }
  } finally {
    await db.destroy();
  }
}

async function takeBack(base: Base, kid: string): Promise<void> {
  if (!(await revoke(base, kid, { kind: 'staff' }))) throw new Error(`there is no key ${kid}`);
  const revoked = await revokedKey(base, kid);
  if (!revoked) throw new Error(`${kid} is gone, and nothing says since when`);
  const { cached_until, tokens_until } = windowOf(revoked);
  process.stdout.write(
    `${kid} is revoked. Others may go by the old public keys until ${cached_until.toISOString()}. ${
      tokens_until
        ? `What it signed has run out by ${tokens_until.toISOString()}; the gateways end the grants with signed access tokens.`
        : 'It never signed.'
    }\n`,
  );
}

try {
  const options = {
    alg: { type: 'string' },
    lost: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(usage);
  else await main(values.alg, values.lost);
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
