import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Asked, Reading } from './meter.ts';

/** An application that people are sent to; a secret of the bench's own, made anew at each run. */
export interface Client {
  id: string;
  secret: string;
  redirectUri: string;
}

/** A server under load, in a process of its own. */
export interface Contestant {
  name: string;
  store: Store;
  issuer: string;
  /** People sign in at the first one; the others are new to every session. */
  clients: readonly Client[];
  /** What a sign-in page is filled in with. */
  fields: Record<string, string>;
  /** From here on it is measured; round trips are counted only when asked, since that costs time. */
  begin(counting: boolean): Promise<void>;
  read(): Promise<Reading>;
  /** Samples where time goes, until the profile is written to `file`. */
  profile(): Promise<void>;
  profiled(file: string): Promise<void>;
  stop(): Promise<void>;
}

export type Store = 'redis' | 'postgres';

/** What a server process is told, as the first message to it. */
export interface Settings {
  databaseUrl: string;
  /** Absent: what passes is kept in PostgreSQL too. */
  redisUrl?: string;
  port: number;
  clients: readonly Client[];
  dataDir: string;
  /** Of the source that people sign in with. */
  source: Record<string, unknown>;
}

const START_MS = 60_000;

/** Starts `file` and tells it `settings`; it says its issuer over the channel when it listens. */
export async function start(
  file: 'gateway-process.ts' | 'plain-process.ts',
  settings: Settings,
  known: Pick<Contestant, 'name' | 'fields'>,
): Promise<Contestant> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // The bench may be interrupted: what it started goes with it.
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  child.send(settings);
  const { issuer } = (await heard(child, START_MS)) as { issuer: string };
  const tell = (asked: Asked) => {
    child.send(asked);
    return heard(child);
  };
  return {
    ...known,
    store: settings.redisUrl ? 'redis' : 'postgres',
    issuer,
    clients: settings.clients,
    async begin(counting) {
      await tell({ ask: 'begin', counting });
    },
    async read() {
      return (await tell({ ask: 'read' })) as Reading;
    },
    async profile() {
      await tell({ ask: 'profile' });
    },
    async profiled(file) {
      await tell({ ask: 'profiled', file });
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(orphan, 10_000);
      await gone;
      clearTimeout(late);
      process.removeListener('exit', orphan);
    },
  };
}

async function heard(child: ChildProcess, withinMs = 30_000): Promise<unknown> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(withinMs)]);
  try {
    const gone = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a server ended with ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message', { signal }), gone]);
    return message;
  } finally {
    over.abort();
  }
}
