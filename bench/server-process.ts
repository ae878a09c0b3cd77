import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { JWK } from 'jose';
import type { Client } from './contestant.ts';
import type { Asked } from './meter.ts';

/** What a server process is told, as the first message to it. */
export interface Settings {
  databaseUrl: string;
  /** Absent: what passes is kept in PostgreSQL too. */
  redisUrl?: string;
  nothingStored?: boolean;
  issuer: string;
  port: number;
  /** The first process of a database fills it. */
  seeds: boolean;
  clients: readonly Client[];
  /** Known to the gateway only. */
  strict?: readonly Client[];
  /** The client of a department that reports cases. */
  reporter: Client;
  dataDir: string;
  /** Of the source that people sign in with. */
  source: Record<string, unknown>;
  /** What a server signs with that keeps no keys itself. */
  jwk: JWK;
}

export type ServerFile = 'gateway-process.ts' | 'plain-process.ts';

export interface ServerProcess {
  tell(asked: Asked): Promise<unknown>;
  stop(): Promise<void>;
}

const START_MS = 60_000;
const ANSWER_MS = 30_000;

/** Starts `file`, tells it `settings`, and waits until it listens. */
export async function startProcess(file: ServerFile, settings: Settings): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // On older Nodes the engine says in every process that it would like a newer one.
  child.stderr?.on('data', (text: Buffer) => {
    if (!text.includes('Unsupported runtime')) process.stderr.write(text);
  });
  // The bench may be interrupted: what it started goes with it.
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  child.send(settings);
  await heard(child, START_MS);
  return {
    tell(asked) {
      child.send(asked);
      return heard(child, ANSWER_MS);
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

async function heard(child: ChildProcess, withinMs: number): Promise<unknown> {
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
