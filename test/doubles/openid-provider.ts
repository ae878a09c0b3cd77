// Whole, since it is one provider: its answers and its misdeeds change together.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CompactSign,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import type { Clock } from '../../src/clock.ts';
import { systemClock } from '../../src/clock.ts';
import { bodyOf, garbled, json } from './http.ts';
import type { Endpoint, Misdeeds } from './openid-misdeeds.ts';

/** A person with an account there: `sub` and whatever claims the department keeps. */
export type Account = { sub: string } & Record<string, unknown>;

export interface OpenIdProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Settings for `sources.register`, protocol `oidc`. */
  settings: Record<string, unknown>;
  misdeeds: Misdeeds;
  mend(): void;
  /** Who is at the keyboard there from now on. */
  signsIn(account: Account): void;
  /** Walks from the authorisation address to where the provider sends the browser back. */
  visit(url: string): Promise<URL>;
  /** What browsers that were to sign out there brought along, in order. */
  signOuts: Record<string, string>[];
  /** Its word that a session has ended there; `claims` over what it would say, `undefined` leaves one out. */
  logoutToken(
    claims?: Record<string, unknown>,
    how?: { foreign?: boolean; typ?: string },
  ): Promise<string>;
  /** How often each endpoint was asked. */
  asked: Record<Endpoint, number>;
  stop(): Promise<void>;
}

interface Code {
  account: Account;
  challenge: string;
  nonce: string | undefined;
  redirectUri: string;
  acr: string | undefined;
  /** It was asked how old the sign-in is, and says so. */
  datesSignIn: boolean;
}

const KID = 'double-1';
const paths: Record<string, Endpoint> = {
  '/.well-known/openid-configuration': 'discovery',
  '/authorize': 'authorize',
  '/token': 'token',
  '/jwks': 'jwks',
  '/userinfo': 'userinfo',
};

/**
 * An OpenID provider over real HTTP on 127.0.0.1, that can be told to do wrong. Code flow with PKCE
 * S256, client_secret_basic, single-use codes, signed ID tokens, userinfo, `iss` beside the code.
 */
