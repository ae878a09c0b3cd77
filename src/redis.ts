import { Redis as Client, type RedisOptions } from 'ioredis';

/** The connection to Redis: a single server or Sentinel, what was asked over it, and how it fails. */

/** Scripts by name, each run in one round trip. */
export type Scripts = Record<string, string>;

export interface Redis {
  /** Functions that run the scripts with their arguments. */
  scripts<Names extends Scripts>(
    texts: Names,
  ): { [Name in keyof Names]: (...args: (string | number)[]) => Promise<unknown> };
  /** True when it answers and can be written to. */
  answers(): Promise<boolean>;
  /**
   * Waits for the first connection.
   * @throws RedisRefuses at once when the address is at fault, RedisGone after five seconds
   */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Redis does not answer, or cannot be written to: the request is refused with 503, nothing waits. */
export class RedisGone extends Error {
  override name = 'RedisGone';
}

/** It answers, but not to us: what the address says (password, database, master) is wrong. */
export class RedisRefuses extends Error {
  override name = 'RedisRefuses';
}

/** A command that has no answer by then is given up; a request never hangs on Redis. */
const COMMAND_MS = 2_000;

/** A connection on which nothing comes back for so long is closed: the next one may find another master. */
const SILENCE_MS = 3_000;

/** Told once when the connection is lost or refused, in Redis' own words, and once when it is back. */
export type Told = (now: 'gone' | 'back', why: string) => void;

/**
 * Connects to `redis://[:password@]host:port[/db]` (`rediss:` with TLS), or through Sentinel to the
 * current master: `redis+sentinel://[:password@]host:port,host:port/master`. Returns at once and
 * keeps trying; while there is no connection every command fails at once with RedisGone.
 */
export function connectRedis(url: string, tell: Told = () => {}): Redis {
  const options: RedisOptions = {
    keyPrefix: '',
    lazyConnect: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
    connectTimeout: 2_000,
    socketTimeout: SILENCE_MS,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
    // A master that a fail-over has made a replica: go and look for the new one.
    reconnectOnError: ({ message }) => (says(message, 'READONLY') ? 1 : false),
  };
  const sentinel = sentinelsOf(url);
  const client = sentinel
    ? new Client({
        ...options,
        ...sentinel,
        sentinelRetryStrategy: options.retryStrategy as never,
        sentinelCommandTimeout: COMMAND_MS,
      })
    : new Client(url, options);

  let closing = false;
  let refused = '';
  let known: 'well' | 'gone' | 'refused' = 'well';
  const heard = ({ message }: Error) => {
    if (closing) return;
    if (refusal.test(message)) refused = message;
    const now = refused === '' ? 'gone' : 'refused';
    // Each outage once: an attempt a second would fill the log.
    if (known !== now && known !== 'refused') tell('gone', message);
    known = now;
  };
  client.on('error', heard);
  client.on('sentinelError', heard);
  client.on('close', () => {
    if (known === 'well') heard(new Error('the connection was closed'));
  });
  client.on('ready', () => {
    if (known !== 'well') tell('back', '');
    known = 'well';
    refused = '';
  });

  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (fault) {
      throw isGone(fault)
        ? new RedisGone(String((fault as Error).message), { cause: fault })
        : fault;
    }
  }

  return {
    scripts(texts) {
      const run: Record<string, (...args: (string | number)[]) => Promise<unknown>> = {};
      for (const [name, lua] of Object.entries(texts)) {
        client.defineCommand(name, { numberOfKeys: 0, lua });
        const command = (
          client as never as Record<string, (...args: unknown[]) => Promise<unknown>>
        )[name] as (...args: unknown[]) => Promise<unknown>;
        run[name] = (...args) => asked(() => command.apply(client, args));
      }
      return run as never;
    },
    async answers() {
      try {
        await client.set('answers', 1, 'PX', 1);
        return true;
      } catch {
        return false;
      }
    },
    async ready() {
      if (client.status !== 'ready') await firstOutcome(client, () => refused);
      // A role that may connect but run no scripts could do nothing here.
      await asked(() => client.eval('return 1', 0)).catch((fault: Error) => {
        throw refusal.test(fault.message) ? new RedisRefuses(fault.message) : fault;
      });
    },
    async close() {
      closing = true;
      client.disconnect();
    },
  };
}

/** Back when the client is ready; a fault when it is refused, or after five seconds. */
function firstOutcome(client: Client, refused: () => string): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new RedisGone('no connection within 5 s')), 5_000);
    const look = () => {
      if (refused() === '' && client.status !== 'ready') return;
      clearTimeout(late);
      client.off('ready', look).off('error', look);
      if (refused() === '') resolve();
      else reject(new RedisRefuses(refused()));
    };
    client.on('ready', look).on('error', look);
    look();
  });
}

/** A fault of this code; until Redis 7 those of a script stand behind the script's own. */
const says = (message: string, codes: string) => new RegExp(`(^|: -)(${codes}) `).test(message);

/** What does not mend itself: the password, the rights, the number of the database, the name of the master. */
const refusal =
  /^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password|ERR DB index|ERR invalid DB)|got an invalid reply: null/;

/** The words of Redis and of ioredis for "not now". */
function isGone(fault: unknown): boolean {
  const { message = '', name = '' } = fault as Error;
  return (
    name === 'MaxRetriesPerRequestError' ||
    name === 'AbortError' ||
    says(message, 'READONLY|LOADING|MASTERDOWN|NOREPLICAS|OOM|MISCONF|UNKILLABLE|BUSY|NOAUTH') ||
    /Stream isn't writeable|Connection is closed|Command timed out|Socket timeout|All sentinels are unreachable|ECONN|EPIPE|ETIMEDOUT/.test(
      message,
    )
  );
}

/** What an address of Sentinel says; undefined when it is none. */
export function sentinelsOf(url: string): RedisOptions | undefined {
  const [, tls, auth, hosts, path] =
    /^redis(s)?\+sentinel:\/\/(?:([^@/]*)@)?([^/]+)\/(.+)$/.exec(url) ?? [];
  if (hosts === undefined || path === undefined) return undefined;
  const [name, db] = path.split('/');
  // As in any address: what follows the first colon is the password, colons and all.
  const [, user, password] = (/^([^:]*):?(.*)$/.exec(auth ?? '') ?? []).map(decodeURIComponent);
  return {
    name: name as string,
    sentinels: hosts.split(',').map((host) => {
      const at = new URL(`redis://${host}`);
      return { host: at.hostname, port: Number(at.port || 26_379) };
    }),
    ...(user && { username: user }),
    ...(password && { password }),
    ...(db !== undefined && { db: Number(db) }),
    ...(tls !== undefined && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}
