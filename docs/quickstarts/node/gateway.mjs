// The gateway: what this program is told of it, and the checks of its tokens.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';

export const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = '8080' } = process.env;
if (!ISSUER || !CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set ISSUER, CLIENT_ID and CLIENT_SECRET; PORT and BASE_URL may be set too.');
  process.exit(1);
}
export const BASE_URL = process.env.BASE_URL ?? `http://localhost:${PORT}`;
export const SECURE = BASE_URL.startsWith('https:');
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** 0 to 4, or -1 for what is no level: compared as numbers, never as text. */
export const levelOf = (acr) => Number(/^urn:songhua:acr:([0-4])$/.exec(String(acr))?.[1] ?? -1);

// Discovered at the first need, so that this starts while the gateway is away.
let found;
export function gateway() {
  found ??= discover().catch((fault) => {
    found = undefined;
    throw fault;
  });
  return found;
}

async function discover() {
  const config = await oidc.discovery(
    new URL(ISSUER),
    CLIENT_ID,
    { id_token_signed_response_alg: 'ES256', [oidc.clockTolerance]: 60 },
    oidc.ClientSecretBasic(CLIENT_SECRET),
    {
      execute: [
        // The signature of the ID token is checked too: without this it is not.
        oidc.enableNonRepudiationChecks,
        // For the demo and a sandbox on this machine, and nowhere else.
        ...(ISSUER.startsWith('http://localhost') ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );
  return { config, keys: createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri)) };
}

/** Whose session a logout token ends; throws for any other token (OpenID Connect Back-Channel Logout 1.0 §2.6). */
export async function toldBy(body) {
  const { keys } = await gateway();
  const { payload } = await jwtVerify(new URLSearchParams(body).get('logout_token') ?? '', keys, {
    ...{ issuer: ISSUER, audience: CLIENT_ID, typ: 'logout+jwt', algorithms: ['ES256'] },
    ...{ requiredClaims: ['iat', 'exp', 'jti', 'sid'], maxTokenAge: '5m', clockTolerance: 60 },
  });
  if (typeof payload.events?.[LOGOUT_EVENT] !== 'object' || 'nonce' in payload)
    throw new oidc.ClientError('no logout token');
  return payload.sid;
}

/** Not a refusal: no answer, or one of 500 and above. jose says so by codes of its own. */
export function isAway(fault) {
  const status = fault.status ?? fault.cause?.status;
  const codes = ['OAUTH_TIMEOUT', 'ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'];
  return fault instanceof TypeError || codes.includes(fault.code) || status >= 500;
}
