import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transaction } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import { successBySource } from '../../src/measures/success.ts';
import * as breaker from '../../src/sources/breaker.ts';
import { daysUntil, tell, thresholdOf } from '../../src/sources/expiring.ts';
import * as sources from '../../src/sources/sources.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../doubles/openid-provider.ts';
import { failed, fill, succeeded } from '../measures/counts.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { plant, registration } from './plant.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('the health of sources', () => {
  let database: FreshDatabase;
  let provider: OpenIdProvider;
  let id: string;
  let number = 0;
  beforeAll(async () => {
    database = await freshDatabase();
    provider = await startOpenIdProvider({ clock: database.clock });
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
  // Only the source of its own test is asked.
  afterEach(async () => {
    await database.base.db('sources').update({ state: 'paused' });
  });

  /** The jitter aside: a minute after each probe the next one is due. */
  const probe = () => sources.probeDue(database.base, { random: () => 0.5 });
  const aMinuteLater = () => {
    database.clock.advance(MINUTE);
    return probe();
  };
  const row = async () => {
    const found = await sources.read(database.base, id);
    if (!found) throw new Error('not registered');
    return found;
  };
  const trail = async (kind: string) =>
    (await auditTrail(database.base)).filter(
      (event) => event.source_id === id && event.kind === kind,
    );
  const asked = () => provider.asked.discovery;
  const note = async (step: breaker.Step, outcome: breaker.Outcome) =>
    breaker.note(database.base, await row(), step, outcome);

  test('a live source is asked once a minute, whoever looks how often', async () => {
    expect(await probe()).toBe(1);
    const before = asked();
    expect(await probe()).toBe(0);
    expect(asked()).toBe(before);
    expect(await row()).toMatchObject({ probed_at: database.clock.now(), probe_fault: null });
    expect(await aMinuteLater()).toBe(1);
    expect(asked()).toBeGreaterThan(before);
  });

  test('however long probes fail, between two of them somebody may try, whose sign-in mends', async () => {
    provider.misdeeds = { down: true };
    for (let minute = 0; minute < 8; minute += 1) await aMinuteLater();
    const { failures, opened_until } = await row();
    expect(failures).toBe(8);
    expect(opened_until?.getTime()).toBe(database.clock.now().getTime() + 30_000);
    await expect(breaker.admit(database.base, await row(), 'sign_in')).rejects.toThrow();
    database.clock.advance(31_000);
    await breaker.admit(database.base, await row(), 'sign_in');
    await note('sign_in', { ok: true });
    expect(await row()).toMatchObject({ failures: 0, opened_until: null });
  });

  test('of two nodes that look at one time, one asks', async () => {
    const other = connect(database.url);
    try {
      const nodes = [database.base, { ...database.base, db: other }];
      const counts = await Promise.all(nodes.map((base) => sources.probeDue(base)));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    } finally {
      await other.destroy();
    }
  });

  test('no more are asked at one time than may be, and a source that hangs holds no connection', async () => {
    const others = [`${id}-b`, `${id}-c`];
    for (const one of others)
      await sources.register(database.base, { ...registration(one), settings: provider.settings });
    provider.misdeeds = { hang: true };
    const before = asked();
    const round = sources.probeDue(database.base, { most: 2 });
    while (asked() < before + 2) await new Promise(setImmediate);
    const second = await sources.probeDue(database.base, { most: 2 });
    expect([second, asked() - before]).toEqual([0, 2]);
    const { pool } = database.base.db.client as { pool: { numUsed(): number } };
    expect(pool.numUsed()).toBe(0);
    expect(await round).toBe(3);
    expect((await row()).probe_fault).toBe('timeout');
  });

  test('what is found is told to whoever watches: state, breaker, probe, what expires', async () => {
    const reading = async () =>
      (await sources.readings(database.base)).find((one) => one.id === id);
    expect(await reading()).toEqual({
      ...{ id, state: 'live', breaker_open: false },
      ...{ probe_ok: undefined, expiries: [] },
    });
    provider.misdeeds = { down: true };
    await probe();
    for (let round = 0; round < 2; round += 1) await aMinuteLater();
    expect(await reading()).toMatchObject({ breaker_open: true, probe_ok: false });
  });

  test('the share of sign-ins that went well is of what the source did, not of wrong passwords', async () => {
    const at = database.clock.now();
    await fill(
      database.base,
      [
        ...Array.from({ length: 3 }, () => succeeded(id, 'hall')),
        failed(id, 'hall', 'sources.unavailable'),
        failed(id, 'hall', 'wrong'),
        failed(`${id}-other`, 'hall', 'wrong'),
      ].map((event) => ({ ...event, at })),
    );
    const found = await successBySource(database.base, '1h');
    expect([found.get(id), found.has(`${id}-other`)]).toEqual([{ well: 3, failed: 1 }, false]);
  });

  test('three probes that fail are three first contacts that failed; one that succeeds mends them', async () => {
    provider.misdeeds = { down: true };
    await probe();
    for (let round = 0; round < 2; round += 1) await aMinuteLater();
    expect(await row()).toMatchObject({ failures: 3, failed_step: 'begin' });
    expect((await trail('source.failing')).length).toBe(1);
    const shown = (await sources.list(database.base)).find((one) => one.id === id);
    expect(shown?.health).toBe('down');
    provider.mend();
    await aMinuteLater();
    expect(await row()).toMatchObject({ failures: 0, probe_fault: null, opened_until: null });
    expect((await trail('source.recovered')).length).toBe(1);
  });

  test('a probe does not mend what failed in a sign-in, also when a probe failed in between', async () => {
    for (let round = 0; round < 3; round += 1) await note('sign_in', { ok: false, fault: 'token' });
    await probe();
    expect(await row()).toMatchObject({ failures: 3, probe_fault: null });
    provider.misdeeds = { down: true };
    await aMinuteLater();
    provider.mend();
    await aMinuteLater();
    expect(await row()).toMatchObject({ failures: 4, failed_step: 'sign_in' });
    await note('sign_in', { ok: true });
    expect(await row()).toMatchObject({ failures: 0, failed_step: null });
  });

  test('a source that is off is not asked, and one switched off meanwhile is told nothing of', async () => {
    await sources.pause(database.base, id, { kind: 'system' });
    expect(await probe()).toBe(0);
    await sources.resume(database.base, id, { kind: 'system' });
    provider.misdeeds = { hang: true };
    const before = asked();
    const round = probe();
    while (asked() === before) await new Promise(setImmediate);
    await sources.pause(database.base, id, { kind: 'system' });
    expect(await round).toBe(0);
    expect(await row()).toMatchObject({ failures: 0, probed_at: null });
  });

  test('a node that died while it asked is followed by another', async () => {
    await database.base.db.raw(
      `insert into source_health (source_id, probing_until, probe_lease)
       values (?, ?, gen_random_uuid())`,
      [id, new Date(database.clock.now().getTime() + MINUTE)],
    );
    expect(await probe()).toBe(0);
    expect(await aMinuteLater()).toBe(1);
  });

  test('a secret that expires is told once at 60, 30 and 7 days and when it has, over all nodes', async () => {
    const day = new Date(database.clock.now().getTime() + 65 * DAY).toISOString().slice(0, 10);
    const settings = { ...provider.settings, expires: { client_secret: day } };
    await sources.register(database.base, { ...registration(id), settings });
    const ends = new Date(`${day}T16:00:00Z`);
    await probe();
    expect(await trail('source.expiring')).toEqual([]);
    const told: unknown[] = [];
    while (daysUntil(ends, database.clock.now()) >= -2) {
      database.clock.advance(DAY);
      // Two nodes at one time: the second finds nothing due, or nothing to tell.
      await Promise.all([probe(), probe()]);
    }
    for (const { detail } of await trail('source.expiring')) told.push(detail);
    const at = ends.toISOString();
    expect(told).toEqual([60, 30, 7, 0].map((days) => ({ what: 'client_secret', at, days })));
    expect((await row()).expiries).toEqual([{ what: 'client_secret', at }]);
  }, 60_000);
});

test('a document that is dated anew each hour is told of once, and a renewed one again when its time comes', async () => {
  const database = await freshDatabase();
  const { base, clock } = database;
  await plant(base);
  await sources.register(base, registration('rolling'));
  const told = async () =>
    (await auditTrail(base))
      .filter(({ kind }) => kind === 'source.expiring')
      .map(({ detail }) => detail?.['days']);
  const seen = (days: number, what = 'metadata') => {
    clock.advance(60 * MINUTE);
    return transaction(base, (base) =>
      tell(base, 'rolling', [{ what, at: new Date(clock.now().getTime() + days * DAY) }]),
    );
  };
  for (let hour = 0; hour < 30; hour += 1) {
    // Valid for a week from each fetching: now just above the threshold, now just below.
    await seen(hour % 2 ? 7.02 : 6.98);
  }
  expect(await told()).toEqual([7, 30]);
  await seen(0);
  await seen(6.9);
  expect(await told()).toEqual([7, 30, 0]);
  // Another thing is another.
  await seen(6, 'certificate');
  expect(await told()).toEqual([7, 30, 0, 7]);
  await seen(365);
  await seen(29);
  await seen(6);
  expect(await told()).toEqual([7, 30, 0, 7, 30, 7]);
  await database.drop();
});

test('what is first seen a week ahead is told for a week, not for a month too', () => {
  const now = new Date('2026-11-23T00:00:00Z');
  const ahead = (days: number) => new Date(now.getTime() + days * DAY);
  expect([61, 60, 31, 30, 7.1, 7, 0.1, 0, -5].map((days) => thresholdOf(ahead(days), now))).toEqual(
    [undefined, 60, 60, 30, 30, 7, 7, 0, 0],
  );
});
