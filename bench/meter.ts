import { AsyncLocalStorage } from 'node:async_hooks';
import { Server } from 'node:http';
import pg from 'pg';

/** What one server process says of itself since it was last asked to begin anew. */
export interface Reading {
  requests: number;
  /** Microseconds of user and system time of the whole process, jobs in the background included. */
  cpu: number;
  /** Round trips to the database that requests waited for, by name; those of jobs are left out. */
  roundTrips: Record<string, number>;
  /** Bytes. */
  memory: number;
}

/**
 * Measures the process that it is called in, from outside of what runs there: the server's own code
 * is the same with and without it. Answers `begin` and `read` over the channel to the bench.
 */
export function meter(): void {
  const inRequest = new AsyncLocalStorage<true>();
  let requests = 0;
  let began = process.cpuUsage();
  let roundTrips: Record<string, number> = {};

  const emit = Server.prototype.emit as (...args: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, ...args: unknown[]) {
    if (args[0] !== 'request') return emit.apply(this, args);
    requests += 1;
    return inRequest.run(true, () => emit.apply(this, args));
  } as typeof Server.prototype.emit;

  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    if (inRequest.getStore()) {
      const [asked] = args as [string | { text: string }];
      const name = known(typeof asked === 'string' ? asked : asked.text);
      roundTrips[name] = (roundTrips[name] ?? 0) + 1;
    }
    return query.apply(this, args);
  } as typeof pg.Client.prototype.query;

  process.on('message', (message) => {
    if (message === 'begin') {
      requests = 0;
      roundTrips = {};
      began = process.cpuUsage();
      process.send?.('begun');
    } else if (message === 'read') {
      const { user, system } = process.cpuUsage(began);
      const memory = process.memoryUsage().rss;
      process.send?.({ requests, cpu: user + system, roundTrips, memory } satisfies Reading);
    }
  });
}

/** Names by statement, so that the meter itself costs next to nothing. */
const names = new Map<string, string>();

function known(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = nameOf(sql);
    if (names.size < 1_000) names.set(sql, name);
  }
  return name;
}

/** A short name for a statement: its verb, and the tables it reads or the changes it is made of. */
export function nameOf(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').trim().toLowerCase();
  const verb = /^\w+/.exec(text)?.[0] ?? '?';
  if (verb === 'with') {
    const parts = [...text.matchAll(/(\w+) as (?:materialized )?\(/g)].map(([, name]) => name);
    return `change: ${parts.join(', ')}`;
  }
  const tables = [...text.matchAll(/\b(?:from|join|into|update)\s+"?([a-z_]+)"?(?!\w*\()/g)]
    .map(([, table]) => table)
    .filter((table) => table !== 'lateral' && table !== 'set');
  const [, called] = /^select \* from (\w+)\(/.exec(text) ?? [];
  if (called) tables.push(`${called}()`);
  return [verb, ...new Set(tables)].join(' ');
}
