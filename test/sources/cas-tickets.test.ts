import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arrival, RedirectSource } from '../../src/sources/contract.ts';
import * as sources from '../../src/sources/sources.ts';
import { type CasServer, startCasServer } from '../doubles/cas-server.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { CALLBACK } from './cas-rig.ts';
import { granted } from './mutations/cas.ts';
import { mutateText } from './mutations/mutators.ts';
import { noneAccepted } from './mutations/run.ts';
import { plant, registration } from './plant.ts';

let database: FreshDatabase;
let server: CasServer;
let source: RedirectSource;

beforeAll(async () => {
  database = await freshDatabase();
  server = await startCasServer({ clock: database.clock });
  await plant(database.base);
  await sources.register(database.base, {
    ...registration('fund'),
    ...{ protocol: 'cas', settings: { ...server.settings, patience_ms: 10_000 } },
  });
  const row = await sources.read(database.base, 'fund');
  const opened = row && sources.open(database.base, row);
  if (opened?.kind !== 'redirect') throw new Error('a CAS server is visited');
  source = opened;
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

test('what the browser brings is refused when it was changed, and is no fault of the server', async () => {
  server.signsIn(granted.account);
  const { to, remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
  const back = await server.visit(to.url);
  const query = back.search.slice(1);
  const parsed = (text: string) => Object.fromEntries(new URLSearchParams(text));
  const way = {
    ...{ name: 'cas, what the browser brings', share: 1 },
    mutate(chance: Parameters<typeof mutateText>[0]) {
      // Undone by chance, or by what is not looked at: another parameter.
      for (;;) {
        const mutant = mutateText(chance, query);
        const { ticket, state } = parsed(mutant);
        if (ticket !== parsed(query)['ticket'] || state !== parsed(query)['state']) return mutant;
      }
    },
    take: (mutant: string) => source.complete({ params: parsed(mutant) }, remember),
    same: () => false,
    tries: () => true,
  };
  const held = await noneAccepted(way, { count: 125, seed: Date.now() % 2 ** 31 });
  expect(held).toEqual({ refused: 125, same: 0 });
  const arrival = (await source.complete({ params: parsed(query) }, remember)) as Arrival;
  expect(arrival.subject).toBe('gjj-0001');
  expect((await sources.read(database.base, 'fund'))?.failures).toBe(0);
});
