import { isIP } from 'node:net';
import { mayReach } from './networks.ts';

/** Why nothing is sent to an address; before anything was sent. */
export type AddressWord =
  | 'bad_address'
  | 'scheme_refused'
  | 'user_info_refused'
  | 'port_refused'
  | 'address_refused';

/** Names that RFC 8252 §7.3 takes for this machine, where development speaks plain http. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
export const LOOPBACK_NETWORKS = ['127.0.0.0/8', '::1/128'];

/** An address that something may be sent to as far as its text goes, or why not. */
export function readAddress(address: string): URL | AddressWord {
  if (!URL.canParse(address)) return 'bad_address';
  const url = new URL(address);
  const near = url.protocol === 'http:' && loopback.has(url.hostname);
  if (url.protocol !== 'https:' && !near) return 'scheme_refused';
  if (url.username || url.password) return 'user_info_refused';
  // Below 1024 other services of a host listen, that could be made to read what is sent.
  const usual = near ? 80 : 443;
  const port = Number(url.port || usual);
  return port < 1024 && port !== usual ? 'port_refused' : url;
}

/** The IP address that stands in an address itself, in whichever of its spellings. */
export function literalOf({ hostname }: URL): { address: string; family: number } | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family === 0 ? undefined : { address, family };
}

/** True when what is sent to `url` may be sent to this one of its host's IP addresses. */
export function mayGo(url: URL, address: string, networks: readonly string[]): boolean {
  // Plain http goes to this machine or nowhere, whatever its name resolves to.
  return mayReach(address, networks) && (url.protocol === 'https:' || isLoopback(address));
}

/**
 * What can be said of an address before its name is resolved: a registration that could never be
 * served is refused with the word. Undefined when nothing speaks against it so far.
 */
export function faultOfAddress(
  address: string,
  networks: readonly string[],
): AddressWord | undefined {
  const url = readAddress(address);
  if (typeof url === 'string') return url;
  const known =
    url.hostname === 'localhost' ? ['127.0.0.1', '::1'] : [literalOf(url)?.address ?? ''];
  const open = known.some((one) => one === '' || mayGo(url, one, networks));
  return open ? undefined : 'address_refused';
}

/** Inside the networks of loopback nothing else is private, and public space needs no network. */
const isLoopback = (address: string): boolean =>
  mayReach(address, LOOPBACK_NETWORKS) && !mayReach(address, []);
