import type { Base } from '../../base.ts';
import type { Fault } from '../../faults.ts';
import { faultsInScopes, scopesOf } from '../approving.ts';
import { isSecretOf } from '../by-program.ts';
import type { Proposal } from '../proposal.ts';
import { beyond, type Policy } from './policy.ts';

/** What a program may not say, besides what no registration may. */

/** What of it lies beyond the token, and scopes that do not go with the rest. */
export function outside(policy: Policy, wanted: Proposal, stands?: Proposal): Fault[] {
  const faults = beyond(policy, wanted, stands).map(
    (field) => ({ field, rule: 'beyond' }) as const,
  );
  // Of one that stands staff may have agreed to what a new one could not say.
  if (stands && scopesOf(stands.scopes) === scopesOf(wanted.scopes)) return faults;
  const inScopes = faultsInScopes({ grant_types: wanted.grant_types ?? [] }, wanted.scopes);
  // Whether openid belongs there hangs on grant types, which have to be mended first.
  const grants = faults.some(({ field }) => field === 'grant_types');
  return [...inScopes.filter(({ rule }) => rule === 'scope' || !grants), ...faults];
}

/** What an application sends back of what it was told (RFC 7592 §2.2). */
export async function faultsInEcho(
  base: Base,
  id: string,
  body: Record<string, unknown>,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  if (body['client_id'] !== id) faults.push({ field: 'client_id', rule: 'other_id' });
  for (const field of notSentBack)
    if (body[field] !== undefined) faults.push({ field, rule: 'not_sent_back' });
  const secret = body['client_secret'];
  const shown = secret !== undefined && secret !== null;
  if (shown && !(await isSecretOf(base, id, String(secret))))
    faults.push({ field: 'client_secret', rule: 'not_its' });
  return faults;
}

const notSentBack = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
];
