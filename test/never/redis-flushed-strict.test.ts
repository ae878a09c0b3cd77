/** Redis emptied under a strict client, and while somebody is asked for consent: nobody gets what they should not. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { type StrictParty, startStrictParty } from '../doubles/strict-party.ts';
import { codeOf, press } from '../oidc/rig.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../support/gateway.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { type Page, visitor } from '../support/visitor.ts';

const missing = noRedis();
const words = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
const asked = { scope: 'openid profile realname offline_access' };

describe.skipIf(missing)(missing ?? 'when Redis loses all it holds', () => {
  let redis: RedisServer;
  let g: TestGateway;
  let bank: StrictParty;
  let person: Citizen;
  let who: Visitor;
  beforeAll(async () => {
    redis = await startRedis();
    g = await startTestGateway({ env: { REDIS_URL: redis.url } });
    bank = await startStrictParty('bank', g.issuer);
    const scopes = 'openid profile offline_access';
    await seedClients(g.base, [bank.plain], { ...bank.registration, scopes });
    const claim = { scope: 'realname', basis: 'consent', law: '第十三条', kept_months: 1 } as const;
    const claims = [{ ...claim, purpose: words }];
    await clients.setClaims(g.base, 'subhall', claims, { kind: 'system' });
    await vi.waitFor(
      async () => expect((await bank.post('/par', bank.request().fields)).status).toBe(201),
      { timeout: 10_000, interval: 50 },
    );
    person = await citizen(g.base, 'flushed-strict');
    who = visitor();
    await signInLocally(who, g.hall.ask(g.issuer).address, person);
  });
  afterAll(async () => {
    await bank?.stop();
    await g?.stop();
    await redis?.stop();
  });

  const lose = () => redis.ask('FLUSHALL');
  const signInAgain = async (address: string) => {
    who = visitor();
    return signInLocally(who, address, person);
  };
  const rows = (table: string) => g.base.db(table);
  const asks = (page: Page) => page.html.includes('name="consent" value="allow"');
  const allow = (page: Page) => {
    const forms = page.forms.filter(({ buttons }) =>
      buttons.some(({ name }) => name === 'consent'),
    );
    return who.submit({ ...page, forms }, {}, { name: 'consent', value: 'allow' });
  };

  it('a pushed request is over: no sign-in begins with it, and the next one is as good as ever', async () => {
    const { address } = await bank.ask();
    await lose();
    const page = await who.open(address);
    expect([page.status, page.url.searchParams.get('code')]).toEqual([400, null]);
    const again = await bank.ask();
    const code = codeOf(await signInAgain(again.address));
    expect((await bank.exchange(g.issuer, code, again.verifier)).status).toBe(200);
  });

  it('a code, a bound token and a refresh token of the session are over; the nonce is not', async () => {
    const [one, two] = [await bank.ask(), await bank.ask()];
    const used = codeOf(await who.open(one.address));
    const { body: held } = await bank.exchange(g.issuer, used, one.verifier);
    const unused = codeOf(await who.open(two.address));
    await lose();
    // Each proof carries the nonce of before: were it none any more, that would be the error.
    const exchanged = await bank.exchange(g.issuer, unused, two.verifier);
    expect([exchanged.status, exchanged.body.error]).toEqual([400, 'invalid_grant']);
    expect((await bank.userinfo(g.issuer, held.access_token ?? '')).status).toBe(401);
    const refreshed = await bank.refresh(g.issuer, held.refresh_token ?? '');
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('what was shown once is forgotten, and whoever shows it again gets nothing', async () => {
    const { address, verifier } = await bank.ask(g.issuer, {
      ...{ scope: 'openid profile offline_access', prompt: 'consent' },
    });
    const code = codeOf(await signInAgain(address));
    const { body: held } = await bank.exchange(g.issuer, code, verifier);
    // It has remembered for long, as it does in earnest.
    await redis.ask('SET', 'remembers', '1');
    const iat = Math.floor(Date.now() / 1000) - 2;
    const whole = {
      assertion: await bank.assertion({ iat }),
      proof: await bank.proof('POST', '/token', { iat }),
    };
    const refresh = (with_: Partial<typeof whole> = whole) =>
      bank.refresh(g.issuer, held.refresh_token ?? '', with_);
    const said = async (with_?: Partial<typeof whole>) => {
      const { status, body } = await refresh(with_);
      return [status, body.error];
    };
    expect(await said()).toEqual([200, undefined]);
    expect(await said()).toEqual([401, 'invalid_client']);
    await lose();
    // Whoever had heard it all, and whoever has one of both anew.
    expect(await said()).toEqual([401, 'invalid_client']);
    expect(await said({ assertion: whole.assertion })).toEqual([401, 'invalid_client']);
    expect(await said({ proof: whole.proof })).toEqual([400, 'invalid_dpop_proof']);
    // Its client is served at once.
    const { status, body } = await refresh({});
    expect([status, body['token_type']]).toEqual([200, 'DPoP']);
    expect((await bank.userinfo(g.issuer, body.access_token ?? '')).status).toBe(200);
  });

  it('while somebody is asked for consent, their yes says nothing, and they are asked again', async () => {
    await signInAgain(g.hall.ask(g.issuer).address);
    const { address } = g.subhall.ask(g.issuer, asked);
    const page = await who.open(address);
    expect(asks(page)).toBe(true);
    await lose();
    expect((await allow(page)).text).toContain('login.expired');
    expect(await rows('consents')).toEqual([]);
    expect(asks(await signInAgain(address))).toBe(true);
  });

  it('a consent stands, and a withdrawal too: neither is where it could be lost', async () => {
    const { address, verifier } = g.subhall.ask(g.issuer, { ...asked, prompt: 'consent' });
    const code = codeOf(await allow(await who.open(address)));
    const { body: held } = await g.subhall.exchange(g.issuer, code, verifier);
    await lose();
    const { body } = await g.subhall.refresh(g.issuer, held.refresh_token ?? '');
    expect(body['scope']).toContain('realname');
    const silent = g.subhall.ask(g.issuer, { scope: 'openid profile realname' });
    expect(codeOf(await signInAgain(silent.address))).toBeTruthy();
    await press(who, await who.open(`${g.issuer}/account/received`), '/received/withdraw');
    await lose();
    const after = await g.subhall.refresh(g.issuer, body.refresh_token ?? '');
    expect([after.status, after.body.error]).toEqual([400, 'invalid_grant']);
    expect(asks(await signInAgain(silent.address))).toBe(true);
  });
});
