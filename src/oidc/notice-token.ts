import { createHash } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Base } from '../base.ts';
import type { Client } from '../clients/clients.ts';
import * as subjects from '../identities/subjects.ts';
import type { SigningKey } from '../keys/keys.ts';
import type { Bodies } from '../outbox/kinds.ts';

/**
 * A notice as a Security Event Token (RFC 8417): that something changed, of whom (RFC 9493 `iss_sub`,
 * the subject of the client's sector), and nothing of what it is now. A delivery says the same at
 * each attempt, `jti` and `iat` too, so that a receiver knows a repeat; `jti` is a digest because
 * our own ids stay here. Where somebody is known as another subject since (a merge), it says which.
 */
export async function noticeToken(
  base: Base,
  issuer: string,
  keys: readonly SigningKey[],
  client: Client,
  owed: { id: string; body: Bodies['notice']; owed_at: Date },
): Promise<string> {
  const key = keys.find(({ alg, state }) => alg === client.id_token_alg && state === 'current');
  if (!key) throw new Error(`no current signing key for ${client.id_token_alg}`);
  const { kind, identity_id, record_id } = owed.body;
  const { subject, now } = await subjects.subjectFor(base, client.sector, identity_id);
  const about = { ...(record_id !== undefined && { id: record_id }), ...(now && { sub: now }) };
  return new SignJWT({
    sub_id: {
      format: 'iss_sub',
      iss: issuer,
      sub: subject,
    },
    events: { [`urn:songhua:event:${kind}`]: about },
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'secevent+jwt' })
    .setIssuer(issuer)
    .setAudience(client.id)
    .setIssuedAt(Math.floor(owed.owed_at.getTime() / 1000))
    .setJti(createHash('sha256').update(`notice ${owed.id}`).digest('base64url').slice(0, 22))
    .sign(await importJWK(key.privateJwk, key.alg));
}
