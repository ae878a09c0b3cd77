import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** A department application with nothing but the protocol: it asks, is answered, and is told of endings. */
export interface RelyingParty {
  id: string;
  secret: string;
  redirect_uri: string;
  post_logout_redirect_uri: string;
  backchannel_logout_uri: string;
  /** Logout tokens as they came, opened without a check. */
  told: JWTPayload[];
  /** The same, as they were sent. */
  tokens: string[];
  /** What the next logout tokens are answered with. */
  answers: { status: number };
  notices_uri: string;
  /** Notices as they were sent, each once: one whose `jti` was seen is a repeat. */
  notices: string[];
  repeats: string[];
  /** What the next notices are answered with, after they were read. */
  noticeAnswer: { status: number; err?: string };
  /** The address that sends a browser to sign in; `verifier` goes with the code that comes back. */
  ask(issuer: string, params?: Record<string, string>): { address: string; verifier: string };
  exchange(issuer: string, code: string, verifier: string): Promise<Answer>;
  refresh(issuer: string, refresh_token: string): Promise<Answer>;
  userinfo(issuer: string, access_token: string): Promise<Answer>;
  introspect(issuer: string, token: string): Promise<Answer>;
  revoke(issuer: string, token: string): Promise<Answer>;
  /** The claims of an id token or logout token, its signature and audience checked. */
  verified(issuer: string, jwt: string): Promise<JWTPayload>;
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  body: Record<string, unknown> & Tokens;
}

interface Tokens {
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  error?: string;
}

export async function startRelyingParty(id: string): Promise<RelyingParty> {
  const told: JWTPayload[] = [];
  const tokens: string[] = [];
  const answers = { status: 200 };
  const notices: string[] = [];
  const repeats: string[] = [];
  let noticeAnswer: RelyingParty['noticeAnswer'] = { status: 202 };
  const seen = new Set<unknown>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url?.startsWith('/backchannel')) {
      const token = new URLSearchParams(body).get('logout_token') ?? '';
      if (answers.status === 200) {
        told.push(payloadOf(token));
        tokens.push(token);
      }
      response.writeHead(answers.status).end();
      return;
    }
    if (request.url === '/notices') {
      if (request.headers['content-type'] !== 'application/secevent+jwt') throw new Error('no SET');
      const { jti } = payloadOf(body);
      (seen.has(jti) ? repeats : notices).push(body);
      seen.add(jti);
      const { status, err } = noticeAnswer;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(err && JSON.stringify({ err, description: 'made up' }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end('<main>the application</main>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const secret = randomBytes(32).toString('base64url');
  const redirect_uri = `${origin}/callback`;

  async function post(address: string, fields: Record<string, string>): Promise<Answer> {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams(fields),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  }

  return {
    id,
    secret,
    redirect_uri,
    post_logout_redirect_uri: `${origin}/signed-out`,
    backchannel_logout_uri: `${origin}/backchannel`,
    notices_uri: `${origin}/notices`,
    notices,
    repeats,
    get noticeAnswer() {
      return noticeAnswer;
    },
    set noticeAnswer(next) {
      noticeAnswer = next;
    },
    told,
    tokens,
    answers,
    ask(issuer, params = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        client_id: id,
        response_type: 'code',
        redirect_uri,
        scope: 'openid profile',
        state: 'state-of-the-application',
        nonce: 'nonce-of-the-application',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...params,
      });
      return { address: `${issuer}/auth?${query}`, verifier };
    },
    exchange: (issuer, code, code_verifier) =>
      post(`${issuer}/token`, {
        grant_type: 'authorization_code',
        code,
        redirect_uri,
        code_verifier,
      }),
    refresh: (issuer, refresh_token) =>
      post(`${issuer}/token`, { grant_type: 'refresh_token', refresh_token }),
    async userinfo(issuer, access_token) {
      const response = await fetch(`${issuer}/userinfo`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
    introspect: (issuer, token) => post(`${issuer}/introspect`, { token }),
    revoke: (issuer, token) => post(`${issuer}/revoke`, { token }),
    async verified(issuer, jwt) {
      const jwks = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: [] };
      const { payload } = await jwtVerify(jwt, createLocalJWKSet(jwks), {
        issuer: new URL(issuer).origin,
        audience: id,
        // Tests move the gateway's clock, not this one's.
        currentDate: new Date(((payloadOf(jwt).iat ?? 0) + 1) * 1000),
      });
      return payload;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const payloadOf = (jwt: string): JWTPayload =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
