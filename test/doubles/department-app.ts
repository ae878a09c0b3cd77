// Whole, since it is one application with every fault that the robot is to find, each beside the
// line that does it right.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { bodyOf } from './http.ts';

/** What can be wrong with the application, one at a time. */
export type Fault =
  | 'inside_open'
  | 'starts_nowhere'
  | 'enters_nobody'
  | 'implicit'
  | 'redirect_other'
  | 'scope_beyond'
  | 'pkce_plain'
  | 'secret_in_front'
  | 'secret_in_body'
  | 'token_in_body'
  | 'pkce_fixed'
  | 'state_short'
  | 'state_fixed'
  | 'nonce_short'
  | 'nonce_fixed'
  | 'state_unchecked'
  | 'state_optional'
  | 'state_for_all'
  | 'iss_unchecked'
  | 'iss_optional'
  | 'code_remembered'
  | 'denied_500'
  | 'login_required_500'
  | 'code_refused_500'
  | 'loops_on_error'
  | 'id_token_optional'
  | 'signature_unchecked'
  | 'unknown_key_taken'
  | 'keys_forever'
  | 'alg_none_taken'
  | 'issuer_unchecked'
  | 'audience_unchecked'
  | 'expiry_unchecked'
  | 'nonce_unchecked'
  | 'nonce_optional'
  | 'clock_behind_500'
  | 'clock_ahead_500'
  | 'level_unchecked'
  | 'userinfo_unchecked'
  | 'unavailable_blank'
  | 'userinfo_unavailable_blank'
  | 'loops_on_503'
  | 'stack_shown'
  | 'never_refreshes'
  | 'first_refresh_token'
  | 'session_kept'
  | 'cookie_readable'
  | 'cookie_anywhere'
  | 'token_in_cookie'
  | 'token_in_address'
  | 'stays_at_answer'
  | 'referrer_open'
  | 'sniffed'
  | 'framed'
  | 'inline_scripts'
  | 'stored'
  | 'logout_signature'
  | 'logout_alg_none'
  | 'logout_issuer'
  | 'logout_audience'
  | 'logout_expired'
  | 'logout_events'
  | 'logout_nonce'
  | 'no_logout'
  | 'logout_ignored'
  | 'logout_of_all'
  | 'sign_out_here_only'
  | 'sign_out_without_hint'
  | 'sign_out_without_return'
  | 'sign_out_cookie_only'
  | 'sign_out_minds_origin'
  | 'begin_broken'
  | 'led_away'
  | StrictFault;

/** The same of one of the strict profile. */
export type StrictFault =
  | 'in_front'
  | 'no_dpop'
  | 'dpop_again'
  | 'assertion_audience'
  | 'assertion_again';

/** Goes on without userinfo that is not of the person; shows nobody's name on its page. */
export type Manner = 'drops_userinfo' | 'shows_nobody';

export interface DepartmentApp {
  id: string;
  secret: string;
  /** Of a strict one: what it registers, and what it signs with. */
  publicJwk: JWK;
  origin: string;
  redirect_uri: string;
  post_logout_redirect_uri: string;
  backchannel_logout_uri: string;
  initiate_login_uri: string;
  addresses: { start: string; inside: string; sign_out: string };
  faults: Set<Fault>;
  /** What it does otherwise than most, none of it wrong by itself. */
  manners: Set<Manner>;
  /** Where its start address leads instead of to the gateway. */
  detour?: string;
  /** Lets its clock go on. */
  advance(ms: number): void;
  /** Whether the gateway knows it by now: introspection of nonsense is answered to it. */
  isKnown(): Promise<boolean>;
  stop(): Promise<void>;
}

interface Visit {
  state: string;
  nonce: string;
  verifier: string;
  to: string;
}

interface Session {
  sub: string;
  name: string;
  sid: string;
  id_token: string;
  access_token: string;
  refresh_token: string | undefined;
  first_refresh_token: string | undefined;
  until: number;
}

class Unavailable extends Error {}

const random = (bytes = 24) => randomBytes(bytes).toString('base64url');
const LEVEL = 'urn:songhua:acr:1';
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

