import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Base } from '../../base.ts';
import { subjectIn } from '../../crypto/subject.ts';
import * as keys from '../../keys/keys.ts';
import type { Overview } from '../clients.ts';
import { type Flaw, withFlaw } from './flaws.ts';

/**
 * A logout token as the gateway makes it (oidc/logout-token.ts; OpenID Connect Back-Channel
 * Logout 1.0 §2.4), or one with a flaw.
 */
export async function logoutTokenOf(
  base: Base,
  issuer: string,
  client: Overview,
  told: { identity_id: string; sid: string },
  flaw?: Flaw,
): Promise<string> {
  const signing = await keys.signingKeys(base);
  const key = signing.find(({ alg, state }) => alg === client.id_token_alg && state === 'current');
  if (!key) throw new Error(`no current signing key for ${client.id_token_alg}`);
  // By the clock that the client reads too: a test's own clock stands still.
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
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
  return flaw ? withFlaw(token, flaw, signing, base.clock.now()) : token;
}
