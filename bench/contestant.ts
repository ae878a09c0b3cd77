import type { JWK } from 'jose';
import type { Reading } from './meter.ts';
import { spread } from './request.ts';
import {
  type ServerFile,
  type ServerProcess,
  type Settings,
  startProcess,
} from './server-process.ts';

/** An application that people are sent to; a secret of the bench's own, made anew at each run. */
export interface Client {
  id: string;
  secret: string;
  redirectUri: string;
  /** A strict one, which signs with this and proves that it holds it. */
  key?: JWK;
}

export type Store = 'redis' | 'postgres';

/** A server under load: one process, or several on the same stores that take requests in turn. */
export interface Contestant {
  name: string;
  issuer: string;
  /** People sign in at the first one; the others are new to every session. */
  clients: readonly Client[];
  reporter: Client;
  /** What a sign-in page is filled in with. */
  fields: Record<string, string>;
  /** The neighbour, not the gateway. */
  plain: boolean;
  /** The gateway again, as strict clients meet it. */
  strict?: true;
  /** From here on it is measured; round trips are counted only when asked, since that costs time. */
  begin(counting: boolean): Promise<void>;
  /** Of all its processes together. */
  read(): Promise<Reading>;
  /** Samples where the time of its first process goes, until the profile is written to `file`. */
  profile(): Promise<void>;
  profiled(file: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one process per port, one after the other; the first port is that of the issuer. */
export async function start(
  file: ServerFile,
  settings: Omit<Settings, 'port' | 'seeds'>,
  ports: readonly number[],
  known: Pick<Contestant, 'name' | 'fields' | 'plain'>,
): Promise<Contestant> {
  const processes: ServerProcess[] = [];
  for (const [number, port] of ports.entries()) {
    processes.push(await startProcess(file, { ...settings, port, seeds: number === 0 }));
  }
  spread(settings.issuer, ports);
  const [first] = processes;
  return {
    ...known,
    issuer: settings.issuer,
    clients: settings.clients,
    reporter: settings.reporter,
    async begin(counting) {
      await Promise.all(processes.map((one) => one.tell({ ask: 'begin', counting })));
    },
    async read() {
      const readings = await Promise.all(processes.map((one) => one.tell({ ask: 'read' })));
      return (readings as Reading[]).reduce(together);
    },
    async profile() {
      await first?.tell({ ask: 'profile' });
    },
    async profiled(file) {
      await first?.tell({ ask: 'profiled', file });
    },
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
    },
  };
}

/**
 * The same processes as strict clients meet them: people sign in as before, hops are pushed, signed
 * and proved.
 */
export function asStrict(gateway: Contestant, strict: readonly Client[]): Contestant {
  return {
    ...gateway,
    name: gateway.name.replace('songhua', 'songhua strict'),
    clients: [...gateway.clients.slice(0, 1), ...strict],
    strict: true,
    // Whoever started it stops it.
    stop: async () => {},
  };
}

function together(one: Reading, other: Reading): Reading {
  return {
    requests: one.requests + other.requests,
    cpu: one.cpu + other.cpu,
    before: one.before + other.before,
    resident: one.resident + other.resident,
    waits: one.waits + other.waits,
    redis: added(one.redis, other.redis),
    postgres: added(one.postgres, other.postgres),
  };
}

function added(one: Record<string, number>, other: Record<string, number>) {
  const sum = { ...one };
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
