import * as clients from '../clients/clients.ts';
import type { Fault } from '../faults.ts';
import { isNetwork, isWithin } from '../outbox/networks.ts';

/** What stands in a field of lines, each trimmed, without empty ones. */
export const linesOf = (text: string | undefined): string[] =>
  (text ?? '').split(/\r?\n/).flatMap((line) => line.trim() || []);

/** What this portal asks of addresses and networks, besides what every registration is held to. */
export interface Rules {
  /** A web application may run on the developer's own machine, while it is tried. */
  loopback: boolean;
  /** In a sandbox: the blocks of private space in which applications may lie (CIDR). */
  blocks?: readonly string[] | undefined;
}

/** What is wrong with addresses that browsers are sent to, and with those that are told something. */
export function faultsInAddresses(
  said: Pick<
    clients.Said,
    | 'application_type'
    | 'redirect_uris'
    | 'post_logout_redirect_uris'
    | 'backchannel_logout_uri'
    | 'initiate_login_uri'
  >,
  { loopback }: Rules,
): Fault[] {
  const native = said.application_type === 'native';
  const ofLists = (['redirect_uris', 'post_logout_redirect_uris'] as const).flatMap((field) =>
    (said[field] ?? []).flatMap((address, at): Fault[] => {
      const rule = clients.faultOfReturn(address, { native, loopback });
      return rule ? [{ field, at, rule }] : [];
    }),
  );
  const ofOne = (['backchannel_logout_uri', 'initiate_login_uri'] as const).flatMap(
    (field): Fault[] => {
      const address = said[field];
      const rule = address && clients.faultOfReturn(address, { native: false, loopback });
      return rule ? [{ field, rule }] : [];
    },
  );
  return [...ofLists, ...ofOne];
}

/**
 * Networks of a sandbox's application that do not lie in `blocks`: whoever registers there was
 * approved by nobody, and requests of ours go where they say.
 */
export function faultsInNetworks(
  networks: readonly string[] | null | undefined,
  { blocks }: Rules,
): Fault[] {
  if (!blocks) return [];
  return (networks ?? []).flatMap((one, at): Fault[] => {
    if (!isNetwork(one) || isWithin(one, blocks)) return [];
    if (blocks.length === 0) return [{ field: 'networks', at, rule: 'network_public' }];
    const words = { blocks: blocks.join(', ') };
    return [{ field: 'networks', at, rule: 'network_within', words }];
  });
}
