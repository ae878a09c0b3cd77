import { BlockList, isIP } from 'node:net';

/**
 * Where a request that leaves the gateway may lead (ADR 0013). Public addresses are open; private
 * ones only inside the networks of whom it goes to; what is below `never` for nobody.
 */
const never = [
  '0.0.0.0/8', // this host, when connected to
  '169.254.0.0/16', // link-local, and every cloud's metadata service
  '100.100.100.200/32', // the metadata service of a cloud in shared space
  '168.63.129.16/32', // the same in public space
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '198.51.100.0/24',
  '203.0.113.0/24',
  '192.88.99.0/24', // relays to IPv6
  '198.18.0.0/15', // benchmarks
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and the broadcast address
  '2001::/23', // protocol assignments, Teredo among them
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: leads to an IPv4 address that nobody checked
  '3fff::/20', // documentation
  'fd00:ec2::254/128', // a metadata service in local space
];

/** Every block of private, shared or loopback space. */
export const inner: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10', // shared space (RFC 6598)
  '127.0.0.0/8',
  '::1/128',
  'fc00::/7',
];

/** All of IPv6 that is routed in public; what is outside is local, mapped, or nothing. */
const routed = blockList(['2000::/3']);
const translated = blockList(['64:ff9b::/96']);
const neverList = blockList(never);
const innerList = blockList(inner);

/** True when a request that may enter these networks (CIDR) may go to the address. */
export function mayReach(address: string, networks: readonly string[]): boolean {
  const plain = ipv4Within(address) ?? address;
  // A zone names an interface of this machine: only what is local has one.
  if (isIP(plain) === 0 || plain.includes('%')) return false;
  if (holds(neverList, plain)) return false;
  if (holds(innerList, plain)) return holds(blockList(networks), plain);
  // RFC 6052 §3.1: the well-known prefix stands for public IPv4 addresses only.
  if (holds(translated, plain)) return mayReach(lastIpv4(plain), []);
  return isIP(plain) === 4 || holds(routed, plain);
}

/** A block of private, shared or loopback space in CIDR notation: what may stand on a list of networks. */
export function isNetwork(text: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-f.:]{2,45})\/(\d{1,3})$/i.exec(text) ?? [];
  const family = isIP(address);
  const hostBits = (family === 4 ? 32 : 128) - Number(bits);
  if (family === 0 || hostBits < 0 || !endsInZeros(address, hostBits)) return false;
  return isWithin(text, inner);
}

/** True when all of a network that may stand on a list lies in one of some blocks. */
export function isWithin(network: string, blocks: readonly string[]): boolean {
  const [address = '', bits] = network.split('/');
  return blocks.some((block) => {
    const [base = '', within] = block.split('/');
    const same = isIP(base) === isIP(address) && Number(bits) >= Number(within);
    return same && holds(blockList([block]), address);
  });
}

/** True when the last `count` bits are 0: 10.1.2.3/8 is a slip, and would open far more than was meant. */
function endsInZeros(address: string, count: number): boolean {
  const groups = groupsOf(isIP(address) === 4 ? `::ffff:${address}` : address);
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return (value & ((1n << BigInt(count)) - 1n)) === 0n;
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

const holds = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** The IPv4 address that an IPv4-mapped one connects to (RFC 4291 §2.5.5.2). */
function ipv4Within(address: string): string | undefined {
  if (isIP(address) !== 6 || address.includes('%')) return undefined;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? lastIpv4(address) : undefined;
}

function lastIpv4(address: string): string {
  return groupsOf(address)
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** The eight groups of an IPv6 address, however it is written. */
function groupsOf(address: string): number[] {
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const left = numbers(head);
  const right = numbers(tail ?? '');
  return [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
}
