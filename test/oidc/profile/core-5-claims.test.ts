/** OpenID Connect Core 1.0 §4, §5.5 and §6: sign-ins begun from outside, claims, requests as JWTs. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPair, sign } from '../../doubles/strict-party.ts';
import {
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { another, codeOf, hop, refusalIn, somebody } from '../rig.ts';

const es = keyPair('signs');
const ps = keyPair('signs-too', 'PS256');
let g: TestGateway;
let who: Visitor;
beforeAll(async () => {
  g = await startTestGateway({ hall: { jwks: { keys: [es.open, ps.open] } } });
  who = visitor();
  await tokensOf(g, g.hall, who, await citizen(g.base, 'claims-1', somebody()));
});
afterAll(() => g?.stop());

const open = (params: Record<string, string>) => who.open(g.hall.ask(g.issuer, params).address);
const claims = (asked: object) => ({ claims: JSON.stringify(asked) });

describe('Core §4, a sign-in begun from outside', () => {
  it('is begun by a link of ours: iss, and the page that is wanted; the application does the rest', async () => {
    const begins = await another(g, 'begins', {
      initiate_login_uri: 'https://begins.example/start?way=songhua',
      home_uri: 'https://begins.example/cases?of=me',
    });
    const stays = await another(g, 'has-home', { home_uri: 'https://stays.example/' });
    for (const party of [begins, stays]) await hop(g, party, who);
    const page = await who.open(`${g.issuer}/account/received`);
    const links = [...page.html.matchAll(/<a href="(https:[^"]+)">([^<]*)/g)].map(
      ([, href = '', words]) => [new URL(href.replaceAll('&amp;', '&')), words] as const,
    );
    expect(links.map(([{ origin }, words]) => [origin, words])).toEqual([
      ['https://stays.example', '前往应用 has-home'],
      ['https://begins.example', '前往应用 begins'],
    ]);
    const asked = links[1]?.[0].searchParams;
    expect(Object.fromEntries(asked ?? [])).toEqual({
      way: 'songhua',
      iss: g.issuer,
      target_link_uri: 'https://begins.example/cases?of=me',
    });
    // What it then begins costs the person nothing.
    codeOf(await who.open(begins.ask(g.issuer).address));
    await Promise.all([begins.stop(), stays.stop()]);
  });
});

describe('Core §5.5, the claims parameter', () => {
  it('that asks for what is not there, or what nobody knows, is no error (§5.5.1)', async () => {
    const names = { nickname: { essential: true }, gender: null, x: { essential: true, odd: 1 } };
    const asked = claims({ id_token: names, userinfo: names, elsewhere: { y: null } });
    const { id_token, access_token } = await hop(g, g.hall, who, asked);
    const told = await g.hall.userinfo(g.issuer, access_token ?? '');
    expect([told.status, Object.keys(told.body).includes('nickname')]).toEqual([200, false]);
    expect(decodeJwt(id_token ?? '')).not.toHaveProperty('nickname');
  });

  it('brings back an essential acr that meets what was asked, or no answer at all (§5.5.1.1)', async () => {
    const acr = (asked: object) => claims({ id_token: { acr: { essential: true, ...asked } } });
    const met = await hop(g, g.hall, who, acr({ values: ['urn:songhua:acr:2'] }));
    expect(decodeJwt(met.id_token ?? '')['acr']).toBe('urn:songhua:acr:2');
    for (const asked of [{ value: 'urn:songhua:acr:3' }, { values: ['urn:songhua:acr:4'] }])
      expect(refusalIn(await open({ ...acr(asked), prompt: 'none' }))).toBe('interaction_required');
    expect(refusalIn(await open(acr({ value: 'gold' })))).toBe('unmet_authentication_requirements');
  });

  it('gives the acr of the session where a level that nobody knows is not essential', async () => {
    const asked = claims({ id_token: { acr: { values: ['gold'] } } });
    const { id_token } = await hop(g, g.hall, who, asked);
    expect(decodeJwt(id_token ?? '')['acr']).toBe('urn:songhua:acr:2');
  });
});

describe('Core §6, a request as a JWT', () => {
  async function signed(more: object = {}, key = es.own, header: object = {}) {
    const { address, verifier } = g.hall.ask(g.issuer);
    const asked = Object.fromEntries(new URL(address).searchParams);
    const now = Math.floor(Date.now() / 1000);
    const payload = { ...asked, iss: 'hall', aud: g.issuer, exp: now + 60, ...more };
    return { request: await sign(key, { kid: key.kid, ...header }, payload), verifier };
  }
  const bring = (more: Record<string, string>) => {
    const around = { client_id: 'hall', response_type: 'code', scope: 'openid' };
    const { redirect_uri } = g.hall;
    return who.open(
      `${g.issuer}/auth?${new URLSearchParams({ ...around, redirect_uri, ...more })}`,
    );
  };

  it.each([
    ['ES256', es.own],
    ['PS256', ps.own],
  ])('signed by %s is taken, all the way to the tokens (§6.3.2)', async (_alg, key) => {
    const { request, verifier } = await signed({ nonce: 'in the object' }, key);
    const code = codeOf(await bring({ request }));
    const { body } = await g.hall.exchange(g.issuer, code, verifier);
    expect(decodeJwt(body.id_token ?? '')['nonce']).toBe('in the object');
  });

  it('is refused with a type or client that is not that of the address (§6.1)', async () => {
    const { request } = await signed();
    expect(refusalIn(await bring({ request, response_type: 'none' }))).toBe(
      'invalid_request_object',
    );
    expect(
      (await bring({ request, client_id: 'subhall' })).url.searchParams.get('code'),
    ).toBeNull();
  });

  it.each<[string, () => Promise<{ request: string }>]>([
    ['is for nobody', () => signed({ aud: undefined })],
    ['is for another issuer', () => signed({ aud: 'https://other.example' })],
    ['holds a request itself', () => signed({ request: 'x' })],
    ['holds the address of one', () => signed({ request_uri: 'https://hall.example/r' })],
    ['is signed by a key of somebody else', () => signed({}, keyPair('signs').own)],
    ['was altered', async () => ({ request: `${(await signed()).request.slice(0, -8)}AAAAAAAA` })],
    ['is not signed', async () => unsigned((await signed()).request)],
    [
      'is encrypted, since there is no key of ours to encrypt to',
      async () => ({
        request: `${part({ alg: 'RSA-OAEP', enc: 'A128GCM' })}.a.b.c.d`,
      }),
    ],
  ])('is refused where it %s', async (_what, make) => {
    expect(refusalIn(await bring(await make()))).toBe('invalid_request_object');
  });

  it('is refused where its client registered another algorithm (§6.3.2)', async () => {
    const party = await another(g, 'ps-only', {
      jwks: { keys: [es.open, ps.open] },
      request_object_alg: 'PS256',
    });
    const ask = async (key: typeof es.own) => {
      const asked = Object.fromEntries(new URL(party.ask(g.issuer).address).searchParams);
      const exp = Math.floor(Date.now() / 1000) + 60;
      const payload = { ...asked, iss: party.id, aud: g.issuer, exp };
      const request = await sign(key, { kid: key.kid }, payload);
      return bring({ client_id: party.id, redirect_uri: party.redirect_uri, request });
    };
    expect(refusalIn(await ask(es.own))).toBe('invalid_request_object');
    codeOf(await ask(ps.own));
    await party.stop();
  });

  it('by reference is request_uri_not_supported, and nothing is fetched (§6.2)', async () => {
    const request_uri = `${g.hall.redirect_uri}/request`;
    expect(refusalIn(await open({ request_uri }))).toBe('request_uri_not_supported');
    const { request } = await signed();
    const page = await bring({ request, request_uri });
    expect(page.url.searchParams.get('code')).toBeNull();
  });
});

const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
const unsigned = (jws: string) => ({ request: `${part({ alg: 'none' })}.${jws.split('.')[1]}.` });
