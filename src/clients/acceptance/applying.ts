import type { Overview } from '../clients.ts';
import { type PointCode, pointCodes, toldOf } from './points.ts';
import type { Seen } from './seen.ts';
import type { Addresses } from './visit.ts';

/** On this machine, where a developer tries over http. */
const isNear = (address: string) =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname) &&
  address.startsWith('http:');

/** Every address at which the client is met. */
export const addressesOf = (
  client: Pick<Overview, 'redirect_uris' | 'post_logout_redirect_uris' | 'backchannel_logout_uri'>,
  addresses: Addresses,
): string[] => [
  ...client.redirect_uris,
  ...client.post_logout_redirect_uris,
  ...(client.backchannel_logout_uri ? [client.backchannel_logout_uri] : []),
  ...Object.values(addresses),
];

/**
 * The points that say nothing of a client as it is registered, each with why. Known before the first
 * request, so that a run that comes to its end early does not call them untried.
 */
export function notApplying(client: Overview, addresses: Addresses): Map<PointCode, Seen> {
  const found = new Map<PointCode, Seen>();
  const all = (codes: readonly PointCode[], why: Seen) => {
    for (const code of codes) found.set(code, why);
  };
  const of = (begins: string) => pointCodes.filter((code) => code.startsWith(begins));
  if (client.profile !== 'strict')
    all(
      pointCodes.filter((code) => toldOf(code).strict),
      ['not_strict'],
    );
  if (!client.grant_types.includes('refresh_token')) all(of('refresh.'), ['no_refresh']);
  if (client.initiate_login_uri === null) all(of('initiate.'), ['no_initiate']);
  if (client.backchannel_logout_uri === null && client.application_type === 'native')
    all(of('backchannel.'), ['no_backchannel']);
  if (isNear(addresses.inside)) all(['cookie.secure', 'header.hsts'], ['http_here']);
  const open = addressesOf(client, addresses).filter((one) => one.startsWith('http:'));
  if (open.length > 0 && open.every(isNear)) all(['tls.everywhere'], ['http_here']);
  return found;
}