export async function startOpenIdProvider(
  options: { clock?: Clock; port?: number } = {},
): Promise<OpenIdProvider> {
  const clock = options.clock ?? systemClock;
  const [published, foreign] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const jwk: JWK = {
    ...(await exportJWK(published.publicKey)),
    kid: KID,
    alg: 'ES256',
    use: 'sig',
  };
  const clientId = 'songhua';
  const clientSecret = randomBytes(24).toString('base64url');
  const codes = new Map<string, Code>();
  const tokens = new Map<string, Account>();
  let account: Account = { sub: 'nobody' };
  const asked = { discovery: 0, authorize: 0, token: 0, jwks: 0, userinfo: 0 };

  const server = createServer((request, response) => {
    answer(request, response).catch((fault) => {
      response.writeHead(500).end(String(fault));
    });
  });
  await new Promise<void>((ready) => server.listen(options.port ?? 0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider: OpenIdProvider = {
    issuer,
    clientId,
    clientSecret,
    settings: {
      issuer,
      client_id: clientId,
      client_secret: clientSecret,
      allow_http: true,
      patience_ms: 2_000,
    },
    misdeeds: {},
    mend: () => {
      provider.misdeeds = {};
    },
    signsIn: (who) => {
      account = who;
    },
    async visit(url) {
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location');
      if (!location) throw new Error(`the provider answered ${response.status} and no way back`);
      return new URL(location);
    },
    signOuts: [],
    async logoutToken(claims = {}, { foreign: forged = false, typ = 'logout+jwt' } = {}) {
      const now = Math.floor(clock.now().getTime() / 1000);
      const all = {
        ...{ iss: issuer, aud: clientId, iat: now, exp: now + 120 },
        jti: randomBytes(12).toString('hex'),
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        ...claims,
      };
      return new SignJWT(JSON.parse(JSON.stringify(all)))
        .setProtectedHeader({ alg: 'ES256', kid: KID, typ })
        .sign((forged ? foreign : published).privateKey);
    },
    asked,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };

  const applies = (misdeed: boolean | Endpoint[] | undefined, endpoint: Endpoint) =>
    Array.isArray(misdeed) ? misdeed.includes(endpoint) : misdeed === true;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/end-session') return endSession(response, url);
    const endpoint = paths[url.pathname];
    if (!endpoint) return void response.writeHead(404).end();
    asked[endpoint] += 1;
    const { hang, down, flood, meanwhile, garbles } = provider.misdeeds;
    await meanwhile?.[endpoint]?.();
    if (applies(hang, endpoint)) return;
    if (applies(down, endpoint)) return void response.writeHead(503).end('down');
    if (garbles?.at === endpoint) return garbled(response, garbles.how);
    if (flood) return json(response, 200, { flood: 'x'.repeat(1_000_000) });
    await { discovery, authorize, token, jwks, userinfo }[endpoint](request, response, url);
  }

  async function discovery(_: IncomingMessage, response: ServerResponse) {
    json(response, 200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      ...(!provider.misdeeds.noSignOut && { end_session_endpoint: `${issuer}/end-session` }),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      authorization_response_iss_parameter_supported: true,
    });
  }

  /** RP-Initiated Logout 1.0: it asks nobody, and sends the browser back. */
  function endSession(response: ServerResponse, url: URL): void {
    const asks = Object.fromEntries(url.searchParams);
    provider.signOuts.push(asks);
    if (provider.misdeeds.staysAtSignOut) return void response.writeHead(200).end('signed out');
    const back = new URL(asks['post_logout_redirect_uri'] ?? issuer);
    if (asks['state']) back.searchParams.set('state', asks['state']);
    response.writeHead(302, { location: back.href }).end();
  }

  async function authorize(_: IncomingMessage, response: ServerResponse, url: URL) {
    const asks = Object.fromEntries(url.searchParams);
    const well =
      asks['client_id'] === clientId &&
      asks['response_type'] === 'code' &&
      asks['code_challenge_method'] === 'S256' &&
      asks['scope']?.split(' ').includes('openid');
    if (!well || !asks['redirect_uri'] || !asks['code_challenge']) {
      return json(response, 400, { error: 'invalid_request' });
    }
    const back = new URL(asks['redirect_uri']);
    const { otherState } = provider.misdeeds;
    if (asks['state'])
      back.searchParams.set('state', otherState ? 'state-of-another-visit' : asks['state']);
    back.searchParams.set('iss', provider.misdeeds.mixUp ? 'https://other.test' : issuer);
    const error = provider.misdeeds.cancel ? 'access_denied' : provider.misdeeds.error;
    if (error) back.searchParams.set('error', error);
    else {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, {
        account,
        challenge: asks['code_challenge'],
        nonce: asks['nonce'],
        redirectUri: asks['redirect_uri'],
        acr: account['acr'] as string | undefined,
        datesSignIn: asks['max_age'] !== undefined,
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse) {
    const form = new URLSearchParams(await bodyOf(request));
    if (provider.misdeeds.forgotUs || !knowsUs(request.headers.authorization)) {
      return json(response, 401, { error: 'invalid_client' });
    }
    const code = codes.get(form.get('code') ?? '');
    if (!provider.misdeeds.keepsCodes) codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) {
      return json(response, 400, { error: 'invalid_grant' });
    }
    const accessToken = randomBytes(24).toString('base64url');
    tokens.set(accessToken, code.account);
    json(response, 200, {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 300,
      id_token: await idToken(code),
    });
  }

  function knowsUs(authorization: string | undefined): boolean {
    const given = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    const [id, secret] = given.split(':').map((half) => decodeURIComponent(half));
    return id === clientId && secret === clientSecret;
  }

  async function idToken(code: Code): Promise<string> {
    const wrong = provider.misdeeds;
    const now = Math.floor(clock.now().getTime() / 1000) + (wrong.clockOff ?? 0);
    const claims: JWTPayload = {
      iss: wrong.wrongIssuer ? 'https://other.test' : issuer,
      aud: wrong.wrongAudience ? 'somebody-else' : clientId,
      sub: code.account.sub,
      iat: now,
      exp: now + 300,
      ...(!wrong.noNonce && { nonce: code.nonce }),
      ...(code.acr && { acr: code.acr }),
      ...((code.datesSignIn || wrong.datesSignIn) && { auth_time: now - (wrong.oldSignIn ?? 0) }),
      sid: `there-${code.account.sub}`,
      // How its account signs in there; the first factor alone, unless the test says more.
      amr: String(code.account['amr'] ?? 'pwd').split(' '),
    };
    if (wrong.unsigned) return new UnsecuredJWT(claims).encode();
    const said = JSON.stringify(claims).replace('{', wrong.alsoSays ? `{${wrong.alsoSays},` : '{');
    const token = await new CompactSign(Buffer.from(said))
      .setProtectedHeader({ alg: 'ES256', kid: KID })
      .sign((wrong.foreignSignature ? foreign : published).privateKey);
    return wrong.rewrites?.idToken?.(token) ?? token;
  }

  async function jwks(_: IncomingMessage, response: ServerResponse) {
    json(response, 200, { keys: [jwk] });
  }

  async function userinfo(request: IncomingMessage, response: ServerResponse) {
    const known = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!known) return json(response, 401, { error: 'invalid_token' });
    const { foreignUserinfo, repeats, signsUserinfo } = provider.misdeeds;
    const claims = {
      ...known,
      ...(foreignUserinfo && { sub: 'somebody-else' }),
      ...(repeats && { id_number: [known['id_number'], '220000190001010026'] }),
    };
    if (!signsUserinfo) {
      const said = JSON.stringify(claims);
      const sent = provider.misdeeds.rewrites?.userinfo?.(said) ?? said;
      response.writeHead(200, { 'content-type': 'application/json' }).end(sent);
      return;
    }
    const token = await new SignJWT({ ...claims, iss: issuer, aud: clientId })
      .setProtectedHeader({ alg: 'ES256', kid: KID })
      .sign((signsUserinfo === 'foreign' ? foreign : published).privateKey);
    const sent = provider.misdeeds.rewrites?.userinfo?.(token) ?? token;
    response.writeHead(200, { 'content-type': 'application/jwt' }).end(sent);
  }

  return provider;
}
