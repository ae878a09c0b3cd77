import { afterEach, beforeEach, expect, test } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import { sealedAfter } from '../../src/audit/sealed.ts';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as measures from '../../src/measures/measures.ts';
import { freshTrail, sealerOf, type Trail } from '../audit/trail.ts';
import { failed, kept, plainFold, succeeded, sumOf } from './counts.ts';

let trail: Trail;
beforeEach(async () => {
  trail = await freshTrail();
});
afterEach(() => trail.drop());

const write = (events: audit.AuditEvent[]) => audit.append(trail.base, events);

test('what was sealed is counted by minute, hour, day and ever, for all, its source and its client', async () => {
  await write([succeeded('fund', 'hall', 4_000), succeeded('fund', 'hall', 9_000)]);
  await write([failed('fund', 'hall', 'wrong')]);
  await trail.sealer.sealNow();
  expect(await measures.follow(trail.base)).toBe(3);
  const rows = await kept(trail.base);
  expect(rows).toHaveLength(4 * 3 * 2);
  expect(
    rows.filter(({ step, measure }) => step === 'minute' && measure === 'login.succeeded'),
  ).toMatchObject([
    { series: 'all', series_id: '', count: 2, sum_ms: 13_000 },
    { series: 'client', series_id: 'hall', count: 2 },
    { series: 'source', series_id: 'fund', count: 2 },
  ]);
  // A Monday morning at nine in Changchun is still Sunday's day by UTC; the day is the province's.
  const day = rows.find(({ step }) => step === 'day');
  expect(day?.from_at).toEqual(new Date('2026-03-01T16:00:00Z'));
});

test('what is not sealed is not counted, and nothing is counted twice', async () => {
  await write([succeeded('fund', 'hall')]);
  expect(await measures.follow(trail.base)).toBe(0);
  await trail.sealer.sealNow();
  expect(await measures.follow(trail.base)).toBe(1);
  expect(await measures.follow(trail.base)).toBe(0);
  expect(await sumOf(trail.base, 'login.succeeded')).toBe(1);
});

test('a follower that dies in the middle leaves all of it to the next one', async () => {
  await write([succeeded('fund', 'hall'), succeeded('tax', 'hall')]);
  await trail.sealer.sealNow();
  const dying = await trail.base.db.transaction();
  expect(await measures.follow({ ...trail.base, db: dying })).toBe(2);
  expect(await sumOf({ db: dying }, 'login.succeeded')).toBe(2);
  await dying.rollback();
  expect(await kept(trail.base)).toEqual([]);
  expect(await measures.follow(trail.base)).toBe(2);
  expect(await sumOf(trail.base, 'login.succeeded')).toBe(2);
});

test('a sealer that dies before its commit has counted nothing; what the next one seals counts once', async () => {
  await write([succeeded('fund', 'hall')]);
  const dying = await trail.base.db.transaction();
  const inside = sealerOf({ ...trail.base, db: dying }, trail.sink);
  await inside.sealNow();
  expect(await measures.follow(trail.base)).toBe(0);
  await dying.rollback();
  await trail.sealer.sealNow();
  await measures.follow(trail.base);
  expect(await sumOf(trail.base, 'login.succeeded')).toBe(1);
});

test('two nodes that seal and follow at once count each event once', async () => {
  const second: Base = { ...trail.base, db: connect(trail.fresh.url) };
  const sealers = [trail.sealer, sealerOf(second, trail.sink)];
  const nodes = [trail.base, second, trail.base, second];
  let written = 0;
  let counted = 0;
  for (let round = 0; round < 15; round++) {
    const some = Array.from({ length: 1 + (round % 7) }, (_, i) =>
      i % 2 ? succeeded(`source-${i}`, 'hall', 100 * i) : failed('fund', `client-${i}`, 'wrong'),
    );
    written += some.length;
    await write(some);
    await Promise.all(sealers.map((sealer) => sealer.sealNow()));
    const counts = await Promise.all(nodes.map((node) => measures.follow(node)));
    counted += counts.reduce((a, b) => a + b);
  }
  for (const node of nodes) counted += await measures.follow(node);
  expect(counted).toBe(written);
  expect(
    (await sumOf(trail.base, 'login.succeeded')) + (await sumOf(trail.base, 'login.failed')),
  ).toBe(written);
  expect(await kept(trail.base)).toEqual(await plainFold(trail.base));
  await second.db.destroy();
});

test('several seals that were missed are made up for in one pass, in order', async () => {
  for (let i = 0; i < 3; i++) {
    await write([succeeded('fund', 'hall')]);
    await trail.sealer.sealNow();
  }
  expect((await sealedAfter(trail.base, 1))?.number).toBe(2);
  expect(await measures.follow(trail.base)).toBe(3);
  expect((await trail.base.db('measures_followed')).map(({ seal }) => seal)).toEqual(['3']);
});

test('a forged seal counts nothing and stops nothing; an altered event is left out', async () => {
  await write([succeeded('fund', 'hall'), failed('fund', 'hall', 'wrong')]);
  await trail.sealer.sealNow();
  await trail.base.db.raw(
    'insert into audit_seals select number + 7, sealed_at, event_ids, digest, signature from audit_seals',
  );
  await trail.base.db.raw("update audit_events set source_id = 'tax' where kind = 'login.failed'");
  expect(await measures.follow(trail.base)).toBe(1);
  expect(await measures.follow(trail.base)).toBe(0);
  expect(await sumOf(trail.base, 'login.failed')).toBe(0);
});

test('a cause that is not one of our words is not kept', async () => {
  await write([failed('fund', 'hall', '张伟 13900000000')]);
  await trail.sealer.sealNow();
  await measures.follow(trail.base);
  const codes = (await kept(trail.base)).map(({ code }) => code);
  expect([...new Set(codes)]).toEqual(['other']);
});

test('sessions that go on are added up, also by the source that they stand on now', async () => {
  const session = (
    kind: 'session.started' | 'session.ended',
    source_id?: string,
  ): audit.AuditEvent => ({
    kind,
    actor: { kind: 'system' },
    source_id,
    outcome: 'ok',
    ...(kind === 'session.ended' && { detail: { reason: 'idle', owed: 0 } }),
  });
  await write([
    session('session.started', 'fund'),
    session('session.started', 'fund'),
    session('session.started'),
    {
      kind: 'session.raised',
      actor: { kind: 'system' },
      source_id: 'tax',
      outcome: 'ok',
      detail: { level: 3, factor_reach: 3, former_source_id: 'fund' },
    },
    session('session.ended', 'tax'),
  ]);
  await trail.sealer.sealNow();
  await measures.follow(trail.base);
  const active = (ids?: string[]) =>
    measures.activeSessions(trail.base, ids ? { series: 'source', ids } : { series: 'all' });
  expect(await active()).toBe(2);
  expect(await active(['fund'])).toBe(1);
  expect(await active(['tax'])).toBe(0);
  expect(await active(['local'])).toBe(1);
});

test('rows past their time go in batches, and what was ever counted stays', async () => {
  await write([succeeded('fund', 'hall')]);
  await trail.sealer.sealNow();
  await measures.follow(trail.base);
  trail.fresh.clock.advance(3 * 86_400_000);
  expect(await measures.removeOld(trail.base)).toBe(3);
  trail.fresh.clock.advance(40 * 86_400_000);
  expect(await measures.removeOld(trail.base)).toBe(3);
  trail.fresh.clock.advance(400 * 86_400_000);
  expect(await measures.removeOld(trail.base)).toBe(3);
  expect((await kept(trail.base)).map(({ step }) => step)).toEqual(['ever', 'ever', 'ever']);
});
