import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Month, partitionOf } from '../src/audit/months.ts';
import * as partitions from '../src/audit/partitions-statement.ts';
import type { Base } from '../src/base.ts';
import { startOpenIdProvider } from '../test/doubles/openid-provider.ts';
import { Browser } from './browser.ts';
import type { Client, Contestant } from './contestant.ts';
import { entrances } from './entrances.ts';
import { authorise } from './phases.ts';
import { hangUp } from './request.ts';
import { at, timed } from './times.ts';

/** For so long people sign in before, to compare with. */
const BEFORE_MS = 10_000;

/**
 * A month leaves the trail, at first beside somebody who reads it, while people sign in at a gateway
 * on the same database: how long that takes, and the longest that anybody waited.
 */
export async function dropping(base: Base, url: string, dir: string, month: Month): Promise<void> {
  const source = await startOpenIdProvider();
  const dataDir = join(dir, 'gateway');
  mkdirSync(dataDir);
  const stores = {
    own: async () => ({ databaseUrl: url, dataDir }),
    redis: () => undefined,
    stop: async () => {},
  };
  let gateway: Contestant | undefined;
  try {
    gateway = await entrances(stores, source.settings)('songhua', 'postgres', 1);
    source.signsIn({ sub: 'bench-0', name: '王测试' });
    await dropBeside(base, month, gateway);
  } finally {
    hangUp();
    await gateway?.stop();
    await source.stop();
  }
}

async function dropBeside(base: Base, month: Month, gateway: Contestant): Promise<void> {
  const door = gateway.clients[0] as Client;
  const signIn = () =>
    new Browser().goOn(authorise(gateway, door).url, door.redirectUri, gateway.fields);
  await signIn();
  let waits: number[] = [];
  let open = true;
  const people = (async () => {
    while (open) waits.push(await timed(signIn));
  })();
  await new Promise((resolve) => setTimeout(resolve, BEFORE_MS));
  const before = waits;
  waits = [];
  const table = partitionOf(month);
  const reader = await base.db.transaction();
  await reader.raw(`select from ${table} limit 1`);
  let refused = 0;
  const detached = await timed(async () => {
    for (;;)
      try {
        return await base.db.transaction((db) => partitions.detach(db, table));
      } catch {
        refused += 1;
        if (refused === 3) await reader.rollback();
      }
  });
  const steps: number[] = [];
  const asked = new Map<string, number>();
  const begins = ({ __knexQueryUid: id }: { __knexQueryUid: string }) =>
    asked.set(id, performance.now());
  const ended = (_: unknown, { __knexQueryUid: id }: { __knexQueryUid: string }) =>
    steps.push(performance.now() - (asked.get(id) ?? 0));
  base.db.on('query', begins).on('query-response', ended);
  const dropped = await timed(() => partitions.dropTable(base.db, table));
  base.db.off('query', begins).off('query-response', ended);
  open = false;
  await people;
  const said = (list: readonly number[]) =>
    `${list.length} sign-ins, p50 ${at(list, 0.5).toFixed(0)} ms, longest ${Math.max(...list).toFixed(0)} ms`;
  process.stdout.write(
    `a month left the trail in ${detached.toFixed(0)} ms, after ${refused} tries beside a reader, and its table was dropped in ${dropped.toFixed(0)} ms, in ${steps.length} steps, the longest ${Math.max(...steps).toFixed(0)} ms\n` +
      `meanwhile: ${said(waits)}; before: ${said(before)}\n`,
  );
}
