// A department's application that signs people in through Songhua, with openid-client. What the library
// does by itself is left to it; what it does not do is written out here: sessions, the level, the receipt
// of a sign-out, and what a page says when something is refused.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { headersFor, page, write } from './pages.mjs';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = '8080' } = process.env;
if (!ISSUER || !CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set ISSUER, CLIENT_ID and CLIENT_SECRET; PORT and BASE_URL may be set too.');
  process.exit(1);
}
const BASE_URL = process.env.BASE_URL ?? `http://localhost:${PORT}`;
const SECURE = BASE_URL.startsWith('https:');
// All ports of localhost share their cookies: there the name carries the port.
const COOKIE = SECURE ? '__Host-session' : `session-${PORT}`;
const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 60 * 60_000;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** 0 to 4, or -1 for what is no level: compared as numbers, never as text. */
const levelOf = (acr) => Number(/^urn:songhua:acr:([0-4])$/.exec(String(acr))?.[1] ?? -1);

/** What a person is told instead of a page. */
class Told extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

// --- The gateway: discovered at the first need, so that this starts while it is away.

let found;
function gateway() {
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

// --- Sessions: kept here, and known to the browser by a random name alone. Where several processes
// serve one application they belong into a store that all of them share.

const sessions = new Map();

function sessionOf(request) {
  const name = new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})(?:;|$)`).exec(
    request.headers.cookie ?? '',
  )?.[1];
  const session = sessions.get(name);
  if (!session) return undefined;
  const now = Date.now();
  if (now > session.used + IDLE_MS || now > session.begun + LONGEST_MS) {
    sessions.delete(name);
    return undefined;
  }
  session.used = now;
  return session;
}

/** A new name each time: whoever knew the old one knows nothing. */
function newSession(response, more = {}) {
  const name = randomBytes(32).toString('base64url');
  const now = Date.now();
  const session = { name, begun: now, used: now, visits: new Map(), ...more };
  sessions.set(name, session);
  const secure = SECURE ? '; Secure' : '';
  response.setHeader('set-cookie', `${COOKIE}=${name}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  return session;
}

setInterval(() => {
  const now = Date.now();
  for (const [name, { used, begun }] of sessions)
    if (now > used + IDLE_MS || now > begun + LONGEST_MS) sessions.delete(name);
}, 60_000).unref();

// --- Signing in.

