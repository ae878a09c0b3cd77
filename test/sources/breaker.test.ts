import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countQueries } from '../../src/db.ts';
import { Refusal } from '../../src/errors.ts';
import * as sources from '../../src/sources/sources.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../doubles/openid-provider.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { plant, registration } from './plant.ts';

const START = { state: 'state-of-this-visit', callback: 'http://localhost:3000/callback/x' };

describe('the breaker of a source', () => {
  let database: FreshDatabase;
  let provider: OpenIdProvider;
  let id: string;
  let number = 0;
  beforeAll(async () => {
    database = await freshDatabase({ poolMax: 1 });
    provider = await startOpenIdProvider({ clock: database.clock });
    provider.signsIn({ sub: 'gjj-0001', name: '王测试' });
    await plant(database.base);
  });
  afterAll(async () => {
    await provider?.stop();
    await database?.drop();
  });
  beforeEach(async () => {
    provider.mend();
    number += 1;
    id = `source-${number}`;
    await sources.register(database.base, { ...registration(id), settings: provider.settings });
  });

  const open = async () => {
    const row = await sources.read(database.base, id);
    if (!row) throw new Error('not registered');
    const source = sources.open(database.base, row);
    if (source.kind !== 'redirect') throw new Error('an OpenID provider is visited');
    return source;
  };
  const begin = async () => (await open()).begin(START);
  const signIn = async () => {
    const { to, remember } = await begin();
    const back = await provider.visit(to.url);
    return (await open()).complete({ params: Object.fromEntries(back.searchParams) }, remember);
  };
  const fails = async (work: Promise<unknown>) => {
    const error = await work.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).code).toBe('sources.unavailable');
    return error as Refusal;
  };
  const healthOf = async () =>
    (await sources.list(database.base)).find((source) => source.id === id)?.health;
  const kinds = async () =>
    (await auditTrail(database.base))
      .filter((event) => event.source_id === id && event.kind !== 'source.registered')
      .map((event) => event.kind);

  test('a source that fails three times in a row is not tried for a while, and shows as such', async () => {
    provider.misdeeds = { down: true };
    for (let round = 0; round < 3; round += 1) await fails(begin());
    expect(await healthOf()).toBe('down');
    expect(await kinds()).toEqual(['source.failing']);
    const asked = provider.asked.discovery;
    const refused = await fails(begin());
    expect(provider.asked.discovery).toBe(asked);
    expect(refused.detail.retry_after).toBe(30);
  });

  test('after the while one person over all nodes tries it, and an answer heals it', async () => {
    provider.misdeeds = { down: true };
    for (let round = 0; round < 3; round += 1) await fails(begin());
    provider.mend();
    database.clock.advance(30_001);
    expect(await healthOf()).toBe('ok');
    const asked = provider.asked.discovery;
    const tries = await Promise.allSettled([begin(), begin(), begin()]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(provider.asked.discovery).toBe(asked + 1);
    expect(await healthOf()).toBe('ok');
    expect(await kinds()).toEqual(['source.failing', 'source.recovered']);
    await expect(begin()).resolves.toBeTruthy();
  });

  test('a source that stays broken is tried less and less often, and reported once', async () => {
    provider.misdeeds = { down: true };
    for (let round = 0; round < 3; round += 1) await fails(begin());
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const refused = await fails(begin());
      waits.push(refused.detail.retry_after ?? 0);
      database.clock.advance((refused.detail.retry_after ?? 0) * 1000 + 1);
      await fails(begin());
    }
    expect(waits).toEqual([30, 60, 120, 240, 300, 300]);
    expect(await kinds()).toEqual(['source.failing']);
  });

  test('a metadata file that is served well does not hide a broken token endpoint', async () => {
    provider.misdeeds = { down: ['token'] };
    for (let round = 0; round < 3; round += 1) await fails(signIn());
    expect(await healthOf()).toBe('down');
    provider.mend();
    database.clock.advance(30_001);
    await expect(signIn()).resolves.toMatchObject({ subject: 'gjj-0001' });
    expect((await sources.read(database.base, id))?.failures).toBe(0);
    expect(await kinds()).toEqual(['source.failing', 'source.recovered']);
  });

  test('a broken source is no matter of another one', async () => {
    provider.misdeeds = { down: true };
    for (let round = 0; round < 3; round += 1) await fails(begin());
    provider.mend();
    id = `source-${number}-neighbour`;
    await sources.register(database.base, { ...registration(id), settings: provider.settings });
    await expect(begin()).resolves.toBeTruthy();
  });

  test('a good sign-in costs one read at each step, and no write', async () => {
    const { queries } = await countQueries(database.base.db, signIn);
    expect(queries).toHaveLength(2);
    for (const query of queries) expect(query).toMatch(/^select/);
  });

  test('a source that answers nothing holds no connection: the only one is free meanwhile', async () => {
    provider.misdeeds = { hang: true };
    const source = await open();
    const asked = provider.asked.discovery;
    let waiting = true;
    const visit = fails(source.begin(START)).finally(() => {
      waiting = false;
    });
    while (provider.asked.discovery === asked) await new Promise(setImmediate);
    await database.base.db.raw('select 1');
    await database.base.db.transaction((trx) => trx('sources').where({ id }).forUpdate().first());
    expect(waiting).toBe(true);
    const refused = await visit;
    expect(refused.detail.words).toEqual({ fault: 'timeout' });
  });
});
