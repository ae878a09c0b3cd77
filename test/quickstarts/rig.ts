import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as identities from '../../src/identities/identities.ts';
import type { Account } from '../doubles/openid-provider.ts';
import { issued } from '../identities/people.ts';
import { comeThrough, type Province, press, someone, startProvince } from '../never/province.ts';
import { authenticates } from '../oidc/rig.ts';
import { tickingClock } from '../support/clock.ts';
import {
  type Citizen,
  freePort,
  loopback,
  signInLocally,
  type Visitor,
} from '../support/gateway.ts';
import type { Page } from '../support/visitor.ts';
import { type Environment, type Program, paths, start } from './program.ts';

/** A sandbox with one quickstart beside it, registered as its README says, and people who come to it. */
export interface Rig {
  p: Province;
  client: clients.Overview;
  at: Record<keyof typeof paths, string>;
  developer: { kind: 'system' };
  log(): string;
  /** Somebody made up: their password here is worth level 1, their account at the fund level 2. */
  person(): Promise<Person>;
  /** Signs in by password from the button of its home page, at level 1: the page that comes then. */
  signIn(who: Visitor, person: Person): Promise<Page>;
  /** Goes on by the fund from a page of the gateway that asks for more. */
  throughFund(who: Visitor, page: Page, person: Person): Promise<Page>;
  isSignedIn(page: Page): boolean;
  /** Presses a signed-in page's button of signing out, and confirms at the gateway. */
  signOut(who: Visitor, page: Page): Promise<Page>;
  /** The newest session of all at the gateway, as this client is told of it. */
  told(): Promise<{ session_id: string; identity_id: string; sid: string; sub: string }>;
  /** Every refresh token that this client was given. */
  refreshTokens(): Promise<{ id: string; used: boolean }[]>;
  /** With a failure switched on at the sandbox, as a developer does at the portal. */
  during<T>(which: acceptance.switches.Switch, does: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

interface Person extends Citizen {
  account: Account;
}

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const developer = { kind: 'system' } as const;

export async function startRig(program: Program): Promise<Rig> {
  const p = await startProvince({
    clock: tickingClock(),
    env: { SANDBOX: 'true' },
    robotWaits: (ms) =>
      new Promise((over) => setTimeout(over, Math.min(ms, (program.keepsKeys ?? 3) * 1000))),
  });
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const at = Object.fromEntries(
    Object.entries({ ...paths, ...program.paths }).map(([name, path]) => [name, origin + path]),
  ) as Rig['at'];
  const id = `quickstart-${program.name}`;
  const secret = randomBytes(32).toString('base64url');
  await clients.register(p.base, {
    id,
    department_code: '220000-hall',
    names: words(`示例 ${program.name}`),
    sector: id,
    redirect_uris: [at.callback],
    post_logout_redirect_uris: [at.signedOut],
    home_uri: at.home,
    backchannel_logout_uri: at.backchannel,
    initiate_login_uri: at.login,
    networks: loopback,
    scopes: 'openid profile',
    grant_types: ['authorization_code', 'refresh_token'],
    ...program.registers,
  });
  await clients.addSecret(p.base, { client_id: id, secret });
  // A program may be up before the gateway has looked again whom it knows.
  await vi.waitFor(async () => expect(await authenticates(p, id, secret)).toBe(true), {
    timeout: 10_000,
    interval: 50,
  });
  const client = await clients.read(p.base, id);
  if (!client) throw new Error('it was just registered');
  const env: Environment = {
    ISSUER: p.issuer,
    CLIENT_ID: id,
    CLIENT_SECRET: secret,
    PORT: String(port),
    BASE_URL: origin,
  };
  const running = await start(program, env).catch(async (fault) => {
    await p.stop();
    throw fault;
  });
  const { pathname: leave } = new URL(at.signOut);

  const rig: Rig = {
    ...{ p, client, at, developer, log: running.log },
    person: () => someoneAtTheFund(p),
    signIn: (who, person) => signInLocally(who, at.login, person),
    throughFund: (who, page, { account }) => comeThrough(p, who, page, 'fund', account),
    isSignedIn: ({ forms }) => forms.some(({ action }) => action.pathname === leave),
    async signOut(who, page) {
      return who.submit(await press(who, page, leave), {}, { name: 'logout', value: 'yes' });
    },
    async told() {
      const row = await p.base
        .db('participants')
        .join('sessions', 'sessions.id', 'participants.session_id')
        .where({ client_id: id })
        .orderBy('sessions.started_at', 'desc')
        .first('participants.session_id', 'participants.sid', 'sessions.identity_id');
      if (!row) throw new Error('nobody has been there');
      return { ...row, sub: subjectIn(p.base.ring, id, row.identity_id) };
    },
    async refreshTokens() {
      const rows = await p.base.db('refresh_tokens').whereRaw(`payload->>'clientId' = ?`, [id]);
      return rows.map((row) => ({ id: row.key, used: row.consumed_at !== null }));
    },
    async during(which, does) {
      const one = { client_id: id, switch: which };
      await acceptance.switches.turnOn(p.base, { ...one, minutes: 5 }, developer);
      try {
        return await does();
      } finally {
        await acceptance.switches.turnOff(p.base, one, developer);
      }
    },
    async stop() {
      await running.stop();
      await p.stop();
    },
  };
  return rig;
}

/** Who has been at the fund's counter, and whose password here was set in a session of level 1. */
async function someoneAtTheFund({ base }: Province): Promise<Person> {
  const account = someone('钱样本');
  const { sub, name, id_type, id_number } = account as Record<string, string>;
  const arrived = issued(String(sub), {
    ...{ source_id: 'fund', authority: '220000-fund', level: 2 },
    attributes: { name, id_type, id_number },
  });
  const { identity_id } = await identities.resolve(base, arrived, { notice: '2026-11' });
  if (!identity_id) throw new Error('the made-up person did not come to be');
  const [username, password] = [
    `holder-${String(id_number).replace(/\d{4}/g, (four) => `${four}x`)}`,
    'river-sturgeon-417',
  ];
  await credentials.setPassword(base, {
    ...{ identity_id, password, login_name: username, bound_level: 1 },
  });
  return { identity_id, username, password, account };
}
