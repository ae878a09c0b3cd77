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
import { connect, migrate } from '../../src/db.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  freePort,
  gatewayEnv,
  seedClients,
  signInLocally,
  type Visitor,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TwoNodes {
  /** The addresses of both nodes; the first is the issuer. */
  nodes: [string, string];
  /** The same database, for the test's own eyes. */
  base: Base;
  hall: RelyingParty;
  person: Citizen;
  /** A browser in which the person is signed in. */
  who: Visitor;
  /** A code fresh from the first node, with its verifier. */
  code(params?: Record<string, string>): Promise<{ code: string; verifier: string }>;
  /** Signs the person in in a new browser, which is then `who`. */
  signIn(): Promise<void>;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** Two gateway processes of one issuer on one database, one client, one person signed in; `more` settings. */
export async function startTwoNodes(
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<TwoNodes> {
  const dir = mkdtempSync(join(tmpdir(), 'songhua-races-'));
  const ports = [await freePort(), await freePort()] as const;
  const issuer = `http://localhost:${ports[0]}`;
  const env = { ...gatewayEnv({ url: databaseUrl }, ports[0], dir), ISSUER: issuer, ...more };
  const hall = await startRelyingParty('hall');

  const db = connect(databaseUrl);
  const base: Base = { db, ring: makeRing(readConfig(env).ring()), clock: systemClock };
  await migrate(db);
  await seedClients(base, [hall]);
  const person = await citizen(base, 'race-walker');

  const processes = ports.map((port, at) =>
    spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      cwd: root,
      env: {
        ...process.env,
        ...env,
        PORT: String(port),
        AUDIT_HEADS_FILE: join(dir, `heads-${at}`),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const nodes: [string, string] = [issuer, `http://localhost:${ports[1]}`];
  const ready = async () => {
    for (const [at, node] of nodes.entries())
      await answers(`${node}/readyz`, processes[at] as ChildProcess);
  };
  await ready();

  const two: TwoNodes = {
    nodes,
    base,
    hall,
    person,
    who: visitor(),
    ready,
    async signIn() {
      two.who = visitor();
      await signInLocally(two.who, hall.ask(issuer).address, person);
    },
    async code(params) {
      const { address, verifier } = hall.ask(issuer, params);
      const page = await two.who.open(address);
      const code = page.url.searchParams.get('code');
      if (!code)
        throw new Error(`no code: ${page.status} ${page.url.pathname} ${page.text.slice(0, 120)}`);
      return { code, verifier };
    },
    async stop() {
      for (const child of processes) {
        if (child.exitCode !== null) continue;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await hall.stop();
      await db.destroy();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await two.signIn();
  return two;
}

async function answers(address: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`a gateway ended with ${child.exitCode}`);
    const response = await fetch(address).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('a gateway did not become ready within a minute');
}
