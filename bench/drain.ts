import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Base } from '../src/base.ts';
import * as clients from '../src/clients/clients.ts';
import * as sources from '../src/sources/sources.ts';
import { type Measured, measure } from './measure.ts';
import { type OneGateway, say, withOneGateway } from './one-gateway.ts';
import { hopPhases, signIn } from './phases.ts';

/**
 * `npm run bench -- drain [--sessions=N]`: a source is switched off that 100,000 sessions came through
 * (unless told), each at two of five clients. States how fast they end and are told of, what a hop of
 * people of another source costs meanwhile in round trips, and the most deliveries under way at a client.
 */
const SESSIONS = 100_000;
const CLIENTS = 5;
/** What a client takes to answer. */
const ANSWER_MS = 20;
const SECOND = 1_000;
const STUCK_MS = 60_000;
/** Enough rounds to see, and the rest of the time for deliveries. */
const BETWEEN_HOPS_MS = 2_000;
/** How often it says how far it is: 200,000 deliveries take minutes. */
const SAID_EVERY_MS = 30_000;
/** Who hops meanwhile, and to how many clients: enough to count round trips by. */
const PEOPLE = 4;
const TURNS = [1, 2, 3];

export async function drainBench(words: readonly string[]): Promise<void> {
  const count = Number(/^--sessions=(\d+)$/.exec(words[0] ?? `--sessions=${SESSIONS}`)?.[1]);
  if (!count || words.length > 1) throw new RangeError('bench drain takes --sessions=<number>');
  const told = await listeners();
  try {
    await withOneGateway((one) => drained(one, told, count));
  } finally {
    await told.stop();
  }
}

