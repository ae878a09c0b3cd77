/** Signed authorisation requests, RFC 9101: by value, at the authorisation endpoint and pushed. */
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPair, sign } from '../../doubles/strict-party.ts';
import { codeOf, refusalIn } from '../rig.ts';
import { basic, errorOf, form, type Rig, signing, startRig } from './oauth.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

const now = () => Math.floor(Date.now() / 1000);
const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
/** What the hall asks for, as the claims of a request object. */
const claims = (more: object = {}): JWTPayload => {
  const asked = Object.fromEntries(new URL(rig.g.hall.ask(rig.g.issuer).address).searchParams);
  return { ...asked, iss: 'hall', aud: rig.g.issuer, exp: now() + 60, ...more };
};
const object = (more: object = {}, key = signing.own, header: object = {}) =>
  sign(key, { kid: 'signs', ...header }, claims(more));
/** What stands beside it, so that a refusal finds its way back (RFC 9101 §5). */
const besides = () => ({
  ...{ client_id: 'hall', response_type: 'code', scope: 'openid' },
  redirect_uri: rig.g.hall.redirect_uri,
});
const open = (request: string, more: Record<string, string> = {}) =>
  rig.who.open(`${rig.g.issuer}/auth?${new URLSearchParams({ ...besides(), request, ...more })}`);
const push = (request: string) => form(`${rig.g.issuer}/par`, { request }, basic(rig.g.hall));

describe('RFC 9101', () => {
  it('§5, §6.3: only what is signed counts, and an unsigned parameter beside it adds nothing', async () => {
    const page = await open(await object({ scope: 'openid profile' }), {
      ...{ scope: 'openid realname', state: 'forged', prompt: 'login', nonce: 'forged' },
    });
    expect(page.url.searchParams.get('state')).toBe('state-of-the-application');
    codeOf(page);
  });

  it('§10.8: an object may say of itself what it is', async () => {
    codeOf(await open(await object({}, signing.own, { typ: 'oauth-authz-req+jwt' })));
  });

  it.each<[string, string, () => Promise<string>]>([
    ['§4', 'is not signed', async () => `${part({ alg: 'none' })}.${part(claims())}.`],
    ['§4', 'leads to another one', () => object({ request_uri: 'https://hall.example/r' })],
    ['§4', 'has another one in it', async () => object({ request: await object() })],
    ['§4', 'is for another issuer', () => object({ aud: 'https://other.example' })],
    ['§4', 'is another client’s', () => object({ iss: 'subhall' })],
    ['§6.2', 'is signed with another key', () => object({}, keyPair('signs').own)],
    ['§6.2', 'is signed with a key of another name', () => object({}, signing.own, { kid: 'x' })],
    [
      '§6.2',
      'was changed after it was signed',
      async () => {
        const [head, , tail] = (await object()).split('.');
        return `${head}.${part(claims({ scope: 'openid realname' }))}.${tail}`;
      },
    ],
    [
      '§6.1',
      'is encrypted, for which there is no key of ours',
      async () => `${part({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })}.a.b.c.d`,
    ],
    ['§6.3', 'names another client', () => object({ client_id: 'subhall' })],
    ['§6.3', 'names no client', () => object({ client_id: undefined })],
    ['§10.2', 'is over', () => object({ exp: now() - 30 })],
    ['§10.2', 'is over in a year', () => object({ exp: now() + 31_536_000 })],
    ['§10.2', 'never ends', () => object({ exp: undefined })],
  ])(
    '%s: an object that %s is refused, and when it is pushed too',
    async (_section, _what, make) => {
      expect(refusalIn(await open(await make()))).toBe('invalid_request_object');
      expect(errorOf(await push(await make()))).toEqual([400, 'invalid_request_object']);
    },
  );

  it('§5.2: nothing is fetched from an address in a request', async () => {
    const { address } = rig.g.hall.ask(rig.g.issuer, { request_uri: 'https://hall.example/r' });
    expect(refusalIn(await rig.who.open(address))).toBe('request_uri_not_supported');
  });

  it('§10.8: an object is no client assertion, nor an assertion an object', async () => {
    const { bank, g } = rig;
    const { fields } = bank.request();
    const signed = await sign(
      bank.key.own,
      { kid: bank.key.own.kid },
      { ...fields, iss: 'bank', aud: g.issuer, exp: now() + 60, jti: 'object-1' },
    );
    const asAssertion = await bank.post('/par', fields, { assertion: signed });
    expect(errorOf(asAssertion)).toEqual([401, 'invalid_client']);
    const asObject = await bank.post('/par', { request: await bank.assertion() });
    expect(errorOf(asObject)).toEqual([400, 'invalid_request_object']);
  });
});
