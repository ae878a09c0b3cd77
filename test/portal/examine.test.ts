import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { examine, type Flaw } from '../../src/portal/examine.ts';

const issuer = 'https://id.example.cn';
const now = new Date('2026-11-30T08:00:00Z');
const at = now.getTime() / 1_000;
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

let ours: CryptoKey;
let theirs: CryptoKey;
let keys: JWK[];
beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  ours = pair.privateKey;
  theirs = (await generateKeyPair('ES256')).privateKey;
  keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }];
});

const whole = {
  ...{
    iss: issuer,
    aud: 'pension',
    sub: 'q83vEjRWeJCrze8SNFZ4kA',
    nonce: 'n',
    acr: 'urn:songhua:acr:2',
  },
  ...{ exp: at + 600, iat: at - 5 },
};
const leaving = {
  ...{ iss: issuer, aud: 'pension', sub: 'x', sid: 's', jti: 'j', exp: at + 60, iat: at },
  events: { [LOGOUT]: {} },
};

async function token(
  claims: JWTPayload,
  {
    kid = 'k1' as string | undefined,
    key = ours,
    typ,
  }: { kid?: string | undefined; key?: CryptoKey; typ?: string } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', ...(kid && { kid }), ...(typ && { typ }) })
    .sign(key);
}

const looked = async (text: string) => {
  const { kind, flaws, signed } = await examine(text, {
    ...{ issuer, keys, now, mine: (id: string) => id === 'pension' },
  });
  return { kind, flaws, signed };
};

test('a good ID token and a good logout token are told as what they are, and nothing is wrong', async () => {
  expect(await looked(await token(whole))).toEqual({ kind: 'id_token', flaws: [], signed: true });
  expect(await looked(` ${await token(leaving, { typ: 'logout+jwt' })}\n`)).toEqual({
    ...{ kind: 'logout_token', flaws: [], signed: true },
  });
});

const without = (claims: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

const faults: [string, () => Promise<string>, Flaw[]][] = [
  ['no token', async () => 'hello', ['no_jwt']],
  ['three parts that are none', async () => 'e30.!!!.x', ['no_jwt']],
  [
    'a header that says none',
    async () => {
      const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');
      return `${part({ alg: 'none' })}.${part(whole)}.`;
    },
    ['unsigned'],
  ],
  ['a key of nobody', async () => token(whole, { kid: 'other' }), ['unknown_kid']],
  ['no kid', async () => token(whole, { kid: '' }), ['no_kid']],
  ['another key under our kid', async () => token(whole, { key: theirs }), ['bad_signature']],
  [
    'a claim that was changed',
    async () => {
      const [head, , signature] = (await token(whole)).split('.');
      const changed = { ...whole, acr: 'urn:songhua:acr:4' };
      return [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join(
        '.',
      );
    },
    ['bad_signature'],
  ],
  ['another issuer', async () => token({ ...whole, iss: 'https://evil' }), ['wrong_issuer']],
  ['another audience', async () => token({ ...whole, aud: 'tax' }), ['not_yours']],
  ['an old one', async () => token({ ...whole, exp: at - 61 }), ['expired']],
  ['one of tomorrow', async () => token({ ...whole, iat: at + 61 }), ['from_the_future']],
  ['one without nonce', async () => token(without(whole, 'nonce')), ['no_nonce']],
  ['one without subject', async () => token(without(whole, 'sub')), ['no_subject']],
  [
    'a logout token with a nonce, without jti, of nobody',
    async () => token({ ...without(leaving, 'jti', 'sub', 'sid'), nonce: 'n' }),
    ['nonce_in_logout', 'no_jti', 'no_subject'],
  ],
  [
    'a logout token of another event',
    async () => token({ ...leaving, events: { other: {} } }),
    ['no_event'],
  ],
];

test.each(faults)('%s is told', async (_name, make, flaws) => {
  expect((await looked(await make())).flaws).toEqual(flaws);
});

test('an encrypted token is told apart: it is for the application alone', async () => {
  const head = Buffer.from('{"alg":"ECDH-ES","enc":"A128GCM"}').toString('base64url');
  expect((await looked(`${head}..a.b.c`)).flaws).toEqual(['encrypted']);
});
