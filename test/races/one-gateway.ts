import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../config/index.ts';
import type { Base } from '../../src/base.ts';
import { systemClock } from '../../src/clock.ts';
import { makeRing } from '../../src/crypto/ring.ts';
import { connect } from '../../src/db.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { freePort, gatewayEnv, seedClients } from '../support/gateway.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface OneGateway {
  issuer: string;
  base: Base;
  hall: RelyingParty;
  subhall: RelyingParty;
  /** Where the hall is told of endings. */
  ears: FaultyClient;
  /** Starts the process, with a clock that is so many milliseconds ahead; back when it is ready. */
  start(ahead?: number): Promise<void>;
  /** Sends a signal. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** The exit code, null after a kill; waits for the end. */
  ended(): Promise<number | null>;
  stop(): Promise<void>;
}

/** A gateway process that can be killed and started again, and two clients that outlive it. */
export async function oneGateway(
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<OneGateway> {
  const dir = mkdtempSync(join(tmpdir(), 'songhua-one-'));
  const port = await freePort();
  const env = { ...gatewayEnv({ url: databaseUrl }, port, dir), ...more };
  const issuer = env.ISSUER;
  const [hall, subhall] = [await startRelyingParty('hall'), await startRelyingParty('subhall')];
  const ears = await faultyClient();
  const db = connect(databaseUrl);
  const base: Base = { db, ring: makeRing(readConfig(env).ring()), clock: systemClock };
  await seedClients(base, [hall, subhall], { backchannel_logout_uri: ears.url });

  let child: ChildProcess | undefined;
  const ended = async () => {
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child?.exitCode ?? null;
  };
  return {
    ...{ issuer, base, hall, subhall, ears, ended },
    async start(ahead = 0) {
      const clock = ahead === 0 ? [] : ['--import', './test/support/moved-clock.mjs'];
      child = spawn(process.execPath, [...clock, '--import', 'tsx', 'src/main.ts'], {
        cwd: root,
        env: { ...process.env, ...env, CLOCK_AHEAD_MS: String(ahead) },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      await ready(`${issuer}/readyz`, child);
    },
    signal(name) {
      child?.kill(name);
    },
    ended,
    async stop() {
      child?.kill('SIGTERM');
      await ended();
      await Promise.all([hall.stop(), subhall.stop(), ears.stop(), db.destroy()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function ready(address: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
    const response = await fetch(address).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the gateway did not become ready within a minute');
}
