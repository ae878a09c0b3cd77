import { lookup } from 'node:dns/promises';
import { BlockList, isIP, Socket } from 'node:net';
import { z } from 'zod';
import { isNetwork, mayReach } from '../../outbox/networks.ts';
import { unavailable } from './outgoing.ts';

// Where the database or directory of a department lies: in the networks of its settings, or it is
// not connected to. Not here: what is reached over HTTP (outbox/outgoing.ts).

/** An address range, as a list that checks: `10.1.0.0/16`, `fd00::/8`, or one address. */
export function rangeOf(text: string): [address: string, bits: number, family: 'ipv4' | 'ipv6'] {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  const whole = length === undefined || /^\d{1,3}$/.test(length);
  if (!family || rest.length > 0 || !whole || bits > most) throw new RangeError('no address range');
  return [address, bits, family === 4 ? 'ipv4' : 'ipv6'];
}

/** Whether an address lies in one of the ranges. */
export function within(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(...rangeOf(range));
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * A block of private space, or a small one of public space: one that holds nearly everything, is a
 * slip of the pen (10.1.2.3/8), or lies where no database is, would check nothing.
 */
function isReach(text: string): boolean {
  try {
    const [address, bits, family] = rangeOf(text);
    if (isNetwork(`${address}/${bits}`)) return true;
    return bits >= (family === 'ipv4' ? 16 : 32) && mayReach(address, []);
  } catch {
    return false;
  }
}

/** An entry of `networks`. */
export const range = z
  .string()
  .refine(isReach, 'must be an address or a small block such as 10.1.0.0/16');

/**
 * The address of a host, looked up here, once: what is checked is what is connected to.
 * @throws Refusal `sources.unavailable`
 */
export async function addressIn(networks: readonly string[], host: string): Promise<string> {
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) throw unavailable('host not found');
  const [first] = found.filter(({ address }) => within(networks, address));
  if (!first) throw unavailable('address outside the networks');
  return first.address;
}

/** A socket that connects there, whatever address its driver would choose. */
export function socketTo(where: { path: string } | { address: string; port: number }): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket) as Socket['connect'];
  socket.connect = (() =>
    'path' in where
      ? connect(where.path)
      : connect({ host: where.address, port: where.port })) as Socket['connect'];
  return socket;
}