/** Sends the browser to the gateway; `level` is what the person has to reach. */
async function begin(response, session, { level, to }) {
  const { config } = await gateway();
  const visit = {
    verifier: oidc.randomPKCECodeVerifier(),
    nonce: oidc.randomNonce(),
    ...{ level, to },
  };
  const state = oidc.randomState();
  const { visits } = session ?? newSession(response);
  // Somebody may have several tabs, but not any number of them.
  if (visits.size >= 20) visits.delete(visits.keys().next().value);
  visits.set(state, visit);
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${BASE_URL}/callback`,
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(visit.verifier),
    code_challenge_method: 'S256',
    nonce: visit.nonce,
    state,
    ...(level > 0 && { acr_values: `urn:songhua:acr:${level}` }),
  }).href;
}

async function callback(response, session, url) {
  const state = url.searchParams.get('state');
  const visit = session?.visits.get(state);
  if (!visit) throw new Told(400, 'This sign-in was not begun in this browser, or it is done.');
  session.visits.delete(state);
  const { config } = await gateway();
  // Checks state, iss (RFC 9207), signature, issuer, audience, times and nonce.
  const tokens = await oidc.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: visit.verifier,
    expectedState: state,
    expectedNonce: visit.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  // What was asked for stood in the browser's address; what was reached is signed.
  if (levelOf(claims.acr) < visit.level)
    throw new Told(403, `This page needs level ${visit.level}; your sign-in has not reached it.`);
  const { name } = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  sessions.delete(session.name);
  newSession(response, {
    person: { sub: claims.sub, sid: claims.sid, name },
    ...keep(tokens, claims),
  });
  return visit.to;
}

const keep = (tokens, claims) => ({
  acr: claims.acr,
  id_token: tokens.id_token,
  access_token: tokens.access_token,
  refresh_token: tokens.refresh_token,
  until: Date.now() + (tokens.expires_in ?? 0) * 1000,
});

/** The session of somebody who is signed in, with an access token that is still good. */
async function signedIn(session) {
  if (!session?.person) return undefined;
  if (Date.now() < session.until) return session;
  // One refresh at a time: the token is replaced at each use, and of two uses one is refused.
  session.refreshing ??= refresh(session).finally(() => {
    session.refreshing = undefined;
  });
  await session.refreshing;
  return sessions.has(session.name) ? session : undefined;
}

async function refresh(session) {
  try {
    if (!session.refresh_token) throw new oidc.ClientError('nothing to refresh with');
    const { config } = await gateway();
    const tokens = await oidc.refreshTokenGrant(config, session.refresh_token);
    const claims = tokens.claims() ?? { sub: session.person.sub, acr: session.acr };
    if (claims.sub !== session.person.sub) throw new oidc.ClientError('of somebody else');
    Object.assign(session, keep({ id_token: session.id_token, ...tokens }, claims));
  } catch (fault) {
    // The gateway's word that it is over, or a token that is none: sign in again. When it is only
    // away, the session waits for it.
    if (!isAway(fault)) sessions.delete(session.name);
    throw isAway(fault) ? fault : new Told(401, 'Your sign-in has ended. Please sign in again.');
  }
}

/** Not a refusal: no answer, or one of 500 and above. */
function isAway(fault) {
  const status = fault.status ?? fault.cause?.status;
  return fault instanceof TypeError || fault.code === 'OAUTH_TIMEOUT' || status >= 500;
}

// --- Signing out.

/** Here first, then everywhere: the gateway asks the person, tells all applications, and sends them back. */
async function signOut(response, session) {
  sessions.delete(session.name);
  const { config } = await gateway();
  const state = oidc.randomState();
  newSession(response, { leaving: state });
  return oidc.buildEndSessionUrl(config, {
    id_token_hint: session.id_token,
    post_logout_redirect_uri: `${BASE_URL}/`,
    state,
  }).href;
}

/** From the gateway's server, without any cookie (OpenID Connect Back-Channel Logout 1.0 §2.6). */
async function told(body) {
  const { keys } = await gateway();
  const { payload } = await jwtVerify(new URLSearchParams(body).get('logout_token') ?? '', keys, {
    ...{ issuer: ISSUER, audience: CLIENT_ID, typ: 'logout+jwt', algorithms: ['ES256'] },
    ...{ requiredClaims: ['iat', 'exp', 'jti', 'sid'], maxTokenAge: '5m', clockTolerance: 60 },
  });
  if (typeof payload.events?.[LOGOUT_EVENT] !== 'object' || 'nonce' in payload)
    throw new Told(400, 'no logout token');
  for (const [name, { person }] of sessions) if (person?.sid === payload.sid) sessions.delete(name);
}

// --- The addresses.

async function answer(request, response) {
  const url = new URL(request.url, BASE_URL);
  const session = sessionOf(request);
  const go = (to) => response.writeHead(303, { location: to }).end();
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /': {
      const left = session?.leaving && url.searchParams.get('state') === session.leaving;
      return write(response, 200, page(await signedIn(session), left && 'You are signed out.'));
    }
    case 'GET /login': {
      // Somebody else may begin a sign-in (OpenID Connect Core 1.0 §4), but lead nobody elsewhere.
      const target = url.searchParams.get('target_link_uri') ?? '';
      const own = target.startsWith(`${BASE_URL}/`) ? new URL(target).pathname : '/';
      return go(await begin(response, session, { level: 0, to: own }));
    }
    case 'GET /callback':
      return go(await callback(response, session, url));
    case 'GET /important': {
      const person = await signedIn(session);
      if (levelOf(person?.acr) < 2)
        return go(await begin(response, session, { level: 2, to: '/important' }));
      return write(response, 200, page(person, 'This page needs level 2.'));
    }
    case 'POST /logout':
      if ((request.headers.origin ?? BASE_URL) !== new URL(BASE_URL).origin)
        throw new Told(403, 'This was sent from another site.');
      return go(session?.person ? await signOut(response, session) : '/');
    case 'POST /backchannel-logout':
      try {
        await told(await bodyOf(request));
        return response.writeHead(200).end();
      } catch (fault) {
        // 400 for a token that is none; when the keys cannot be had, the gateway is to try again.
        return response.writeHead(isAway(fault) ? 503 : 400).end();
      }
    default:
      throw new Told(404, 'There is no such page.');
  }
}

async function bodyOf(request) {
  let body = '';
  for await (const part of request) {
    body += part;
    if (body.length > 64 * 1024) throw new Told(413, 'too long');
  }
  return body;
}

/** Every fault ends as a page that a person can read; what it was goes to the log, without any token. */
function tell(response, fault) {
  if (fault instanceof Told) return write(response, fault.status, page(undefined, fault.message));
  console.error(fault.code ?? fault.name, fault.error ?? '', fault.message);
  if (isAway(fault))
    return write(
      response,
      503,
      page(undefined, 'Signing in is not possible now. Come back later.'),
    );
  if (fault instanceof oidc.AuthorizationResponseError)
    return write(response, 403, page(undefined, 'You did not sign in.'));
  return write(response, 400, page(undefined, 'The sign-in was refused. Please begin anew.'));
}

createServer((request, response) => {
  for (const [name, value] of headersFor(ISSUER, SECURE)) response.setHeader(name, value);
  answer(request, response).catch((fault) => tell(response, fault));
}).listen(Number(PORT), () => console.log(`Open ${BASE_URL}/`));
