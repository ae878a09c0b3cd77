import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reading } from './meter.ts';

/** A server under load, in a process of its own. */
export interface Contestant {
  name: string;
  issuer: string;
  client: { id: string; secret: string; redirectUri: string };
  /** What a sign-in page is filled in with. */
  fields: Record<string, string>;
  begin(): Promise<void>;
  read(): Promise<Reading>;
  stop(): Promise<void>;
}

/** What a server process is told, as the first message to it. */
export interface Settings {
  databaseUrl: string;
  port: number;
  client: Contestant['client'];
  dataDir: string;
  /** Of the source that people sign in with. */
  source: Record<string, unknown>;
}

const START_MS = 60_000;

/** Starts `file` and tells it `settings`; it says its issuer over the channel when it listens. */
export async function start(
  file: 'gateway-process.ts' | 'plain-process.ts',
  settings: Settings,
  known: Pick<Contestant, 'name' | 'client' | 'fields'>,
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
  return {
    ...known,
    issuer,
    async begin() {
      child.send('begin');
      await heard(child);
    },
    async read() {
      child.send('read');
      return (await heard(child)) as Reading;
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

async function heard(child: ChildProcess, withinMs = 10_000): Promise<unknown> {
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
