import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type * as clients from '../../src/clients/clients.ts';
import { type Answer, startRelyingParty } from './relying-party.ts';

/**
 * A strict application by hand: it pushes its requests, signs for itself and proves its key. Each part
 * of a request can be given by the test, so that it can be replayed, forged or left out.
 */
export type StrictParty = Awaited<ReturnType<typeof startStrictParty>>;

/** What goes beside the form; what is not given is made anew. */
export interface Beside {
  assertion?: string | undefined;
  proof?: string | undefined;
  /** Without either. */
  bare?: boolean;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** A key pair as JWKs; `alg` decides of which kind. */
export function keyPair(kid: string, alg: 'ES256' | 'PS256' = 'ES256'): { own: JWK; open: JWK } {
  const { privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = { ...(privateKey.export({ format: 'jwk' }) as JWK), kid, alg, use: 'sig' };
  const { d, p, q, dp, dq, qi, ...open } = own;
  return { own, open };
}

export async function sign(key: JWK, header: object, payload: JWTPayload): Promise<string> {
  const signed = new SignJWT(payload).setProtectedHeader({ alg: String(key.alg), ...header });
  return signed.sign(await importJWK(key));
}

export async function startStrictParty(
  id: string,
  issuer: string,
  alg: 'ES256' | 'PS256' = 'ES256',
) {
  const plain = await startRelyingParty(id);
  const key = keyPair(`${id}-1`, alg);
  const holds = keyPair('proof', alg);
  const { kid: _, alg: __, use: ___, ...holder } = holds.open;
  let nonce: string | undefined;

  const now = () => Math.floor(Date.now() / 1000);
  const assertion = (more: JWTPayload = {}, header: object = {}) =>
    sign(
      key.own,
      { kid: key.own.kid, ...header },
      {
        ...{ iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: now(), exp: now() + 60 },
        ...more,
      },
    );
  const proof = (
    htm: string,
    path: string,
    { token, ...more }: { token?: string } & JWTPayload = {},
  ) =>
    sign(
      holds.own,
      { typ: 'dpop+jwt', jwk: holder, kid: undefined },
      {
        ...{ htm, htu: issuer + path, jti: randomUUID(), iat: now() },
        ...(nonce !== undefined && { nonce }),
        ...(token !== undefined && { ath: sha256(token) }),
        ...more,
      },
    );

  async function call(address: string, init: RequestInit): Promise<Answer & { headers: Headers }> {
    const response = await fetch(address, init);
    nonce = response.headers.get('dpop-nonce') ?? nonce;
    const text = await response.text();
    const body = text.startsWith('{') ? JSON.parse(text) : { text };
    return { status: response.status, body, headers: response.headers };
  }

  async function post(
    path: string,
    fields: Record<string, string>,
    beside: Beside = {},
    node = issuer,
  ): Promise<Answer & { headers: Headers }> {
    const once = async () =>
      call(node + path, {
        method: 'POST',
        headers: beside.bare ? {} : { dpop: beside.proof ?? (await proof('POST', path)) },
        body: new URLSearchParams({
          ...(beside.bare
            ? { client_id: id }
            : {
                client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
                client_assertion: beside.assertion ?? (await assertion()),
              }),
          ...fields,
        }),
      });
    const first = await once();
    // Its first request of all learns the nonce.
    return first.body.error === 'use_dpop_nonce' && beside.proof === undefined ? once() : first;
  }

  return {
    ...plain,
    plain,
    issuer,
    key,
    holder: await calculateJwkThumbprint(holder),
    /** The key that its proofs are of, private and public. */
    holds: { own: holds.own, open: holder },
    assertion,
    proof,
    post,
    call,
    nonce: () => nonce,
    registration: {
      profile: 'strict',
      auth_method: 'private_key_jwt',
      application_type: 'native',
      jwks: { keys: [key.open] },
    } satisfies Partial<clients.Registration>,

    /** The request as it is pushed, and the verifier that goes with its code. */
    request(params: Record<string, string> = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const fields = {
        client_id: id,
        response_type: 'code',
        redirect_uri: plain.redirect_uri,
        scope: 'openid profile',
        state: 'state-of-the-application',
        nonce: 'nonce-of-the-application',
        code_challenge: sha256(verifier),
        code_challenge_method: 'S256',
        ...params,
      };
      return { fields, verifier };
    },

    /** Pushes a request; the address that sends a browser to sign in. */
    async ask(_issuer: string = issuer, params: Record<string, string> = {}) {
      const { fields, verifier } = this.request(params);
      const { status, body } = await post('/par', fields);
      if (status !== 201) throw new Error(`not pushed: ${status} ${JSON.stringify(body)}`);
      return { address: this.pushed(String(body['request_uri'])), verifier };
    },

    pushed: (request_uri: string) =>
      `${issuer}/auth?${new URLSearchParams({ client_id: id, request_uri })}`,

    exchange: (node: string, code: string, code_verifier: string, beside?: Beside) =>
      post(
        '/token',
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: plain.redirect_uri,
          code_verifier,
        },
        beside,
        node,
      ),

    refresh: (
      node: string,
      refresh_token: string,
      beside?: Beside,
      more: Record<string, string> = {},
    ) => post('/token', { grant_type: 'refresh_token', refresh_token, ...more }, beside, node),

    async userinfo(node: string, token: string, shown?: string) {
      return call(`${node}/userinfo`, {
        headers: {
          authorization: `DPoP ${token}`,
          dpop: shown ?? (await proof('GET', '/userinfo', { token })),
        },
      });
    },
  };
}
