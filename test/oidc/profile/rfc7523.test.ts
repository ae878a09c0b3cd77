/** Client assertions, RFC 7523 §3 and RFC 7521, of a client that signs and is not strict. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPair, type StrictParty, sign } from '../../doubles/strict-party.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { errorOf, form, startSigner } from './oauth.ts';

let g: TestGateway;
let signer: StrictParty;
beforeAll(async () => {
  g = await startTestGateway();
  signer = await startSigner(g, 'signer');
});
afterAll(async () => {
  await signer?.stop();
  await g?.stop();
});

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
/** Whether an assertion is believed: then the refresh token is what is wrong. */
const show = async (client_assertion: string, more: Record<string, string> = {}) => {
  const fields = { grant_type: 'refresh_token', refresh_token: 'none' };
  return errorOf(
    await form(`${g.issuer}/token`, {
      ...{ ...fields, client_assertion, client_assertion_type: TYPE, ...more },
    }),
  );
};
const believed = [400, 'invalid_grant'];
const refused = [401, 'invalid_client'];
const whole = () => ({
  ...{ iss: 'signer', sub: 'signer', aud: g.issuer, iat: inSeconds(0), exp: inSeconds(60) },
  jti: String(Math.random()),
});

describe('RFC 7523 §3', () => {
  it('(3): an assertion for the issuer or the token endpoint is believed, alone or among others', async () => {
    for (const aud of [g.issuer, `${g.issuer}/token`, ['https://other.example', g.issuer]])
      expect(await show(await signer.assertion({ aud }))).toEqual(believed);
  });

  it.each<[string, string, () => Promise<string>]>([
    ['1', 'says no issuer', () => signer.assertion({ iss: undefined })],
    ['1', 'is another’s', () => signer.assertion({ iss: 'hall' })],
    ['2B', 'is about somebody else', () => signer.assertion({ sub: 'hall' })],
    ['3', 'is for nobody', () => signer.assertion({ aud: undefined })],
    ['3', 'is for another server', () => signer.assertion({ aud: 'https://other.example' })],
    ['4', 'never ends', () => signer.assertion({ exp: undefined })],
    ['4', 'is over', () => signer.assertion({ exp: inSeconds(-11) })],
    ['4', 'is over in a day', () => signer.assertion({ exp: inSeconds(86_400) })],
    ['5', 'is not good yet', () => signer.assertion({ nbf: inSeconds(60) })],
    ['7', 'has no name', () => signer.assertion({ jti: undefined })],
    ['9', 'is not signed', async () => `${part({ alg: 'none' })}.${part(whole())}.`],
    [
      '9',
      'is signed by another',
      () => sign(keyPair('signer-1').own, { kid: 'signer-1' }, whole()),
    ],
    [
      '9',
      'is signed by an algorithm that is none of ours',
      async () => {
        const { own } = keyPair('signer-1', 'PS256');
        return sign({ ...own, alg: 'RS256' }, { kid: 'signer-1' }, whole());
      },
    ],
    [
      '10',
      'was changed after it was signed',
      async () => {
        const [head, , tail] = (await signer.assertion()).split('.');
        return `${head}.${part({ ...whole(), exp: inSeconds(600) })}.${tail}`;
      },
    ],
  ])('(%s): one that %s is refused', async (_part, _what, make) => {
    expect(await show(await make())).toEqual(refused);
  });

  it('(2B): one without a subject is of nobody', async () => {
    const [status, error] = await show(await signer.assertion({ sub: undefined }));
    expect([status, error]).toEqual(refused);
  });

  it('(7): is believed once', async () => {
    const assertion = await signer.assertion();
    expect(await show(assertion)).toEqual(believed);
    expect(await show(assertion)).toEqual(refused);
  });
});

describe('RFC 7521', () => {
  it('§4.2: an assertion says what it is, and is of the client that is named beside it', async () => {
    const type = { client_assertion_type: 'urn:example:other' };
    expect((await show(await signer.assertion(), type))[1]).toBe('invalid_request');
    expect((await show(await signer.assertion(), { client_id: 'hall' }))[1]).toBe(
      'invalid_request',
    );
    expect(await show(await signer.assertion(), { client_id: 'signer' })).toEqual(believed);
  });

  it('§4.2: a client that signs is known by nothing else, not its secret and not its name', async () => {
    const { id: client_id, secret: client_secret } = signer.plain;
    const fields = { grant_type: 'refresh_token', refresh_token: 'none', client_id };
    for (const shown of [fields, { ...fields, client_secret }])
      expect(errorOf(await form(`${g.issuer}/token`, shown))).toEqual(refused);
  });
});
