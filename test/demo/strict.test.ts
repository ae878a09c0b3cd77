import { importJWK } from 'jose';
import * as oidc from 'openid-client';
import { expect, test } from 'vitest';
import { demoProcess, type Ready, signIn } from './rig.ts';

const demo = demoProcess();

test('a script is the strict client with a library off the shelf: it pushes, proves, refreshes and revokes', async () => {
  const ready = await demo.start();
  const strict = ready.clients.find(({ profile }) => profile === 'strict');
  const others = ready.clients.filter(({ profile }) => profile === 'standard');
  if (!strict?.jwk) throw new Error('no strict client');
  expect(others.map(({ client_secret }) => typeof client_secret)).toEqual([
    ...['string', 'string', 'string', 'string'],
  ]);

  const key = (await importJWK(strict.jwk, 'ES256')) as CryptoKey;
  const auth = oidc.PrivateKeyJwt({ key, kid: String(strict.jwk.kid) });
  const songhua = await oidc.discovery(new URL(ready.issuer), strict.client_id, {}, auth, {
    execute: [oidc.allowInsecureRequests],
  });
  const DPoP = oidc.getDPoPHandle(songhua, await oidc.randomDPoPKeyPair('ES256'));
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const to = await oidc.buildAuthorizationUrlWithPAR(
    songhua,
    {
      redirect_uri: strict.redirect_uri,
      scope: 'openid profile records',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...{ state: expectedState, nonce: expectedNonce },
      resource: String(strict.resource),
    },
    { DPoP },
  );
  expect([...to.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);

  const plain = ready.accounts.find(
    ({ source, condition }) => source === 'shebao' && condition === undefined,
  ) as Ready['accounts'][number];
  const { page } = await signIn(ready, to.href, plain);
  expect(page.url.href.startsWith(strict.redirect_uri)).toBe(true);

  const checks = { pkceCodeVerifier, expectedState, expectedNonce };
  const tokens = await oidc.authorizationCodeGrant(songhua, page.url, checks, undefined, { DPoP });
  const { sub } = tokens.claims() ?? { sub: '' };
  expect(tokens.token_type).toBe('dpop');
  const said = await oidc.fetchUserInfo(songhua, tokens.access_token, sub, { DPoP });
  expect(said.sub).toBe(sub);
  const api = new URL('/api/records', ready.issuer);
  const records = await oidc.fetchProtectedResource(
    ...([songhua, tokens.access_token, api, 'GET', undefined, undefined, { DPoP }] as const),
  );
  expect(records.status).toBe(200);

  const held = tokens.refresh_token ?? '';
  for (let use = 0; use < 2; use++) {
    const again = await oidc.refreshTokenGrant(songhua, held, undefined, { DPoP });
    expect(again.refresh_token).toBe(held);
  }
  const resource = String(strict.resource);
  const forApi = await oidc.refreshTokenGrant(songhua, held, { resource }, { DPoP });
  expect(forApi.access_token.split('.')).toHaveLength(3);
  await oidc.tokenRevocation(songhua, held);
  await expect(oidc.refreshTokenGrant(songhua, held, undefined, { DPoP })).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});
