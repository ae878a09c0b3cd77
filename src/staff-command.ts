import { parseArgs } from 'node:util';
import { readConfig } from '../config/index.ts';
import type { Base } from './base.ts';
import { systemClock } from './clock.ts';
import { makeRing } from './crypto/ring.ts';
import { connect } from './db.ts';
import * as departments from './departments/departments.ts';
import { Refusal, refusals } from './errors.ts';
import * as staff from './staff/staff.ts';

/**
 * `npm run staff:first`: invites the first security administrator of the province, on the database of
 * DATABASE_URL. Only while there is no active one. Prints the one-time link, which is kept nowhere.
 */
const usage =
  'npm run staff:first -- --address name@office.example --name 姓名   (invites the first security administrator)\n';

async function main(address: string, name: string): Promise<void> {
  const config = readConfig();
  const url = config.databaseUrl();
  if (!url) throw new Error('set DATABASE_URL: the address that the gateways use');
  const db = connect(url, { applicationName: 'songhua staff:first', poolMax: 2 });
  try {
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    await ready(base);
    const { token } = await staff.makeFirst(base, { address, name });
    process.stdout.write(
      [
        'A security administrator is invited. Hand this link over by a way that you trust:',
        `  ${config.issuer}/admin/invitation/${token}`,
        `It is good once, for ${staff.INVITATION_HOURS} hours, and is shown only here. Running this again before it is used voids it.`,
        '',
      ].join('\n'),
    );
  } finally {
    await db.destroy();
  }
}

/** Throws, with the command that mends it, where the schema or the tree of departments is not there yet. */
async function ready(base: Base): Promise<void> {
  try {
    await departments.rootId(base);
  } catch (fault) {
    // 42P01, PostgreSQL appendix A: undefined_table.
    if ((fault as { code?: string }).code === '42P01')
      throw new Error(
        'the database has no tables yet: run "npm run migrate", then "npm run departments:seed", then this again',
      );
    if (fault instanceof RangeError)
      throw new Error(
        'the tree of departments is empty: run "npm run departments:seed", then this again',
      );
    throw fault;
  }
}

try {
  const { values } = parseArgs({
    options: {
      address: { type: 'string' },
      name: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) process.stdout.write(usage);
  else if (!values.address || !values.name) throw new Error(usage);
  else await main(values.address, values.name);
} catch (fault) {
  if (fault instanceof Refusal) console.error(`${fault.code}: ${refusals[fault.code].advice}`);
  else console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
