import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { readConfig } from '../../config/index.ts';
import type { Base } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import * as departments from '../../src/departments/departments.ts';
import * as identities from '../../src/identities/identities.ts';
import { type Gateway, startGateway } from '../../src/main.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { issued } from '../identities/people.ts';
import { type TestClock, testClock } from './clock.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import type { Page, visitor } from './visitor.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

export interface TestGateway {
  issuer: string;
  gateway: Gateway;
  base: Base;
  clock: TestClock;
  url: string;
  hall: RelyingParty;
  subhall: RelyingParty;
  stop(): Promise<void>;
}

/** The whole gateway, as its process runs it, on a database of its own, with two clients. */
export async function startTestGateway(
  options: {
    now?: Date;
    /** One that is moved by hand unless told. */
    clock?: TestClock;
    hall?: Partial<clients.Registration>;
    env?: Record<string, string>;
    log?: Logger;
    /** How the robot of a sandbox waits; as it does in earnest unless told. */
    robotWaits?: (ms: number) => Promise<void>;
  } = {},
): Promise<TestGateway> {
  const data = await freshDatabase();
  const clock = options.clock ?? testClock(options.now ?? new Date());
  const [hall, subhall] = [await startRelyingParty('hall'), await startRelyingParty('subhall')];
  const dir = mkdtempSync(join(tmpdir(), 'songhua-test-'));
  const port = await freePort();
  const config = readConfig({ ...gatewayEnv(data, port, dir), ...options.env });
  const gateway = await startGateway(config, {
    clock,
    log: options.log ?? pino({ level: 'silent' }),
    ...(options.robotWaits && { robotWaits: options.robotWaits }),
    seed: (base) => seedClients(base, [hall, subhall], options.hall),
  });
  return {
    issuer: gateway.issuer,
    gateway,
    base: gateway.base,
    clock,
    url: data.url,
    hall,
    subhall,
    async stop() {
      await gateway.stop();
      await Promise.all([hall.stop(), subhall.stop(), data.drop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const gatewayEnv = (data: Pick<FreshDatabase, 'url'>, port: number, dir: string) => ({
  ISSUER: `http://localhost:${port}`,
  PORT: String(port),
  DATABASE_URL: data.url,
  DATA_DIR: dir,
  AUDIT_HEADS_FILE: join(dir, 'audit-heads.ndjson'),
  LOG_LEVEL: 'silent',
  // Whoever tests a source asks it; a probe in between would be counted too.
  SOURCE_PROBE_SECONDS: '0',
});

/** Where the doubles of applications and departments listen. */
export const loopback = ['127.0.0.0/8', '::1/128'];

export async function seedClients(
  base: Base,
  parties: readonly RelyingParty[],
  more: Partial<clients.Registration> = {},
): Promise<void> {
  await departments.add(base, { code: '220000', kind: 'region', names: words('吉林省') });
  await departments.add(base, {
    code: '220000-hall',
    parent_code: '220000',
    kind: 'department',
    names: words('省政务服务局'),
  });
  for (const [at, party] of parties.entries()) {
    await clients.register(base, {
      id: party.id,
      department_code: '220000-hall',
      names: words(`应用 ${party.id}`),
      sector: party.id,
      redirect_uris: [party.redirect_uri],
      post_logout_redirect_uris: [party.post_logout_redirect_uri],
      backchannel_logout_uri: party.backchannel_logout_uri,
      networks: loopback,
      scopes: 'openid profile realname phone idno offline_access',
      grant_types: ['authorization_code', 'refresh_token'],
      ...(at === 0 && more),
    });
    await clients.addSecret(base, { client_id: party.id, secret: party.secret });
  }
}

export interface Citizen {
  identity_id: string;
  username: string;
  password: string;
}

/** A made-up person who came through the fund's counter and has set a password here. */
export async function citizen(
  base: Base,
  username: string,
  changes: Parameters<typeof issued>[1] = {},
  bound_level = 2,
): Promise<Citizen> {
  const { identity_id } = await identities.resolve(
    base,
    issued(`fund-${username}`, { level: 2, ...changes }),
    { notice: '2026-11' },
  );
  if (!identity_id) throw new Error('the made-up person did not come to be');
  const password = 'river-sturgeon-417';
  await credentials.setPassword(base, { identity_id, password, login_name: username, bound_level });
  return { identity_id, username, password };
}

export type Visitor = ReturnType<typeof visitor>;

/** Opens `address` and signs in with the account of Songhua itself; gives the page that comes back. */
export async function signInLocally(who: Visitor, address: string, person: Citizen): Promise<Page> {
  const picker = await who.open(address);
  const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
  return who.submit(asked, { username: person.username, password: person.password });
}

/** Signs in at a client and exchanges the code: the tokens of a whole sign-in. */
export async function tokensOf(
  { issuer }: Pick<TestGateway, 'issuer'>,
  party: RelyingParty,
  who: Visitor,
  person: Citizen,
  params: Record<string, string> = {},
) {
  const { address, verifier } = party.ask(issuer, params);
  const told = await signInLocally(who, address, person);
  // Whom staff did something to since the last sign-in is told of it first.
  const page = told.text.includes('工作人员处理过您的账号') ? await who.submit(told) : told;
  const code = page.url.searchParams.get('code');
  if (!code) throw new Error(`no code came back: ${page.url.pathname} ${page.text.slice(0, 200)}`);
  return (await party.exchange(issuer, code, verifier)).body;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
