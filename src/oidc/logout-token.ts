import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Base } from '../base.ts';
import type { Client } from '../clients/clients.ts';
import { subjectIn } from '../crypto/subject.ts';
import type { SigningKey } from '../keys/keys.ts';

/**
 * A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4), minted anew at each attempt: a
 * client that keeps seen `jti` must not refuse a repeat, and it must not have expired on the way.
 */
export async function logoutToken(
  base: Base,
  issuer: string,
  keys: readonly SigningKey[],
  client: Client,
  /** `identity_id`: whose subject the client was told in that session. */
  told: { identity_id: string; sid: string },
): Promise<string> {
  const key = keys.find(({ alg, state }) => alg === client.id_token_alg && state === 'current');
  if (!key) throw new Error(`no current signing key for ${client.id_token_alg}`);
  const now = Math.floor(base.clock.now().getTime() / 1000);
  return new SignJWT({
    sub: subjectIn(base.ring, client.sector, told.identity_id),
    sid: told.sid,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'logout+jwt' })
    .setIssuer(issuer)
    .setAudience(client.id)
    .setIssuedAt(now)
    .setExpirationTime(now + 120)
    .setJti(randomUUID())
    .sign(await importJWK(key.privateJwk, key.alg));
}
