import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Base } from '../base.ts';
import * as subjects from '../identities/subjects.ts';
import { current } from './artefacts/unit-of-work.ts';
import type { KnownClients } from './known-clients.ts';

/**
 * The engine's `pairwiseIdentifier` (OpenID Connect Core §8.1): the subject by which the clients of one
 * sector know a person.
 */
export const pairwise =
  (base: Base, known: KnownClients) =>
  async (
    _ctx: KoaContextWithOIDC,
    identity_id: string,
    client: { clientId: string },
  ): Promise<string> => {
    const sector = known.get(client.clientId)?.sector ?? client.clientId;
    const standing = current().standingOf(identity_id);
    return standing
      ? subjects.subjectBy(base, sector, identity_id, standing.aliases)
      : (await subjects.subjectFor(base, sector, identity_id)).subject;
  };