/** The clients' ends of the back channel, on one port: they count, and answer after a while. */
async function listeners() {
  const inFlight = new Map<string, number>();
  const most = new Map<string, number>();
  let all = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const now = (inFlight.get(path) ?? 0) + 1;
    inFlight.set(path, now);
    most.set(path, Math.max(most.get(path) ?? 0, now));
    all += 1;
    request.resume();
    setTimeout(() => {
      inFlight.set(path, (inFlight.get(path) ?? 1) - 1);
      response.writeHead(200).end();
    }, ANSWER_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: (client_id: string) =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/${client_id}`,
    most: () => Math.max(0, ...most.values()),
    all: () => all,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function drained(
  { gateway, base, arrives }: OneGateway,
  told: Awaited<ReturnType<typeof listeners>>,
  count: number,
): Promise<void> {
  await plant(base, count, told.address);
  const person = (number: number) => arrives(`bench-${number}`);
  let resident = 0;
  const hop = async (): Promise<Trips> => {
    const measured: Measured[] = [];
    for (const { endpoint, request } of hopPhases(gateway, await signIn(gateway, PEOPLE, person)))
      measured.push(
        await measure(gateway, { endpoint, people: PEOPLE, turns: TURNS, counting: true }, request),
      );
    resident = Math.max(resident, ...measured.map(({ reading }) => reading.resident));
    return tripsOf(measured);
  };
  await hop();
  const before = await hop();
  const restful = resident;
  say(`${count} sessions, each at 2 of ${CLIENTS} clients that answer in ${ANSWER_MS} ms`);

  const begun = performance.now();
  const actor = { kind: 'system' } as const;
  await sources.switchOff(base, 'drained', actor);
  const off = performance.now() - begun;
  let ended = 0;
  let sessions = 0;
  const ending = (async () => {
    for (let done = false; !done; ) {
      const set = await sources.endSessions(base, 'drained', actor);
      ended += set.did;
      ({ done } = set);
    }
    sessions = performance.now() - begun;
  })();
  let over = false;
  const hops = (async () => {
    const list: Trips[] = [];
    do {
      list.push(await hop());
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_HOPS_MS));
    } while (!over);
    return list;
  })();
  const progress = setInterval(
    () =>
      say(
        `after ${seconds(performance.now() - begun)}: ${ended} sessions ended, ${told.all()} of ${2 * count} logout tokens taken`,
      ),
    SAID_EVERY_MS,
  );
  try {
    await ending;
    await until(told.all, 2 * count);
  } finally {
    clearInterval(progress);
  }
  const delivered = performance.now() - begun;
  over = true;
  const meanwhile = await hops;
  say(`switched off in ${off.toFixed(0)} ms`);
  say(`${ended} sessions ended in ${seconds(sessions)}: ${rate(ended, sessions)} a second`);
  say(
    `${told.all()} logout tokens taken in ${seconds(delivered)}: ${rate(told.all(), delivered)} a second`,
  );
  say(`deliveries in flight at a client: at most ${told.most()}`);
  say(`gateway in memory: ${megabytes(restful)} before, at most ${megabytes(resident)} meanwhile`);
  for (const [which, trips] of Object.entries(before)) {
    const list = meanwhile.map((one) => one[which] ?? 0);
    const [least, most] = [Math.min(...list), Math.max(...list)].map((one) => one.toFixed(2));
    say(
      `${which}: ${trips.toFixed(2)} round trips before, ${least} to ${most} meanwhile (${list.length} rounds of ${PEOPLE} people)`,
    );
  }
}

/** Without end only as long as it goes on. */
async function until(counted: () => number, all: number): Promise<void> {
  for (let [last, since] = [counted(), performance.now()]; counted() < all; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (counted() > last) [last, since] = [counted(), performance.now()];
    if (performance.now() - since > STUCK_MS)
      throw new Error(`${last} of ${all} deliveries, and none for a minute`);
  }
}

const seconds = (ms: number) => `${(ms / SECOND).toFixed(1)} s`;
const rate = (count: number, ms: number) => ((count / ms) * SECOND).toFixed(0);

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

type Trips = Record<string, number>;

/** Round trips of a request, by endpoint. */
const tripsOf = (measured: readonly Measured[]): Trips =>
  Object.fromEntries(
    measured.map(({ endpoint, took, reading }) => {
      const trips = Object.values(reading.postgres).reduce((sum, one) => sum + one, 0);
      return [endpoint, trips / took.length];
    }),
  );

/** The department that is switched off, its clients, and sessions of nobody: made by the database. */
async function plant(base: Base, count: number, address: (id: string) => string): Promise<void> {
  const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
  await sources.register(base, {
    ...{ id: 'drained', protocol: 'oidc', department_code: 'bench', names: words('停用部门') },
    ...{ account_words: words('停用账号'), registration: 'issued', ceiling: 2 },
    settings: {
      issuer: 'https://login.drained.test',
      client_id: 'songhua',
      client_secret: 'a secret of nobody',
    },
  });
  for (let number = 0; number < CLIENTS; number += 1) {
    const id = `drained-${number}`;
    await clients.register(base, {
      ...{
        id,
        department_code: 'bench',
        names: words(id),
        sector: id,
        redirect_uris: [`http://127.0.0.1:3999/back/${id}`],
      },
      ...{ scopes: 'openid', grant_types: ['authorization_code'] },
      backchannel_logout_uri: address(id),
      networks: ['127.0.0.0/8'],
    });
  }
  await base.db.raw(
    `insert into identities (id, kind, match_version, created_at, updated_at)
     select md5('person ' || n)::uuid, 'person', 1, now(), now()
     from generate_series(1, greatest(1, ? / 10)) n`,
    [count],
  );
  await base.db.raw(
    `insert into sessions (id, uid, identity_id, level, factor_reach, amr, source_id, device, network,
       started_at, due_at, ends_at)
     select md5('session ' || n)::uuid, 'drained-' || n, md5('person ' || 1 + n % greatest(1, ? / 10))::uuid,
       2, 2, '["pwd"]', 'drained', 'Firefox · Linux', '203.0.113.0/24',
       now(), now() + interval '1 hour', now() + interval '12 hours'
     from generate_series(1, ?) n`,
    [count, count],
  );
  await base.db.raw(
    `insert into participants (session_id, client_id, sid, told, first_at, last_at)
     select md5('session ' || n)::uuid, 'drained-' || (n + k) % ?, 'sid-' || n || '-' || k, true, now(), now()
     from generate_series(1, ?) n, generate_series(0, 1) k`,
    [CLIENTS, count],
  );
}
