import { addressIn } from './address.ts';
import type { PasswordTableSettings } from './password-table-settings.ts';

/** Where to connect: a unix socket, or an address that was looked up once and lies in the networks. */
export type Where = { path: string } | { address: string; port: number };

const PORTS = { postgresql: 5432, mysql: 3306 };

/**
 * Where the database listens.
 * @throws Refusal `sources.unavailable`
 */
export async function whereIs(settings: PasswordTableSettings): Promise<Where> {
  const { host, engine, networks } = settings;
  const port = settings.port ?? PORTS[engine];
  if (host.startsWith('/'))
    return { path: engine === 'postgresql' ? `${host}/.s.PGSQL.${port}` : host };
  return { address: await addressIn(networks, host), port };
}
