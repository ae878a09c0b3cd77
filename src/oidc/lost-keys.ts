import { createHash } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { countEnded, followRevoked } from '../keys/lost.ts';
import { type ArtefactStore, nothingToWrite } from './artefacts/contract.ts';

const AT_ONCE = 500;

/**
 * Ends the grants with signed access tokens that a revoked key may have signed: the client has to
 * sign the person in again. Each batch is one statement with its count and its event. Which tokens a
 * grant had is not stored, since whoever checks them does not ask us; so every grant goes that covers
 * a resource and was there while the key signed.
 */
export function endGrantsOfRevokedKeys(base: Base, store: ArtefactStore): Promise<void> {
  return followRevoked(base, async ({ kid }, signed_until) => {
    const ids = await store.resourceGrants(signed_until, AT_ONCE);
    if (ids.length === 0) return 0;
    const counted = countEnded(kid, ids.length);
    const trail = audit.statement(base, {
      kind: 'keys.grants_ended',
      actor: { kind: 'system' },
      object: { kind: 'signing_key', id: kid },
      outcome: 'ok',
      detail: {
        rows: ids.length,
        digest: createHash('sha256').update(ids.join('\n')).digest('base64url'),
      },
    });
    const also = {
      sql: `${counted.sql},\n${trail.sql}`,
      bindings: [...counted.bindings, ...trail.bindings],
    };
    await store.flush({ ...nothingToWrite(), revoke: ids, also });
    return ids.length;
  });
}
