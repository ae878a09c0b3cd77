/** OpenID Connect Discovery 1.0 §3, §4 and §7; what the document says is tried. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claims as byScope } from '../../../config/oidc.ts';
import {
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { hop, post, refusalIn, somebody } from '../rig.ts';

let g: TestGateway;
let who: Visitor;
let told: Record<string, unknown>;
let response: Response;
beforeAll(async () => {
  g = await startTestGateway();
  who = visitor();
  await tokensOf(g, g.hall, who, await citizen(g.base, 'found-1', somebody()));
  response = await fetch(`${g.issuer}/.well-known/openid-configuration`, {
    headers: { origin: 'https://page.example' },
  });
  told = (await response.json()) as Record<string, unknown>;
});
afterAll(() => g?.stop());

const list = (name: string) => told[name] as string[];

describe('Discovery §4, the document', () => {
  it('is JSON at the issuer and its well-known path, with 200, for pages of others too', () => {
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('access-control-allow-origin')).toBeTruthy();
  });

  it('leaves out what has no elements (§4.2)', () => {
    for (const [name, value] of Object.entries(told)) {
      expect([name, value === null]).toEqual([name, false]);
      if (Array.isArray(value)) expect([name, value.length > 0]).toEqual([name, true]);
    }
  });

  it('names the issuer by which it was found, the one of ID tokens (§4.3)', async () => {
    const { id_token } = await hop(g, g.hall, who);
    expect([told['issuer'], decodeJwt(id_token ?? '').iss]).toEqual([g.issuer, g.issuer]);
  });
});

describe('Discovery §3, what it says', () => {
  it('is whole: every member that is required', () => {
    for (const name of [
      ...['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'],
      ...['response_types_supported', 'subject_types_supported'],
      'id_token_signing_alg_values_supported',
    ])
      expect(told).toHaveProperty(name);
    expect(list('scopes_supported')).toContain('openid');
    expect(list('id_token_signing_alg_values_supported')).toContain('RS256');
    expect(list('response_types_supported')).toEqual(['code']);
  });

  it('offers no signature that is none, nor one with a shared secret', () => {
    const named = Object.entries(told).filter(([name]) => /_alg_values_supported$/.test(name));
    expect(named.length).toBeGreaterThan(6);
    for (const [name, values] of named)
      for (const alg of values as string[])
        expect([name, alg]).toEqual([
          name,
          expect.stringMatching(/^(ES256|PS256|RS256|RSA-|ECDH-)/),
        ]);
  });

  it('leads to keys without a private half, each with its use', async () => {
    const answer = await fetch(String(told['jwks_uri']));
    const { keys } = (await answer.json()) as { keys: Record<string, unknown>[] };
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) {
      expect([key['use'], typeof key['kid'], key['kty'] !== 'oct']).toEqual([
        'sig',
        'string',
        true,
      ]);
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])
        expect(key).not.toHaveProperty(secret);
    }
  });

  it('is true of claims, modes and scopes: what is offered works, what is not is refused', async () => {
    const ours = Object.entries(byScope).flatMap(([name, of]) => of ?? [name]);
    expect([...list('claims_supported')].sort()).toEqual([...new Set(ours)].sort());
    const ask = (params: Record<string, string>) =>
      who.open(g.hall.ask(g.issuer, { prompt: 'none', ...params }).address);
    for (const response_mode of list('response_modes_supported')) {
      const page = await ask({ response_mode });
      const code =
        page.forms[0]?.fields['code'] ??
        new URLSearchParams(page.url.hash.slice(1) || page.url.search).get('code');
      expect([response_mode, Boolean(code)]).toEqual([response_mode, true]);
    }
    for (const response_mode of ['jwt', 'query.jwt', 'web_message'])
      expect([response_mode, (await ask({ response_mode })).url.searchParams.get('code')]).toEqual([
        response_mode,
        null,
      ]);
    for (const response_type of [
      'none',
      'id_token',
      'token',
      'code token',
      'code id_token token',
    ]) {
      const page = await ask({ response_type });
      const error = refusalIn(page) ?? new URLSearchParams(page.url.hash.slice(1)).get('error');
      expect([response_type, error]).toEqual([
        response_type,
        expect.stringMatching(/^(unsupported_response_type|invalid_request)$/),
      ]);
    }
  });

  it('is true of grant types: what is not offered is unknown', async () => {
    const error = async (grant_type: string) =>
      (await post(`${g.issuer}/token`, g.hall, { grant_type })).body.error;
    for (const grant_type of list('grant_types_supported'))
      expect([grant_type, await error(grant_type)]).not.toEqual([
        grant_type,
        'unsupported_grant_type',
      ]);
    for (const grant_type of ['implicit', 'password', 'urn:openid:params:grant-type:ciba'])
      expect([grant_type, await error(grant_type)]).toEqual([grant_type, 'unsupported_grant_type']);
  });
});
