import { Redis as Client, type RedisOptions } from 'ioredis';

/** The connection to Redis: a single server or Sentinel, what was asked over it, and how it fails. */

/** Scripts by name, each run in one round trip. */
export type Scripts = Record<string, string>;

export interface Redis {
  /** Functions that run the scripts with their arguments. */
  scripts<Names extends Scripts>(
    texts: Names,
  ): { [Name in keyof Names]: (...args: (string | number)[]) => Promise<unknown> };
  /** True when it answers. */
  answers(): Promise<boolean>;
  /** Waits for the first connection; gives up after five seconds with RedisGone. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Redis does not answer, or cannot be written to: the request is refused with 503, nothing waits. */
export class RedisGone extends Error {
  override name = 'RedisGone';
}

/** A command that has no answer by then is given up; a request never hangs on Redis. */
const COMMAND_MS = 2_000;

/**
 * Connects to `redis://[:password@]host:port[/db]` (`rediss:` with TLS), or through Sentinel to the
 * current master: `redis+sentinel://[:password@]host:port,host:port/master`. Returns at once and
 * keeps trying; while there is no connection every command fails at once with RedisGone.
 */
export function connectRedis(url: string): Redis {
  const options: RedisOptions = {
    keyPrefix: '',
    lazyConnect: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
    connectTimeout: 2_000,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
    // A master that a fail-over has made a replica: go and look for the new one.
    reconnectOnError: ({ message }) => (message.startsWith('READONLY') ? 1 : false),
  };
  const sentinel = sentinelsOf(url);
  const client = sentinel
    ? new Client({ ...options, ...sentinel, sentinelRetryStrategy: options.retryStrategy as never })
    : new Client(url, options);
  // ioredis would throw what nobody hears; whoever asks is told.
  client.on('error', () => {});

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
        return (await client.ping()) === 'PONG';
      } catch {
        return false;
      }
    },
    async ready() {
      if (client.status === 'ready') return;
      let late: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve, reject) => {
        client.once('ready', resolve);
        late = setTimeout(() => reject(new RedisGone('no connection within 5 s')), 5_000);
      }).finally(() => clearTimeout(late));
    },
    async close() {
      client.disconnect();
    },
  };
}

/** The words of Redis and of ioredis for "not now". */
function isGone(fault: unknown): boolean {
  const { message = '', name = '' } = fault as Error;
  return (
    name === 'MaxRetriesPerRequestError' ||
    name === 'AbortError' ||
    /^(READONLY|LOADING|MASTERDOWN|NOREPLICAS|OOM|MISCONF|UNKILLABLE|BUSY) /.test(message) ||
    /Stream isn't writeable|Connection is closed|Command timed out|All sentinels are unreachable|ECONN|EPIPE|ETIMEDOUT|ENOENT/.test(
      message,
    )
  );
}

function sentinelsOf(url: string): RedisOptions | undefined {
  const [, tls, auth, hosts, path] =
    /^redis(s)?\+sentinel:\/\/(?:([^@/]*)@)?([^/]+)\/(.+)$/.exec(url) ?? [];
  if (hosts === undefined || path === undefined) return undefined;
  const [name, db] = path.split('/');
  const password =
    auth === undefined ? undefined : decodeURIComponent(auth.replace(/^[^:]*:?/, ''));
  return {
    name: name as string,
    sentinels: hosts.split(',').map((host) => {
      const at = new URL(`redis://${host}`);
      return { host: at.hostname, port: Number(at.port || 26_379) };
    }),
    ...(password !== undefined && { password }),
    ...(db !== undefined && { db: Number(db) }),
    ...(tls !== undefined && { tls: {}, enableTLSForSentinelMode: true }),
  };
}
