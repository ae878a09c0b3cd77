import type { Grant } from 'oidc-provider';
import type { Base } from '../base.ts';
import type { Client } from '../clients/clients.ts';
import * as clients from '../clients/clients.ts';
import * as consents from '../consents/consents.ts';
import type { Standing } from './artefacts/contract.ts';

/** Whether what this client may receive depends on what people say. */
export const asksConsent = (client: Client | undefined): boolean =>
  client !== undefined && clients.askedFor(client).length > 0;

/**
 * The scopes that the client's approval and the person's consent cover (Never 4). The standing must
 * be one that was read for this client.
 */
export function coveredIn(base: Base, client: Client, standing: Standing): Set<string> {
  const { consent } = standing;
  const said = consent?.client_id === client.id ? consent.said : null;
  return consents.covered(client, said, base.clock.now());
}

/**
 * What is not covered is refused in the grant as this request sees it, so that tokens and answers of
 * the engine name no scope by which nothing would be given. What is kept stays as it was.
 */
export function cutGrant(grant: Grant | undefined, client: Client, covered: Set<string>): void {
  if (!grant || !asksConsent(client)) return;
  const over = (scopes: string) => scopes.split(' ').filter((one) => one && !covered.has(one));
  const scopes = over(grant.getOIDCScope());
  if (scopes.length > 0) grant.rejectOIDCScope(scopes.join(' '));
  for (const resource of Object.keys(grant.resources ?? {})) {
    const left = over(grant.getResourceScope(resource));
    if (left.length > 0) grant.rejectResourceScope(resource, left.join(' '));
  }
}
