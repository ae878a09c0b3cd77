/** Never 5 and 4 for what strict clients show: a pushed request, an assertion, a proof; and bound tokens. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StrictParty, startStrictParty } from '../doubles/strict-party.ts';
import { boundTokens, startSigner } from '../oidc/profile/oauth.ts';
import { seedClients, signInLocally } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { codeOf, type Province, startProvince } from './province.ts';

let p: Province;
let bank: StrictParty;
let who: ReturnType<typeof visitor>;

const eight = <T>(act: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 8 }, act));

type Said = { status: number; body: { error?: string } };

/** One answer of that status; all others refused with the error given. */
function expectOne<Answer extends Said>(
  answers: Answer[],
  well: number,
  refused: [number, string],
) {
  const won = answers.filter(({ status }) => status === well);
  expect(won).toHaveLength(1);
  for (const { status, body } of answers.filter((one) => one.status !== well))
    expect([status, body.error]).toEqual(refused);
  return won[0] as Answer;
}

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
    bank = await startStrictParty('bank', p.issuer);
    await seedClients(p.base, [bank.plain], {
      ...bank.registration,
      scopes: 'openid profile records offline_access',
    });
    await vi.waitFor(
      async () => expect((await bank.post('/par', bank.request().fields)).status).toBe(201),
      { timeout: 10_000, interval: 50 },
    );
    who = visitor();
    await signInLocally(who, (await bank.ask()).address, await citizenOf(p, 'shen-strict'));
  });
  afterAll(async () => {
    await bank?.stop();
    await p.stop();
  });

  const code = async (params: Record<string, string> = {}) => {
    const { address, verifier } = await bank.ask(p.issuer, params);
    return { code: codeOf(await who.open(address)), verifier };
  };
  const tokens = async (params: Record<string, string> = {}) => {
    const one = await code(params);
    const { status, body } = await bank.exchange(p.issuer, one.code, one.verifier);
    expect(status).toBe(200);
    return body as Required<typeof body>;
  };

  describe('an assertion', () => {
    it('that comes eight times at once lets one request through', async () => {
      const assertion = await bank.assertion();
      const answers = await eight(async () =>
        bank.post('/par', bank.request().fields, {
          assertion,
          proof: await bank.proof('POST', '/par'),
        }),
      );
      expectOne(answers, 201, [401, 'invalid_client']);
    });

    it('is used up by a request that was refused for something else, and at any endpoint', async () => {
      const assertion = await bank.assertion();
      const bad = bank.request({ scope: 'openid idno' }).fields;
      const proof = () => bank.proof('POST', '/par');
      const first = await bank.post('/par', bad, { assertion, proof: await proof() });
      expect([first.status, first.body.error]).toEqual([400, 'invalid_scope']);
      for (const path of ['/par', '/introspect', '/revoke', '/token']) {
        const { status, body } = await bank.post(
          path,
          path === '/token'
            ? { grant_type: 'refresh_token', refresh_token: 'x' }
            : { ...bank.request().fields, token: 'x' },
          { assertion, proof: await bank.proof('POST', path) },
        );
        expect([path, status, body.error]).toEqual([path, 401, 'invalid_client']);
      }
    });
  });

  describe('a pushed request', () => {
    it('that is opened eight times at once gives one code, whose tokens work', async () => {
      const { address, verifier } = await bank.ask();
      const pages = await eight(() => who.open(address));
      const codes = pages.flatMap(({ url }) => url.searchParams.get('code') ?? []);
      expect(codes).toHaveLength(1);
      const { status, body } = await bank.exchange(p.issuer, codes[0] ?? '', verifier);
      expect(status).toBe(200);
      expect((await bank.userinfo(p.issuer, body.access_token ?? '')).status).toBe(200);
    });

    it('is good for one sign-in, however many browsers began with it', async () => {
      const { address } = await bank.ask();
      const [one, two] = [visitor(), visitor()];
      const person = await citizenOf(p, 'shen-strict-2');
      // Both stand at the sign-in page before either has gone through.
      const begun = await two.open(address);
      expect(begun.url.pathname).toMatch(/^\/signin\//);
      expect((await signInLocally(one, address, person)).url.searchParams.get('code')).toBeTruthy();
      const asked = await two.submit(begun, {}, { name: 'source', value: 'local' });
      const late = await two.submit(asked, {
        username: person.username,
        password: person.password,
      });
      expect(late.url.searchParams.get('code')).toBeNull();
      expect((await visitor().open(address)).status).toBe(400);
    });
  });

  describe('a proof', () => {
    it('that comes eight times at once gives tokens once, each with its own code or not', async () => {
      const codes = [];
      for (let at = 0; at < 8; at++) codes.push(await code());
      const proof = await bank.proof('POST', '/token');
      const answers = await Promise.all(
        codes.map((one) => bank.exchange(p.issuer, one.code, one.verifier, { proof })),
      );
      const { body } = expectOne(answers, 200, [400, 'invalid_dpop_proof']);
      expect((await bank.userinfo(p.issuer, body.access_token ?? '')).status).toBe(200);
      // What was refused for its proof used nothing up: each code is still its client's.
      const lost = codes.filter((_, at) => answers[at]?.status !== 200);
      for (const one of lost)
        expect((await bank.exchange(p.issuer, one.code, one.verifier)).status).toBe(200);
    });

    it('that comes eight times at once with one refresh token gives tokens once', async () => {
      const { refresh_token } = await tokens();
      const proof = await bank.proof('POST', '/token');
      const answers = await eight(() => bank.refresh(p.issuer, refresh_token, { proof }));
      expectOne(answers, 200, [400, 'invalid_dpop_proof']);
    });

    it('is taken once at userinfo and once at our own API', async () => {
      const { access_token: token } = await tokens({ scope: 'openid records' });
      const proof = await bank.proof('GET', '/userinfo', { token });
      const told = await eight(() => bank.userinfo(p.issuer, token, proof));
      expectOne(told, 200, [401, 'invalid_dpop_proof']);
      const forApi = await bank.proof('GET', '/api/records', { token });
      const api = () =>
        bank.call(`${p.issuer}/api/records`, {
          headers: { authorization: `DPoP ${token}`, dpop: forApi },
        });
      const statuses = (await eight(api)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array(7).fill(401)]);
    });
  });

  it('a proof that is dated ahead is taken once, for as long as its date is good', async () => {
    // Of a strict client it would be refused as from later (FAPI 2.0 §5.3.2.1).
    const lender = await startSigner(p, 'lender', { scopes: 'openid profile records' });
    const scope = { scope: 'openid records' };
    const { access_token: token } = await boundTokens({ g: p, who }, lender, scope);
    const iat = Math.floor(Date.now() / 1000) + 290;
    const ahead = (path: string) => lender.proof('GET', path, { token, nonce: undefined, iat });
    const [userinfo, api] = [await ahead('/userinfo'), await ahead('/api/records')];
    const show = async () => [
      (await lender.userinfo(p.issuer, token, userinfo)).status,
      (
        await lender.call(`${p.issuer}/api/records`, {
          headers: { authorization: `DPoP ${token}`, dpop: api },
        })
      ).status,
    ];
    expect(await show()).toEqual([200, 200]);
    // What is remembered goes by our clock; that the date is still good, by the engine's, which stands.
    p.clock.advance(400_000);
    expect(await show()).toEqual([401, 401]);
    await lender.stop();
  });

  describe('a token that is bound to a key', () => {
    it('is worth nothing without a proof, with a foreign one, or as if it were not bound', async () => {
      const { access_token: token } = await tokens({ scope: 'openid records' });
      const other = await startStrictParty('other', p.issuer);
      const nonce = bank.nonce();
      for (const path of ['/userinfo', '/api/records']) {
        const foreign = await other.proof('GET', path, { token, nonce });
        const elsewhere = await bank.proof('GET', '/elsewhere', { token });
        const anothers = await bank.proof('GET', path, { token: 'another' });
        const stale = await bank.proof('GET', path, { token, nonce: 'made-up' });
        const own = await bank.proof('GET', path, { token });
        const shown: Record<string, string>[] = [
          { authorization: `Bearer ${token}` },
          { authorization: `DPoP ${token}` },
          { authorization: `Bearer ${token}`, dpop: own },
          ...[foreign, elsewhere, anothers, stale].map((dpop) => ({
            ...{ authorization: `DPoP ${token}`, dpop },
          })),
        ];
        for (const headers of shown) {
          const answer = await bank.call(p.issuer + path, { headers });
          expect(answer.body.sub).toBeUndefined();
          // A scheme without its proof is no request at all to the engine, and not to be let in here.
          expect([400, 401]).toContain(answer.status);
        }
        const good = await bank.call(p.issuer + path, {
          headers: {
            authorization: `DPoP ${token}`,
            dpop: await bank.proof('GET', path, { token }),
          },
        });
        expect([path, good.status]).toEqual([path, 200]);
      }
      await other.stop();
    });
  });

  it('what was pushed is sealed at rest (Never 9)', async () => {
    await bank.ask(p.issuer, { login_hint: '13800138000' });
    const rows = await p.base.db('artefacts').where({ kind: 'PushedAuthorizationRequest' });
    expect(JSON.stringify(rows)).not.toContain('13800138000');
    expect(JSON.stringify(rows)).not.toContain(
      Buffer.from('13800138000').toString('base64url').slice(0, 12),
    );
    for (const { payload } of rows) expect(Object.keys(payload)).toEqual(['sealed']);
  });
});
