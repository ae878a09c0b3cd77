/** What clients may rely on: the discovery document, and who is refused with which error. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { another, codeOf, HOUR, post, refusalIn, somebody } from './rig.ts';

let g: TestGateway;
let who: Visitor;
let person: Citizen;
beforeAll(async () => {
  g = await startTestGateway();
  who = visitor();
  person = await citizen(g.base, 'profile-1', somebody());
  await tokensOf(g, g.hall, who, person);
});
afterAll(() => g?.stop());

/** An address to sign in at with some parameters taken out. */
const without = (address: string, ...names: string[]) => {
  const url = new URL(address);
  for (const name of names) url.searchParams.delete(name);
  return url;
};

describe('the discovery document', () => {
  const discovered = async () =>
    (await fetch(`${g.issuer}/.well-known/openid-configuration`)).json() as Promise<
      Record<string, unknown>
    >;

  it('says what is true of this gateway, and nothing that it does not do', async () => {
    expect(await discovered()).toMatchObject({
      issuer: g.issuer,
      subject_types_supported: ['pairwise'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: [
        ...['openid', 'profile', 'phone', 'realname', 'idno', 'offline_access'],
        ...['records', 'records:write', 'records:read'],
      ],
      acr_values_supported: [0, 1, 2, 3, 4].map((level) => `urn:songhua:acr:${level}`),
      token_endpoint_auth_methods_supported: [
        ...['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
      ],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256'],
      request_parameter_supported: true,
      request_object_signing_alg_values_supported: ['ES256', 'PS256'],
      dpop_signing_alg_values_supported: ['ES256', 'PS256'],
      claims_parameter_supported: true,
      id_token_signing_alg_values_supported: ['ES256', 'RS256'],
      userinfo_signing_alg_values_supported: ['ES256', 'RS256'],
      response_modes_supported: ['form_post', 'fragment', 'query'],
      ui_locales_supported: ['zh-CN', 'ko', 'en'],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      request_uri_parameter_supported: false,
      registration_endpoint: `${g.issuer}/reg`,
    });
    const told = await discovered();
    for (const absent of [
      'request_object_encryption_alg_values_supported',
      'introspection_signing_alg_values_supported',
      'authorization_signing_alg_values_supported',
      'tls_client_certificate_bound_access_tokens',
      'frontchannel_logout_supported',
    ]) {
      expect(told).not.toHaveProperty(absent);
    }
  });

  it('names only endpoints that answer, all of them below the issuer', async () => {
    const told = await discovered();
    const endpoints = Object.entries(told).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    expect(endpoints.map(([name]) => name).sort()).toEqual([
      'authorization_endpoint',
      'device_authorization_endpoint',
      'end_session_endpoint',
      'introspection_endpoint',
      'jwks_uri',
      'pushed_authorization_request_endpoint',
      'registration_endpoint',
      'revocation_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
    ]);
    for (const [name, address] of endpoints) {
      expect(String(address).startsWith(`${g.issuer}/`)).toBe(true);
      const machine = /token|introspection|revocation|registration|pushed|device/.test(name);
      const { status } = await fetch(String(address), machine ? { method: 'POST' } : {});
      expect([name, status]).not.toEqual([name, 404]);
      expect(status).toBeLessThan(500);
    }
  });

  it('lists the grant types that clients can register, and no implicit one', async () => {
    expect((await discovered())['grant_types_supported']).toEqual(
      expect.arrayContaining(['authorization_code', 'refresh_token', 'client_credentials']),
    );
    expect((await discovered())['grant_types_supported']).not.toContain('implicit');
  });
});

describe('PKCE', () => {
  it('is asked of every client: without it, or in plain text, there is no code', async () => {
    const { address } = g.hall.ask(g.issuer);
    const none = await who.open(without(address, 'code_challenge', 'code_challenge_method'));
    expect(refusalIn(none)).toBe('invalid_request');
    expect(none.url.searchParams.get('state')).toBe('state-of-the-application');
    const plain = await who.open(
      g.hall.ask(g.issuer, { code_challenge_method: 'plain', code_challenge: 'x'.repeat(43) })
        .address,
    );
    expect(refusalIn(plain)).toBe('invalid_request');
    const unnamed = await who.open(without(address, 'code_challenge_method'));
    expect(refusalIn(unnamed)).toBe('invalid_request');
  });

  it('is checked: the code is worth nothing with another verifier', async () => {
    const code = codeOf(await who.open(g.hall.ask(g.issuer).address));
    const { status, body } = await g.hall.exchange(g.issuer, code, 'x'.repeat(43));
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('can be left out by a client with a recorded exemption, until that ends', async () => {
    const until = new Date(g.clock.now().getTime() + HOUR);
    const exempt = await another(g, 'old-portal', {
      pkce_exempt: { until, reason: 'the vendor delivers in spring' },
    });
    const address = without(
      exempt.ask(g.issuer).address,
      'code_challenge',
      'code_challenge_method',
    );
    const code = codeOf(await who.open(address));
    const { status, body } = await post(`${g.issuer}/token`, exempt, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: exempt.redirect_uri,
    });
    expect(status).toBe(200);
    await exempt.verified(g.issuer, body.id_token as string);
    const recorded = (await auditTrail(g.base)).find(
      ({ kind, client_id }) => kind === 'client.registered' && client_id === exempt.id,
    );
    expect(recorded?.detail).toMatchObject({ pkce_exempt_until: until.toISOString() });

    g.clock.set(until);
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    expect(refusalIn(await who.open(address))).toBe('invalid_request');
    await exempt.stop();
  });
});

describe('a request that is not as registered', () => {
  it('for a scope that was not approved is refused, back at the client', async () => {
    const narrow = await another(g, 'narrow', { scopes: 'openid profile' });
    const page = await who.open(narrow.ask(g.issuer, { scope: 'openid idno' }).address);
    expect(refusalIn(page)).toBe('invalid_scope');
    expect(page.url.href.startsWith(narrow.redirect_uri)).toBe(true);
    await narrow.stop();
  });

  it('from an unknown client, or to an unknown address, stays on a page of ours', async () => {
    const unknown = await who.open(g.hall.ask(g.issuer, { client_id: 'nobody' }).address);
    expect([unknown.status, unknown.url.origin]).toEqual([400, g.issuer]);
    const elsewhere = `${g.subhall.redirect_uri}/more`;
    const page = await who.open(g.hall.ask(g.issuer, { redirect_uri: elsewhere }).address);
    expect([page.status, page.url.origin]).toEqual([400, g.issuer]);
    expect(page.html).not.toContain(elsewhere);
  });

  it('for a token in the address, by implicit or hybrid flow, is refused', async () => {
    for (const response_type of ['token', 'id_token', 'code id_token']) {
      const page = await who.open(g.hall.ask(g.issuer, { response_type }).address);
      const said = refusalIn(page) ?? new URLSearchParams(page.url.hash.slice(1)).get('error');
      expect(said).toBe('unsupported_response_type');
    }
  });

  it('is answered by a form where the client asks for form_post, with its state and our name', async () => {
    let policy = '';
    const who = visitor({
      sees: (_url, response) => {
        policy = response.headers.get('content-security-policy') ?? '';
      },
    });
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    const { address, verifier } = g.hall.ask(g.issuer, { response_mode: 'form_post' });
    const page = await who.open(address);
    expect(page.url.origin).toBe(g.issuer);
    const [form] = page.forms;
    expect(form?.action.href).toBe(g.hall.redirect_uri);
    expect(form?.fields).toMatchObject({ state: 'state-of-the-application', iss: g.issuer });
    const { status } = await g.hall.exchange(g.issuer, form?.fields['code'] ?? '', verifier);
    expect(status).toBe(200);
    // A browser with scripts sends it by itself: the policy knows the script, and the client's host.
    const origin = new URL(g.hall.redirect_uri).origin;
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+'/);
    expect(policy).toContain(`form-action 'self' ${origin};`);
  });
});

describe('a client that is suspended', () => {
  it('is let in nowhere: no sign-in, no token, and its tokens are dead', async () => {
    const party = await another(g, 'suspended');
    const tokens = await tokensOf(g, party, visitor(), person);
    expect((await party.userinfo(g.issuer, tokens.access_token as string)).status).toBe(200);
    await clients.suspend(g.base, party.id);
    await expect
      .poll(async () => (await who.open(party.ask(g.issuer).address)).status, { timeout: 10_000 })
      .toBe(400);
    const refreshed = await party.refresh(g.issuer, tokens.refresh_token as string);
    expect([refreshed.status, refreshed.body.error]).toEqual([401, 'invalid_client']);
    expect((await party.userinfo(g.issuer, tokens.access_token as string)).status).toBe(401);
    expect(
      (await auditTrail(g.base)).filter(({ kind }) => kind === 'client.suspended'),
    ).toMatchObject([{ client_id: 'suspended', outcome: 'ok' }]);

    // A registration by the operator lets nobody in there again.
    await seedClients(g.base, [party]);
    await clients.resume(g.base, party.id, { kind: 'system' });
    await expect
      .poll(() => party.userinfo(g.issuer, tokens.access_token as string), { timeout: 10_000 })
      .toMatchObject({ status: 200 });
    await party.stop();
  });
});
