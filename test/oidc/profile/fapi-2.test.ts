/**
 * FAPI 2.0 Security Profile (Final): what a strict client must do, and that nothing less is taken. The
 * specifications that it rests on have files of their own beside this one.
 */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keyPair, type StrictParty, sign, startStrictParty } from '../../doubles/strict-party.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { codeOf, refusalIn, somebody } from '../rig.ts';

let g: TestGateway;
let bank: StrictParty;
let who: Visitor;
let person: Citizen;
beforeAll(async () => {
  g = await startTestGateway();
  bank = await startStrictParty('bank', g.issuer);
  await seedClients(g.base, [bank.plain], {
    ...bank.registration,
    scopes: 'openid profile records',
  });
  await vi.waitFor(
    async () =>
      expect((await bank.post('/par', bank.request().fields)).body).toEqual({
        expires_in: 60,
        request_uri: expect.any(String),
      }),
    {
      timeout: 10_000,
      interval: 50,
    },
  );
  person = await citizen(g.base, 'strict-1', somebody());
  who = visitor();
  await signInLocally(who, (await bank.ask()).address, person);
});
afterAll(async () => {
  await bank?.stop();
  await g?.stop();
});

const tokens = async (params: Record<string, string> = {}) => {
  const { address, verifier } = await bank.ask(g.issuer, params);
  const answer = await bank.exchange(g.issuer, codeOf(await who.open(address)), verifier);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as Required<typeof answer.body>;
};
const errorOf = async (answer: Promise<{ status: number; body: { error?: string } }>) => {
  const { status, body } = await answer;
  return [status, body.error];
};

describe('FAPI 2.0: a strict client', () => {
  it('§5.3.2.1, §5.3.3.1: pushes its request, signs for itself, proves its key, and gets tokens bound to that key', async () => {
    const { access_token, id_token, refresh_token, ...more } = await tokens();
    expect(more).toMatchObject({ token_type: 'DPoP' });
    expect(decodeProtectedHeader(id_token).alg).toBe('ES256');
    const said = await bank.userinfo(g.issuer, access_token);
    expect([said.status, said.body.sub]).toEqual([200, decodeJwt(id_token).sub]);
    const { body } = await bank.post('/introspect', { token: access_token });
    expect(body).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: bank.holder } });
    expect(refresh_token).toBeDefined();
  });

  it('§5.3.2.1: keeps its refresh token, and every use of it gives tokens bound anew', async () => {
    const { refresh_token } = await tokens();
    for (let use = 0; use < 3; use++) {
      const { status, body } = await bank.refresh(g.issuer, refresh_token);
      expect([status, body.refresh_token, body['token_type']]).toEqual([
        200,
        refresh_token,
        'DPoP',
      ]);
      expect((await bank.userinfo(g.issuer, body.access_token ?? '')).status).toBe(200);
    }
  });

  it('§5.3.2.2: is told who answered, and by no redirect but 303', async () => {
    const statuses: number[] = [];
    const sees = (_url: URL, response: Response) => void statuses.push(response.status);
    const watched = visitor({ sees });
    const page = await signInLocally(watched, (await bank.ask()).address, person);
    expect(page.url.searchParams.get('iss')).toBe(g.issuer);
    const redirects = statuses.filter((status) => status >= 300);
    expect(redirects.length).toBeGreaterThan(2);
    expect(new Set(redirects)).toEqual(new Set([303]));
  });
});

