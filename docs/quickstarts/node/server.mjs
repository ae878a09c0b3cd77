// A department's application that signs people in through Songhua, with openid-client. What the library
// does by itself is left to it; what it does not do is written out here: sessions, the level, the receipt
// of a sign-out, and what a page says when something is refused.
import { createServer } from 'node:http';
import * as oidc from 'openid-client';
import { BASE_URL, gateway, ISSUER, isAway, levelOf, PORT, SECURE, toldBy } from './gateway.mjs';
import { headersFor, page, write } from './pages.mjs';
import { endBySid, newSession, sessionOf, sessions } from './sessions.mjs';

/** What a person is told instead of a page. */
class Told extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

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
  // Whole: an address that begins with // would be another site's.
  return BASE_URL + visit.to;
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
      if ((url.searchParams.get('iss') ?? ISSUER) !== ISSUER)
        throw new Told(400, 'This is not the gateway that is used here.');
      const target = url.searchParams.get('target_link_uri') ?? '';
      const own = target.startsWith(`${BASE_URL}/`) ? target.slice(BASE_URL.length) : '/';
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
        endBySid(await toldBy(await bodyOf(request)));
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
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Open ${BASE_URL}/`));
