import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { isNetwork, isWithin } from '../outbox/networks.ts';
import { FormFault } from './form-fault.ts';

/** What stands in a field of lines, each trimmed, without empty ones. */
export const linesOf = (text: string | undefined): string[] =>
  (text ?? '').split(/\r?\n/).flatMap((line) => line.trim() || []);

export type AddressFault =
  | 'not_whole'
  | 'fragment'
  | 'wildcard'
  | 'login'
  | 'http'
  | 'loopback'
  | 'scheme';

/**
 * What is wrong with one address that browsers are sent to, in the order in which people mend it
 * (OAuth 2.1 §2.3.1, RFC 8252 §7 and §8.4). Loopback and private schemes are for native applications;
 * a web application may use loopback while it is tried in the sandbox.
 */
export function faultOfReturn(
  text: string,
  { native, loopback }: { native: boolean; loopback: boolean },
): AddressFault | undefined {
  if (text.includes('*')) return 'wildcard';
  if (!URL.canParse(text)) return 'not_whole';
  const { protocol, hostname, hash, username, password } = new URL(text);
  if (hash || text.includes('#')) return 'fragment';
  if (username || password) return 'login';
  if (protocol === 'https:') return hostname.includes('.') || native ? undefined : 'not_whole';
  if (protocol === 'http:') {
    if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return 'http';
    return native || loopback ? undefined : 'loopback';
  }
  return native && /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(protocol) ? undefined : 'scheme';
}

/**
 * Throws for a network of a sandbox's application that does not lie in `blocks`: whoever registers
 * there was approved by nobody, and requests of ours go where they say.
 */
export function checkNetworks(
  typed: Record<string, string | undefined>,
  { lang, blocks }: { lang: Lang; blocks: readonly string[] },
): void {
  const t = sentences(lang).portal.groups.addresses;
  const outside = linesOf(typed['networks']).find(
    (one) => isNetwork(one) && !isWithin(one, blocks),
  );
  if (outside !== undefined)
    throw new FormFault('networks', t.network_outside(outside, blocks.join(', ')));
}

/** Throws a fault that names the field, the address and what is wrong with it. */
export function checkAddresses(
  typed: Record<string, string | undefined>,
  { lang, loopback }: { lang: Lang; loopback: boolean },
): void {
  const native = typed['application_type'] === 'native';
  const t = sentences(lang).portal.groups.addresses;
  for (const [field, only] of [
    ['redirect_uris', native],
    ['post_logout_redirect_uris', native],
    ['backchannel_logout_uri', false],
    ['initiate_login_uri', false],
  ] as const)
    for (const address of linesOf(typed[field])) {
      const fault = faultOfReturn(address, { native: only, loopback });
      if (fault) throw new FormFault(field, t.fault(address, t.faults[fault]));
    }
}