describe('FAPI 2.0: a strict client is refused', () => {
  it('§5.3.2.2: a request that was not pushed', async () => {
    const page = await who.open(bank.plain.ask(g.issuer).address);
    expect(refusalIn(page)).toBe('invalid_request');
  });

  it('§5.3.2.2: a pushed request without an address, without PKCE, with plain PKCE, with a foreign address, or for no code', async () => {
    const { code_challenge: _, code_challenge_method: __, ...none } = bank.request().fields;
    const { redirect_uri: ___, ...nowhere } = bank.request().fields;
    for (const lacking of [none, nowhere])
      expect(await errorOf(bank.post('/par', lacking))).toEqual([400, 'invalid_request']);
    for (const params of [
      { code_challenge_method: 'plain' },
      { redirect_uri: 'https://thief.example/callback' },
      { response_type: 'none' },
      { response_type: 'code id_token' },
    ] as Record<string, string>[]) {
      const [status, error] = await errorOf(bank.post('/par', bank.request(params).fields));
      expect([status, String(error)]).toEqual([
        400,
        expect.stringMatching(/^(invalid_request|unsupported_response_type|unauthorized_client)$/),
      ]);
    }
  });

  it('§5.3.2.2: a request_uri of its own making, or of another client', async () => {
    for (const uri of ['https://bank.example/request', 'urn:ietf:params:oauth:request_uri:none'])
      expect((await who.open(bank.pushed(uri))).status).toBe(400);
    const { body } = await bank.post('/par', bank.request().fields);
    const other = new URL(bank.pushed(String(body['request_uri'])));
    other.searchParams.set('client_id', 'hall');
    const page = await who.open(other);
    expect([page.status, page.url.origin]).toEqual([400, g.issuer]);
  });

  it('§5.3.2.1: any call without its signature, or with its name only', async () => {
    const beside = { bare: true };
    expect(await errorOf(bank.post('/par', bank.request().fields, beside))).toEqual([
      401,
      'invalid_client',
    ]);
    expect(await errorOf(bank.post('/introspect', { token: 'x' }, beside))).toEqual([
      401,
      'invalid_client',
    ]);
  });

  it.each<[string, () => Promise<string>]>([
    [
      'is for the token endpoint and not for the issuer',
      () => bank.assertion({ aud: `${g.issuer}/token` }),
    ],
    ['is for the issuer among others', () => bank.assertion({ aud: [g.issuer] })],
    ['is somebody else’s', () => bank.assertion({ iss: 'hall' })],
    ['has expired', () => bank.assertion({ exp: inSeconds(-60) })],
    ['never expires', () => bank.assertion({ exp: inSeconds(86_400) })],
    ['is good from tomorrow', () => bank.assertion({ nbf: inSeconds(61) })],
    ['was made tomorrow', () => bank.assertion({ iat: inSeconds(65), exp: inSeconds(120) })],
    ['has no name', () => bank.assertion({ jti: undefined })],
    [
      'is signed with another key',
      () => sign(keyPair('bank-1').own, { kid: 'bank-1' }, decodeNow()),
    ],
    ['is not signed', async () => `${part({ alg: 'none' })}.${part(decodeNow())}.`],
  ])('§5.3.2.1, §5.4.1: an assertion that %s', async (_what, make) => {
    const answer = bank.post('/par', bank.request().fields, { assertion: await make() });
    expect(await errorOf(answer)).toEqual([401, 'invalid_client']);
  });

  it('§5.3.2.1: an assertion or a proof from a clock that is a little ahead is not', async () => {
    const ahead = inSeconds(8);
    const assertion = await bank.assertion({ iat: ahead, nbf: ahead, exp: ahead + 60 });
    const proof = await bank.proof('POST', '/par', { iat: ahead });
    const answer = await bank.post('/par', bank.request().fields, { assertion, proof });
    expect(answer.status).toBe(201);
  });

  it('§5.3.2.1: a proof from a clock that is far ahead, also with a nonce, wherever it is shown', async () => {
    const { access_token: token } = await tokens({ scope: 'openid records' });
    const far = { iat: inSeconds(65) };
    const pushed = await bank.post('/par', bank.request().fields, {
      proof: await bank.proof('POST', '/par', far),
    });
    expect([pushed.status, pushed.body.error]).toEqual([400, 'invalid_dpop_proof']);
    for (const path of ['/userinfo', '/api/records']) {
      const shown = (more: object) => bank.proof('GET', path, { token, ...more });
      const said = async (dpop: string) =>
        bank.call(g.issuer + path, { headers: { authorization: `DPoP ${token}`, dpop } });
      const refused = await said(await shown(far));
      expect([path, refused.status]).toEqual([path, 401]);
      expect(refused.headers.get('www-authenticate')).toContain('error="invalid_dpop_proof"');
      expect((await said(await shown({ iat: inSeconds(8) }))).status).toBe(200);
    }
  });

  it('§5.3.2.1: the password grant, a token that is not bound, a client that is not confidential', async () => {
    const { id } = bank;
    const grant = { grant_type: 'password', username: 'a', password: 'b' };
    const { status, body } = await bank.post('/token', grant);
    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
    for (const auth_method of ['none', 'client_secret_basic', 'client_secret_post'] as const)
      await expect(
        seedClients(g.base, [{ ...bank.plain, id: `${id}-2` }], { profile: 'strict', auth_method }),
      ).rejects.toThrow();
  });

  it('§5.3.2.2: a code after its minute, a pushed request after its own', async () => {
    const { address, verifier } = await bank.ask();
    const code = codeOf(await who.open(address));
    const late = await bank.ask();
    const proof = await bank.proof('POST', '/token');
    const assertion = await bank.assertion();
    g.clock.advance(61_000);
    const answer = await bank.exchange(g.issuer, code, verifier, { proof, assertion });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
    const page = await who.open(late.address);
    later.mockRestore();
    expect([page.status, page.url.searchParams.get('code')]).toEqual([400, null]);
  });

  it('§5.3.2.2: an http address to come back to, but for a native client’s own machine', async () => {
    const away = { ...bank.plain, id: 'bank-3', redirect_uri: 'http://bank.example/callback' };
    await expect(seedClients(g.base, [away], bank.registration)).rejects.toThrow();
    const web = { ...bank.registration, application_type: 'web' } as const;
    await expect(seedClients(g.base, [{ ...bank.plain, id: 'bank-3' }], web)).rejects.toThrow();
  });

  it('§5.3.4: a token in an address, or as if it were not bound', async () => {
    const { access_token } = await tokens();
    const asked = `${g.issuer}/userinfo?access_token=${access_token}`;
    expect((await bank.call(asked, {})).status).toBe(400);
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await bank.call(`${g.issuer}/userinfo`, { headers })).status).toBe(401);
  });

  it('§5.3.2.1: a code without a proof, or with one that is not of the key it was pushed with', async () => {
    const { address, verifier } = await bank.ask();
    const code = codeOf(await who.open(address));
    const form = {
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      redirect_uri: bank.redirect_uri,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await bank.assertion(),
    };
    const none = await bank.call(`${g.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect([none.status, none.body.error]).toEqual([400, 'invalid_grant']);
    const other = await startStrictParty('other', g.issuer);
    const nonce = bank.nonce();
    const foreign = await other.proof('POST', '/token', { nonce });
    expect(await errorOf(bank.exchange(g.issuer, code, verifier, { proof: foreign }))).toEqual([
      400,
      'invalid_grant',
    ]);
    // Whoever has come so far without the key had the code from somewhere: it is spent.
    expect(await errorOf(bank.exchange(g.issuer, code, verifier))).toEqual([400, 'invalid_grant']);
    await other.stop();
  });

  it('§5.3.2.1: a proof without the nonce of the server, and learns it', async () => {
    const { address, verifier } = await bank.ask();
    const code = codeOf(await who.open(address));
    for (const nonce of [undefined, 'made-up']) {
      const proof = await bank.proof('POST', '/token', { nonce });
      const answer = await bank.exchange(g.issuer, code, verifier, { proof });
      expect([answer.status, answer.body.error]).toEqual([400, 'use_dpop_nonce']);
      expect(answer.headers.get('dpop-nonce')).toBeTruthy();
    }
    expect((await bank.exchange(g.issuer, code, verifier)).status).toBe(200);
  });

  it.each<[string, () => Promise<string>]>([
    ['for another address', () => bank.proof('POST', '/par')],
    ['for another method', () => bank.proof('GET', '/token')],
    ['that is no proof', () => bank.assertion()],
  ])('RFC 9449 §4.3: a proof %s', async (_what, make) => {
    const { address, verifier } = await bank.ask();
    const code = codeOf(await who.open(address));
    const answer = bank.exchange(g.issuer, code, verifier, { proof: await make() });
    expect(await errorOf(answer)).toEqual([400, 'invalid_dpop_proof']);
  });
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
const decodeNow = () => {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: 'bank',
    sub: 'bank',
    aud: g.issuer,
    jti: String(Math.random()),
    iat: now,
    exp: now + 60,
  };
};