/** A department application that does everything right but for its faults. */
export async function startDepartmentApp(
  id: string,
  issuer: () => string,
  profile: 'standard' | 'strict' = 'standard',
): Promise<DepartmentApp> {
  const faults = new Set<Fault>();
  const has = (fault: Fault) => faults.has(fault);
  const manners = new Set<Manner>();
  const visits = new Map<string, Visit>();
  const sessions = new Map<string, Session>();
  const byCode = new Map<string, string>();
  let secret = random(32);
  const own = await generateKeyPair('ES256', { extractable: true });
  const proving = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = { ...(await exportJWK(own.publicKey)), kid: 'app', alg: 'ES256', use: 'sig' };
  let ahead = 0;
  let keys: JWK[] | undefined;
  let dpopNonce: string | undefined;
  const now = () => Date.now() + ahead;
  const strict = profile === 'strict';

  const server = createServer((request, response) => {
    handle(request, response).catch((fault: Error) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(has('stack_shown') ? fault.stack : 'Something went wrong here.');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  const app: DepartmentApp = {
    ...{ id, publicJwk, origin, faults, manners },
    get secret() {
      return secret;
    },
    // What a portal gave its developer.
    set secret(given) {
      secret = given;
    },
    redirect_uri: `${origin}/callback`,
    post_logout_redirect_uri: `${origin}/signed-out`,
    backchannel_logout_uri: `${origin}/backchannel`,
    initiate_login_uri: `${origin}/begin`,
    addresses: {
      start: `${origin}/login`,
      inside: `${origin}/inside`,
      sign_out: `${origin}/sign-out`,
    },
    isKnown: async () => (await post('/introspect', { token: 'none' })).status === 200,
    advance: (ms) => {
      ahead += ms;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const cookies = new Map(
      (request.headers.cookie ?? '').split('; ').map((one) => {
        const [name = '', ...value] = one.split('=');
        return [name, value.join('=')] as const;
      }),
    );
    const out: string[] = [];
    const set = (name: string, value: string, readable = false) =>
      out.push(
        [
          `${name}=${value}; Path=/`,
          ...(readable ? [] : ['HttpOnly']),
          ...(has('cookie_anywhere') && name === 'session' ? [] : ['SameSite=Lax']),
        ].join('; '),
      );
    const go = (to: string) =>
      response.writeHead(303, { ...headers(), location: to, 'set-cookie': out }).end();
    const page = (status: number, text: string) =>
      response
        .writeHead(status, { ...headers(), 'content-type': 'text/html', 'set-cookie': out })
        .end(text && `<main>${text}</main>`);

    switch (url.pathname) {
      case '/login':
      case '/begin': {
        if (app.detour !== undefined) return go(app.detour) as never;
        if (url.pathname === '/begin' && has('begin_broken'))
          return page(404, 'There is no such page.') as never;
        if (has('starts_nowhere')) return page(200, 'Welcome, but not today.') as never;
        const wanted = url.searchParams.get('target_link_uri');
        const to =
          wanted && (has('led_away') || wanted.startsWith(`${origin}/`)) ? wanted : '/inside';
        if (has('session_kept') && !cookies.get('session')) set('session', random());
        return begin(to, set, go);
      }
      case '/callback':
        try {
          return await callback(url, cookies, set, go, page);
        } catch (fault) {
          const away = fault instanceof Unavailable;
          if (has('stack_shown'))
            return page(away ? 502 : 400, `<pre>${(fault as Error).stack}</pre>`) as never;
          if (away) {
            if (has('loops_on_503')) return go('/login') as never;
            const blank =
              fault.message === 'token' ? 'unavailable_blank' : 'userinfo_unavailable_blank';
            return page(502, has(blank) ? '' : 'Please come back later.') as never;
          }
          return page(400, 'You are not signed in.') as never;
        }
      case '/inside': {
        const name = cookies.get('session') ?? '';
        if (has('inside_open')) return page(200, 'Everything about you.') as never;
        const session = sessions.get(name);
        if (!session) return go('/login') as never;
        if (session.until <= now() && !(await refreshed(session))) {
          sessions.delete(name);
          return go('/login') as never;
        }
        return page(
          200,
          `Welcome${manners.has('shows_nobody') ? '' : `, ${session.name}`}. <form method=post action=/sign-out><input type=hidden name=csrf value=1><button>Out</button></form>`,
        ) as never;
      }
      case '/sign-out': {
        // Under no-referrer a browser says null.
        const { origin: said } = request.headers;
        if (has('sign_out_minds_origin') && said !== undefined && said !== origin)
          return page(403, 'This was sent from another site.') as never;
        const name = cookies.get('session') ?? '';
        const session = sessions.get(name);
        if (!has('sign_out_cookie_only')) sessions.delete(name);
        out.push('session=; Path=/; Max-Age=0');
        if (!session || has('sign_out_here_only')) return go('/signed-out') as never;
        const query = new URLSearchParams({
          client_id: id,
          ...(!has('sign_out_without_hint') && { id_token_hint: session.id_token }),
          ...(!has('sign_out_without_return') && {
            post_logout_redirect_uri: app.post_logout_redirect_uri,
          }),
        });
        return go(`${issuer()}/signout?${query}`) as never;
      }
      case '/signed-out':
        return page(200, 'You are signed out.') as never;
      case '/backchannel':
        return backchannel(await bodyOf(request), page);
      default:
        return page(404, 'There is no such page.') as never;
    }
  }

  const headers = (): Record<string, string> => ({
    ...(!has('referrer_open') && { 'referrer-policy': 'no-referrer' }),
    ...(!has('sniffed') && { 'x-content-type-options': 'nosniff' }),
    ...(!has('framed') && { 'x-frame-options': 'DENY' }),
    'content-security-policy': `default-src 'self'${has('inline_scripts') ? " 'unsafe-inline'" : ''}`,
    ...(!has('stored') && { 'cache-control': 'no-store' }),
  });

  type Set_ = (name: string, value: string, readable?: boolean) => void;
  type Go = (to: string) => unknown;
  type Show = (status: number, text: string) => unknown;

  async function begin(to: string, set: Set_, go: Go): Promise<void> {
    const visit: Visit = {
      state: has('state_fixed') ? 'always-the-same-state' : random(has('state_short') ? 4 : 24),
      nonce: has('nonce_fixed') ? 'always-the-same-nonce' : random(has('nonce_short') ? 4 : 24),
      verifier: has('pkce_fixed') ? 'always-the-same-verifier'.padEnd(43, '-') : random(32),
      to,
    };
    const name = has('state_for_all') ? visit.state : random();
    visits.set(name, visit);
    set('visit', name);
    const query = new URLSearchParams({
      client_id: id,
      response_type: has('implicit') ? 'code id_token' : 'code',
      redirect_uri: has('redirect_other') ? `${app.redirect_uri}/other` : app.redirect_uri,
      scope: has('scope_beyond') ? 'openid profile idno' : 'openid profile',
      ...(has('secret_in_front') && { client_secret: secret }),
      state: visit.state,
      nonce: visit.nonce,
      acr_values: LEVEL,
      code_challenge: has('pkce_plain')
        ? visit.verifier
        : createHash('sha256').update(visit.verifier).digest('base64url'),
      code_challenge_method: has('pkce_plain') ? 'plain' : 'S256',
    });
    if (!strict) return go(`${issuer()}/auth?${query}`) as never;
    const pushed = await post('/par', Object.fromEntries(query));
    const { request_uri } = pushed.body as { request_uri?: string };
    if (request_uri === undefined) throw new Error(`not pushed: ${JSON.stringify(pushed.body)}`);
    const front = has('in_front') ? Object.fromEntries(query) : { client_id: id };
    go(`${issuer()}/auth?${new URLSearchParams({ ...front, request_uri })}`);
  }

  async function callback(
    url: URL,
    cookies: ReadonlyMap<string, string>,
    set: Set_,
    go: Go,
    page: Show,
  ): Promise<void> {
    const of = (name: string) => url.searchParams.get(name);
    const code = of('code') ?? '';
    const remembered = byCode.get(code);
    if (has('code_remembered') && remembered !== undefined) {
      set('session', remembered);
      return go('/inside') as never;
    }
    const error = of('error');
    if (error !== null) {
      if (has('loops_on_error')) return go('/login') as never;
      if (has('denied_500') && error === 'access_denied') return page(500, 'Broken.') as never;
      if (has('login_required_500') && error === 'login_required')
        return page(500, 'Broken.') as never;
      return page(200, 'You did not sign in. Press here to try again.') as never;
    }
    const name = has('state_for_all') ? (of('state') ?? '') : (cookies.get('visit') ?? '');
    const visit = visits.get(name);
    if (!visit) throw new Error('no visit');
    visits.delete(name);
    const state = of('state');
    const statePasses =
      state === visit.state ||
      (state === null && has('state_optional')) ||
      (state !== null && has('state_unchecked'));
    if (!statePasses) throw new Error('another state');
    const iss = of('iss');
    const issPasses =
      iss === issuer() ||
      (iss === null && has('iss_optional')) ||
      (iss !== null && has('iss_unchecked'));
    if (!issPasses) throw new Error('another issuer');

    const answer = await post('/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: app.redirect_uri,
      code_verifier: visit.verifier,
    });
    if (answer.status >= 500) throw new Unavailable('token');
    if (answer.status !== 200) {
      if (has('code_refused_500')) return page(500, 'Broken.') as never;
      throw new Error('the code was refused');
    }
    const tokens = answer.body as {
      access_token: string;
      refresh_token?: string;
      id_token?: string;
      expires_in: number;
    };
    let claims: JWTPayload | undefined;
    if (tokens.id_token !== undefined) {
      claims = await verified(tokens.id_token);
      if (!claims) throw new Error('not an id token of ours');
      const nonceGiven = claims['nonce'] !== undefined;
      const noncePasses =
        claims['nonce'] === visit.nonce ||
        (nonceGiven && has('nonce_unchecked')) ||
        (!nonceGiven && has('nonce_optional'));
      if (!noncePasses) throw new Error('another nonce');
      if (!has('level_unchecked') && Number(String(claims['acr']).at(-1)) < 1)
        throw new Error('the level is too low');
      // By the clock of the gateway: its own was moved on by what the robot waited for.
      const age = Date.now() / 1000 - (claims.iat ?? 0);
      if (has('clock_behind_500') && age > 300) return page(500, 'Broken.') as never;
      if (has('clock_ahead_500') && age < -300) return page(500, 'Broken.') as never;
    } else if (!has('id_token_optional')) throw new Error('no id token');

    const userinfo = await get('/userinfo', tokens.access_token);
    if (userinfo.status >= 500) throw new Unavailable('userinfo');
    const told = userinfo.body as { sub: string; name?: string };
    const foreign = claims !== undefined && told.sub !== claims.sub && !has('userinfo_unchecked');
    if (foreign && !manners.has('drops_userinfo')) throw new Error('another sub');
    const person = foreign ? { sub: String(claims?.sub) } : told;

    if (has('enters_nobody')) return page(200, 'You are signed in, or so we think.') as never;
    const kept = has('session_kept') ? (cookies.get('session') ?? random()) : random();
    sessions.set(kept, {
      sub: person.sub,
      name: told.name && !foreign ? told.name : person.sub,
      sid: String(claims?.['sid']),
      id_token: tokens.id_token ?? '',
      access_token: tokens.access_token,
      refresh_token: tokens.refresh_token,
      first_refresh_token: tokens.refresh_token,
      until: now() + tokens.expires_in * 1000,
    });
    byCode.set(code, kept);
    set('session', kept, has('cookie_readable'));
    if (has('token_in_cookie')) set('token', tokens.access_token);
    if (has('stays_at_answer')) return page(200, 'Welcome.') as never;
    if (has('token_in_address'))
      return go(`/inside?${new URLSearchParams({ token: tokens.access_token })}`) as never;
    go(visit.to);
  }

  async function refreshed(session: Session): Promise<boolean> {
    const token = has('first_refresh_token') ? session.first_refresh_token : session.refresh_token;
    if (has('never_refreshes') || token === undefined) return false;
    const { status, body } = await post('/token', {
      grant_type: 'refresh_token',
      refresh_token: token,
    });
    if (status !== 200) return false;
    const tokens = body as { access_token: string; refresh_token?: string; expires_in: number };
    session.access_token = tokens.access_token;
    session.refresh_token = tokens.refresh_token ?? session.refresh_token;
    session.until = now() + tokens.expires_in * 1000;
    return true;
  }

  async function backchannel(body: string, page: Show): Promise<void> {
    if (has('no_logout')) return page(404, '') as never;
    const token = new URLSearchParams(body).get('logout_token') ?? '';
    const claims = await verified(token, 'logout').catch(() => undefined);
    const events = claims?.['events'] as Record<string, unknown> | undefined;
    const good =
      claims &&
      (has('logout_events') || events?.[LOGOUT] !== undefined) &&
      (has('logout_nonce') || !('nonce' in claims));
    if (!good) return page(400, '') as never;
    for (const [name, { sid, sub }] of sessions)
      if (
        !has('logout_ignored') &&
        (sid === claims['sid'] || (has('logout_of_all') && sub === claims.sub))
      )
        sessions.delete(name);
    page(200, '');
  }

  /** The claims of a token of the gateway; undefined, or a throw, for any other. */
  async function verified(
    jwt: string,
    what: 'id' | 'logout' = 'id',
  ): Promise<JWTPayload | undefined> {
    const skips = (id: Fault, logout: Fault) => has(what === 'id' ? id : logout);
    const header = decodeProtectedHeader(jwt);
    const claims = decodeJwt(jwt);
    if (header.alg === 'none') {
      if (!skips('alg_none_taken', 'logout_alg_none')) return undefined;
    } else {
      if (header.alg !== 'ES256') return undefined;
      let key = await keyOf(header.kid);
      if (!key && !has('keys_forever')) {
        keys = undefined;
        key = await keyOf(header.kid);
      }
      if (!key && !(what === 'id' && has('unknown_key_taken') && header.kid?.startsWith('nobody')))
        return undefined;
      if (key && !skips('signature_unchecked', 'logout_signature')) await compactVerify(jwt, key);
    }
    if (claims.iss !== issuer() && !skips('issuer_unchecked', 'logout_issuer')) return undefined;
    if (claims.aud !== id && !skips('audience_unchecked', 'logout_audience')) return undefined;
    const late = (claims.exp ?? 0) + 60 < Date.now() / 1000;
    if (late && !skips('expiry_unchecked', 'logout_expired')) return undefined;
    return claims;
  }

  async function keyOf(kid: string | undefined): Promise<CryptoKey | undefined> {
    keys ??= ((await (await fetch(`${issuer()}/jwks`)).json()) as { keys: JWK[] }).keys;
    const jwk = keys.find((one) => one.kid === kid);
    return jwk && ((await importJWK(jwk, 'ES256')) as CryptoKey);
  }

  const proof = async (method: string, address: string): Promise<Record<string, string>> =>
    has('no_dpop') ? {} : { dpop: await dpop(method, address) };

  async function dpop(method: string, address: string, token?: string): Promise<string> {
    return new SignJWT({
      htm: method,
      htu: address,
      jti: has('dpop_again') ? 'always-the-same-proof' : random(),
      ...(dpopNonce && { nonce: dpopNonce }),
      ...(token && { ath: createHash('sha256').update(token).digest('base64url') }),
    })
      .setProtectedHeader({
        typ: 'dpop+jwt',
        alg: 'ES256',
        jwk: await exportJWK(proving.publicKey),
      })
      .setIssuedAt()
      .sign(proving.privateKey);
  }

  async function assertion(): Promise<string> {
    return new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'app' })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(has('assertion_audience') ? `${issuer()}/token` : issuer())
      .setJti(has('assertion_again') ? 'always-the-same-assertion' : random())
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(own.privateKey);
  }

  async function post(path: string, fields: Record<string, string>, again = false) {
    const address = issuer() + path;
    const response = await fetch(address, {
      method: 'POST',
      headers: strict
        ? await proof('POST', address)
        : has('secret_in_body') && path === '/token'
          ? {}
          : { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({
        ...fields,
        ...(has('secret_in_body') && path === '/token' && { client_id: id, client_secret: secret }),
        ...(strict && {
          client_id: id,
          client_assertion: await assertion(),
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        }),
      }),
    });
    const answer = await read(response);
    if (!again && answer.body['error'] === 'use_dpop_nonce') return post(path, fields, true);
    return answer;
  }

  async function get(path: string, token: string, again = false): Promise<Answered> {
    const address = issuer() + path;
    const response = await fetch(address, {
      ...(has('token_in_body') && {
        method: 'POST',
        body: new URLSearchParams({ access_token: token }),
      }),
      headers: has('token_in_body')
        ? {}
        : strict
          ? { authorization: `DPoP ${token}`, dpop: await dpop('GET', address, token) }
          : { authorization: `Bearer ${token}` },
    });
    const answer = await read(response);
    const wanted = response.headers.get('www-authenticate')?.includes('use_dpop_nonce');
    return !again && wanted ? get(path, token, true) : answer;
  }

  async function read(response: Response): Promise<Answered> {
    dpopNonce = response.headers.get('dpop-nonce') ?? dpopNonce;
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') && text !== '';
    return { status: response.status, body: json ? JSON.parse(text) : {} };
  }

  return app;
}

interface Answered {
  status: number;
  body: Record<string, unknown>;
}
