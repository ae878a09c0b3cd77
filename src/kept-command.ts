import { parseArgs } from 'node:util';
import { readConfig } from '../config/index.ts';
import { kept as approvals } from './approvals/kept.ts';
import type { Base } from './base.ts';
import { kept as clients } from './clients/kept.ts';
import { secretVersions } from './clients/secret-versions.ts';
import { systemClock } from './clock.ts';
import { kept as credentials } from './credentials/kept.ts';
import { makeRing } from './crypto/ring.ts';
import { connect } from './db.ts';
import { kept as developers } from './developers/kept.ts';
import { kept as identities } from './identities/kept.ts';
import * as changing from './keys/changing.ts';
import type { Change } from './keys/kept.ts';
import { kept as keys } from './keys/make.ts';
import * as matchVersions from './keys/match-versions.ts';
import { clearing, filling } from './keys/rehash.ts';
import { keyCounts, resealing } from './keys/reseal.ts';
import { kept as merging } from './merging/kept.ts';
import { kept as messages } from './messages/kept.ts';
import { kept as records } from './records/kept.ts';
import { kept as recovery } from './recovery/kept.ts';
import { kept as sessions } from './sessions/kept.ts';
import { kept as sources } from './sources/kept.ts';
import { kept as staff } from './staff/kept.ts';
import { kept as support } from './support/kept.ts';

/**
 * `npm run keys:reseal` and `npm run keys:rehash`: bring all rows of DATABASE_URL to the keys that the
 * settings name, while the gateways run. Killed, they go on where they were (docs/operations.md).
 */
const usage = `npm run keys:reseal -- [--check]            seals every value with the first of SONGHUA_FIELD_KEYS
npm run keys:rehash -- [--check] [--clear]  makes the hashes of MATCH_VERSIONS; --clear removes those of a former version
`;

const tables = [
  ...keys,
  ...sources,
  ...clients,
  ...sessions,
  ...identities,
  ...credentials,
  ...records,
  ...recovery,
  ...messages,
  ...merging,
  ...approvals,
  ...staff,
  ...developers,
  ...support,
];

const say = (line: string) => process.stdout.write(`${line}\n`);

async function reseal(base: Base, check: boolean): Promise<boolean> {
  const { fieldKeyId, fieldKeys } = base.ring;
  const counts = await keyCounts(base, tables);
  for (const { table, column, keyId, count } of counts)
    say(`${table}.${column}: ${count} sealed with ${keyId}`);
  const strange = counts.filter(({ keyId }) => !fieldKeys.has(keyId));
  if (strange.length > 0) {
    const places = strange.map(({ table, column, keyId }) => `${keyId} (${table}.${column})`);
    throw new Error(`not in SONGHUA_FIELD_KEYS: ${places.join(', ')}. Put these keys back first`);
  }
  const left = await carryOut(base, resealing(base), check);
  if (left > 0) return check || unfinished(left, `seals with another key than ${fieldKeyId}`);
  const others = [...fieldKeys.keys()].filter((id) => id !== fieldKeyId);
  say(`nothing that lasts is sealed with another key than ${fieldKeyId}`);
  if (others.length > 0)
    say(
      `${others.join(', ')} may leave SONGHUA_FIELD_KEYS once every node has sealed with ${fieldKeyId} for four hours: sign-ins that are under way may be sealed with it still. Keep it with the backups that need it`,
    );
  return true;
}

async function rehash(base: Base, check: boolean, clear: boolean): Promise<boolean> {
  const { matchVersion, alsoMatchVersion } = base.ring;
  if (!check) await matchVersions.begin(base, []);
  for (const version of [matchVersion, alsoMatchVersion]) {
    if (version === undefined) continue;
    say(`hashes of version ${version}`);
    const left = await carryOut(base, filling(base, version), check);
    if (left > 0 && !check) return unfinished(left, `does not write version ${version}`);
    if (left > 0) continue;
    if (!check) await matchVersions.markComplete(base, version);
    say(`every row can be found by version ${version}`);
  }
  if (alsoMatchVersion === undefined) {
    say(`hashes of other versions than ${matchVersion}`);
    const left = await carryOut(base, clearing(base), check || !clear);
    if (left > 0 && clear && !check) return unfinished(left, 'still writes the former version');
    say(
      left > 0
        ? 'to remove them: --clear, once every node runs with this MATCH_VERSIONS'
        : `there are hashes of version ${matchVersion} alone`,
    );
  }
  for (const [version, count] of await secretVersions(base))
    if (version !== matchVersion)
      say(
        `${count} secrets of clients stay with version ${version}: its key stays in SONGHUA_MATCH_KEYS until they are replaced`,
      );
  return true;
}

/** Gives how many rows are left; with `check`, only counts. */
async function carryOut(base: Base, change: Change, check: boolean): Promise<number> {
  const began = Date.now();
  const left = check
    ? await changing.lacking(base, change, tables)
    : await changing.carryOut(base, change, tables, ({ table, done, about }) => {
        const seconds = Math.max(0.001, (Date.now() - began) / 1_000);
        say(`${table}: ${done} of about ${about}, ${Math.round(done / seconds)} rows a second`);
      });
  for (const [table, count] of left) say(`${table}: ${count} left`);
  return changing.total(left);
}

function unfinished(left: number, what: string): false {
  say(`${left} rows are left: a node ${what}. Restart it with the new settings and run this again`);
  return false;
}

async function main(work: string | undefined, check: boolean, clear: boolean): Promise<void> {
  if (work !== 'reseal' && work !== 'rehash') throw new Error(usage);
  const config = readConfig();
  const url = config.databaseUrl();
  if (!url) throw new Error('set DATABASE_URL: the address that the gateways use');
  const db = connect(url, { applicationName: `songhua keys:${work}`, poolMax: 2 });
  try {
    const base = { db, ring: makeRing(config.ring()), clock: systemClock };
    const finished =
      work === 'reseal' ? await reseal(base, check) : await rehash(base, check, clear);
    if (!finished) process.exitCode = 1;
  } finally {
    await db.destroy();
  }
}

try {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean' }, clear: { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) process.stdout.write(usage);
  else await main(positionals[0], values.check === true, values.clear === true);
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
