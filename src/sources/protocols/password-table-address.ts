import { lookup } from 'node:dns/promises';
import { Socket } from 'node:net';
import { unavailable } from './outgoing.ts';
import { type PasswordTableSettings, within } from './password-table-settings.ts';

/** Where to connect: a unix socket, or an address that was looked up once and lies in the networks. */
export type Where = { path: string } | { address: string; port: number };

const PORTS = { postgresql: 5432, mysql: 3306 };

/**
 * The address that is checked is the address that is used: a name is looked up here, once, and never
 * again by a driver.
 * @throws Refusal `sources.unavailable`
 */
export async function whereIs(settings: PasswordTableSettings): Promise<Where> {
  const { host, engine, networks } = settings;
  const port = settings.port ?? PORTS[engine];
  if (host.startsWith('/'))
    return { path: engine === 'postgresql' ? `${host}/.s.PGSQL.${port}` : host };
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) throw unavailable('host not found');
  const [first] = found.filter(({ address }) => within(networks, address));
  if (!first) throw unavailable('address outside the networks');
  return { address: first.address, port };
}

/** A socket that connects there, whatever address its driver would choose. */
export function socketTo(where: Where): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket) as Socket['connect'];
  socket.connect = (() =>
    'path' in where
      ? connect(where.path)
      : connect({ host: where.address, port: where.port })) as Socket['connect'];
  return socket;
}
