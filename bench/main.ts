import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../src/embedded-postgres.ts';
import { startOpenIdProvider } from '../test/doubles/openid-provider.ts';
import { Browser } from './browser.ts';
import { type Contestant, start } from './contestant.ts';
import { authorise, type Load, type Measured, measure, round, signInPeople } from './phases.ts';
import { hangUp } from './request.ts';
import { hop, printed, summed } from './table.ts';

/**
 * `npm run bench`: what one request costs, with a plain oidc-provider on the same PostgreSQL beside
 * it, alternated in the same run. `-- hop` only the hops of both, `-- sign-in` only whole sign-ins
 * at the gateway, `-- plain` only the neighbour. One to three minutes; everything stays on this machine.
 */
const PEOPLE = 16;
const REQUESTS = 400;
const ROUNDS = 5;
const SIGN_INS = 40;
/** No further round begins after this, so that a busy machine does not make the bench endless. */
const ROUNDS_WITHIN_MS = 60_000;
const GATEWAY_PORT = 3900;
const PLAIN_PORT = 3901;

const parts = ['hop', 'sign-in', 'plain'] as const;
type Part = (typeof parts)[number];
const asked = process.argv.slice(2);
const unknown = asked.filter((one) => !parts.includes(one as Part));
if (unknown.length > 0) {
  console.error(`Not a part of the bench: ${unknown.join(', ')}. There are: ${parts.join(', ')}.`);
  process.exit(2);
}
const runs = (part: Part) => asked.length === 0 || asked.includes(part);

const client: Contestant['client'] = {
  id: 'bench-client',
  secret: randomBytes(32).toString('base64url'),
  redirectUri: 'http://127.0.0.1:3999/back',
};
const dataDir = mkdtempSync(join(tmpdir(), 'songhua-bench-'));
const database = await startEmbedded({ dataDir, durable: true });
const source = await startOpenIdProvider();
const contestants: Contestant[] = [];
try {
  const settings = { databaseUrl: database.url, client, dataDir, source: source.settings };
  const withHops: Contestant[] = [];
  if (runs('hop') || runs('sign-in')) {
    const gateway = await start(
      'gateway-process.ts',
      { ...settings, port: GATEWAY_PORT },
      { name: 'songhua', client, fields: { source: 'bench' } },
    );
    contestants.push(gateway);
    if (runs('hop')) withHops.push(gateway);
  }
  if (runs('hop') || runs('plain')) {
    const plain = await start(
      'plain-process.ts',
      { ...settings, port: PLAIN_PORT },
      { name: 'plain oidc-provider', client, fields: {} },
    );
    contestants.push(plain);
    withHops.push(plain);
  }
  console.log(
    `node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), shared by servers, database and load;`,
    `fsync on; ${PEOPLE} people, at most ${ROUNDS} rounds of ${REQUESTS} requests per endpoint\n`,
  );
  await hops(withHops);
  const gateway = contestants.find(({ name }) => name === 'songhua');
  if (gateway && runs('sign-in')) await signIns(gateway);
} finally {
  hangUp();
  await Promise.allSettled(contestants.map((contestant) => contestant.stop()));
  await source.stop();
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Rounds in turn, so that what disturbs the machine disturbs both; the first round only warms up. */
async function hops(both: readonly Contestant[]): Promise<void> {
  const loads = new Map<Contestant, Load>();
  for (const contestant of both) {
    source.signsIn(someone());
    const people = await signInPeople(contestant, PEOPLE);
    loads.set(contestant, { people, requests: REQUESTS });
  }
  const rounds = new Map<Contestant, Measured[]>(both.map((contestant) => [contestant, []]));
  let begun = performance.now();
  for (let number = 0; number <= ROUNDS; number += 1) {
    if (number === 1) begun = performance.now();
    if (number > 1 && performance.now() - begun > ROUNDS_WITHIN_MS) break;
    const order = number % 2 === 0 ? both : [...both].reverse();
    for (const contestant of order) {
      const measured = await round(contestant, loads.get(contestant) as Load);
      if (number > 0) rounds.get(contestant)?.push(...measured);
    }
  }
  for (const contestant of both) {
    const lines = summed(rounds.get(contestant) ?? []);
    console.log(
      `${printed(contestant.name, [...lines.slice(0, 3), hop(lines), ...lines.slice(3)])}\n`,
    );
  }
}

/** Whole sign-ins: from the client's redirect over picker, source and notice back to the client's code. */
async function signIns(gateway: Contestant): Promise<void> {
  const known = someone();
  await measured('warm-up', () => known, 5);
  const all = [
    await measured('later sign-in', () => known),
    await measured('first sign-in', () => someone()),
  ];
  const counted = all.map((one) => ({
    ...one,
    endpoint: `${one.endpoint}, ${Math.round(one.reading.requests / SIGN_INS)} requests`,
  }));
  console.log(printed('songhua, whole sign-ins, one at a time', summed(counted)));

  function measured(
    endpoint: string,
    who: () => { sub: string },
    requests = SIGN_INS,
  ): Promise<Measured> {
    // One at a time: the double signs in whoever is at its keyboard.
    return measure(gateway, endpoint, { people: [], requests }, async () => {
      source.signsIn(who());
      const begun = performance.now();
      await new Browser().goOn(authorise(gateway).url, client.redirectUri, gateway.fields);
      return { took: performance.now() - begun };
    });
  }
}

/** A made-up account without a document: the level stays low, and nobody is matched. */
function someone() {
  return { sub: `bench-${randomBytes(8).toString('hex')}`, name: '王测试' };
}
