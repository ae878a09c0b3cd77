import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Base } from '../src/base.ts';
import { FIRST_CONTACTS } from '../src/sources/bulkhead.ts';
import * as sources from '../src/sources/sources.ts';
import { freePort } from '../test/support/redis.ts';
import { Browser } from './browser.ts';
import type { Client, Contestant } from './contestant.ts';
import { type OneGateway, say, withOneGateway } from './one-gateway.ts';
import { authorise } from './phases.ts';
import { ask } from './request.ts';
import { at, timed } from './times.ts';

/**
 * `npm run bench -- slow-source [--sign-ins=N] [--pairs=N]`: server CPU per sign-in through a source
 * that works, alone and while another source answers nothing and a third is dead, in alternated pairs.
 * As many people as may be hang at the slow one all the while that is measured.
 */
const PAIRS = 5;
const SIGN_INS = 15;
const DEAD = 4;

export async function slowSourceBench(words: readonly string[]): Promise<void> {
  const asked = (name: string, otherwise: number) =>
    Number(
      words.flatMap((word) => new RegExp(`^--${name}=(\\d+)$`).exec(word)?.[1] ?? [])[0] ??
        otherwise,
    );
  const [pairs, signIns] = [asked('pairs', PAIRS), asked('sign-ins', SIGN_INS)];
  const slow = await silence();
  try {
    await withOneGateway(async (one) => {
      await plant(one.base, slow.port);
      await measured(one, { pairs, signIns });
    });
  } finally {
    await slow.stop();
  }
}

/** A department that takes every connection and answers none of them. */
async function silence() {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function plant(base: Base, slowPort: number): Promise<void> {
  const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
  for (const [id, port] of [
    ['slow', slowPort],
    ['dead', await freePort()],
  ] as const)
    await sources.register(base, {
      ...{ id, protocol: 'oidc', department_code: 'bench', names: words(id) },
      ...{ account_words: words(id), registration: 'issued', ceiling: 2 },
      settings: {
        issuer: `http://127.0.0.1:${port}`,
        client_id: 'songhua',
        client_secret: 'a secret of nobody',
        networks: ['127.0.0.0/8'],
        allow_http: true,
        patience_ms: 10_000,
      },
    });
}

interface Taken {
  cpu: number;
  took: number[];
}

async function measured(
  { gateway, base, arrives }: OneGateway,
  { pairs, signIns }: { pairs: number; signIns: number },
): Promise<void> {
  const press = (source: string) => enter(gateway, source).catch(() => undefined);
  let waited = 0;
  const through = async (): Promise<Taken> => {
    const took: number[] = [];
    await gateway.begin(false);
    for (let number = 0; number < signIns; number += 1) {
      arrives('bench-known');
      took.push(await timed(() => enter(gateway, 'bench')));
    }
    return { cpu: (await gateway.read()).cpu / signIns, took };
  };
  const beside = async (): Promise<Taken> => {
    // The breakers forget: while they are open, nobody would be at the slow one at all.
    await base.db('source_health').whereIn('source_id', ['slow', 'dead']).delete();
    for (let number = 0; number < DEAD; number += 1) await press('dead');
    const hanging = Array.from({ length: FIRST_CONTACTS }, () => press('slow'));
    while ((await atSlow(gateway)) < FIRST_CONTACTS)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const taken = await through();
    if ((await atSlow(gateway)) < FIRST_CONTACTS)
      say('  (the machine was busy: some had given up before the end)');
    else waited += taken.took.filter((ms) => ms >= 10_000).length;
    await Promise.all(hanging);
    return taken;
  };
  arrives('bench-known');
  await enter(gateway, 'bench');
  await through();
  const all: { alone: Taken[]; beside: Taken[] } = { alone: [], beside: [] };
  say(
    `${pairs} pairs of ${signIns} sign-ins; ${FIRST_CONTACTS} people hang at the slow source, ${DEAD} were at the dead one`,
  );
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['alone', 'beside'] as const) : (['beside', 'alone'] as const);
    for (const which of order)
      all[which].push(which === 'alone' ? await through() : await beside());
    const [one, other] = [all.alone.at(-1), all.beside.at(-1)] as [Taken, Taken];
    say(
      `  pair ${pair + 1}: ${ms(one.cpu)} alone, ${ms(other.cpu)} beside them, ${(other.cpu / one.cpu).toFixed(3)}`,
    );
  }
  const cpu = (list: Taken[]) => list.reduce((sum, one) => sum + one.cpu, 0) / list.length;
  const took = (list: Taken[]) => list.flatMap((one) => one.took);
  for (const which of ['alone', 'beside'] as const)
    say(
      `${which.padEnd(8)}server CPU per sign-in ${ms(cpu(all[which]))}, p50 ${at(took(all[which]), 0.5).toFixed(0)} ms, longest ${Math.max(...took(all[which])).toFixed(0)} ms`,
    );
  say(
    `ratio ${(cpu(all.beside) / cpu(all.alone)).toFixed(3)}; sign-ins that waited for a slot: ${waited}`,
  );
}

/** How many are at the slow source, as the process itself tells. */
async function atSlow({ issuer }: Contestant): Promise<number> {
  const { body } = await ask(`${issuer}/metrics`);
  return Number(/^songhua_source_in_flight\{source="slow"\} (\d+)$/m.exec(body)?.[1] ?? 0);
}

const ms = (micros: number) => `${(micros / 1_000).toFixed(1)} ms`;

function enter(gateway: Contestant, source: string): Promise<unknown> {
  const door = gateway.clients[0] as Client;
  return new Browser().goOn(authorise(gateway, door).url, door.redirectUri, { source });
}
