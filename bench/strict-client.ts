import { createHash, randomUUID } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { Client } from './contestant.ts';
import { type Answered, ask } from './request.ts';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Signs = (header: object, payload: JWTPayload) => Promise<string>;

/**
 * What strict clients show at an issuer: a signature of theirs with each request, and a proof that
 * they hold the key of their tokens, with the nonce that the issuer gave last.
 */
export async function strictClient(issuer: string, clients: readonly Client[]) {
  const keys = new Map<string, { sign: Signs; open: object }>();
  let nonce: string | undefined;

  for (const { id, key } of clients) {
    if (!key) continue;
    const imported = await importJWK(key);
    const { kty, crv, x, y } = key;
    keys.set(id, {
      open: { kty, crv, x, y },
      sign: (header, payload) =>
        new SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...header }).sign(imported),
    });
  }
  const keyOf = ({ id }: Client) => {
    const key = keys.get(id);
    if (!key) throw new RangeError(`no strict client: ${id}`);
    return key;
  };
  const now = () => Math.floor(Date.now() / 1000);

  const proof = async (client: Client, htm: string, path: string, token?: string) => {
    const { sign, open } = keyOf(client);
    return sign(
      { typ: 'dpop+jwt', jwk: open },
      {
        ...{ htm, htu: issuer + path, iat: now(), jti: randomUUID() },
        ...(nonce !== undefined && { nonce }),
        ...(token !== undefined && {
          ath: createHash('sha256').update(token).digest('base64url'),
        }),
      },
    );
  };

  async function post(client: Client, path: string, form: Record<string, string>) {
    const { id } = client;
    const said = { iss: id, sub: id, aud: issuer, iat: now(), exp: now() + 60, jti: randomUUID() };
    const client_assertion = await keyOf(client).sign({ kid: client.key?.kid }, said);
    const answered: Answered = await ask(issuer + path, {
      form: { ...form, client_assertion, client_assertion_type: ASSERTION },
      headers: { dpop: await proof(client, 'POST', path) },
    });
    const given = answered.headers['dpop-nonce'];
    if (typeof given === 'string') nonce = given;
    return answered;
  }

  const [first] = clients.filter(({ key }) => key);
  // Refused for want of a nonce, and told one.
  if (first) await post(first, '/token', { grant_type: 'refresh_token', refresh_token: 'none' });
  if (nonce === undefined) throw new Error('no nonce was given');
  return { post, proof };
}
