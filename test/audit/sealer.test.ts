import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import { fileSink } from '../../src/audit/heads.ts';
import { runSealer } from '../../src/audit/sealer.ts';
import { verify } from '../../src/audit/verify.ts';
import { connect } from '../../src/db.ts';
import { auditTrail } from '../support/trail.ts';
import { freshTrail, sealerOf, type Trail, write } from './trail.ts';

let trail: Trail;
beforeEach(async () => {
  trail = await freshTrail();
});
afterEach(() => trail.drop());

const seals = async () => trail.base.db('audit_seals').orderBy('number');
const queued = async () => (await trail.base.db('audit_pending')).length;
const heads = () =>
  readFileSync(trail.file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a seal takes what is queued in the order of the ids, and its head is kept outside', async () => {
  await write(trail.base, 5);
  expect(await trail.sealer.sealNow()).toBe(5);
  const [seal] = await seals();
  const ids = (await auditTrail(trail.base)).map(({ id }) => id);
  expect(seal.event_ids).toEqual([...ids].sort());
  expect(seal.sealed_at).toEqual(trail.base.clock.now());
  expect(await queued()).toBe(0);
  expect(heads()).toEqual([
    {
      number: 1,
      sealed_at: '2026-03-02T01:00:00.000000Z',
      events: expect.any(String),
      digest: seal.digest.toString('base64url'),
      signature: seal.signature.toString('base64url'),
    },
  ]);
  expect(await trail.findings()).toEqual([]);
});

test('nothing queued makes no seal', async () => {
  expect(await trail.sealer.sealNow()).toBe(0);
  expect(await seals()).toEqual([]);
});

test('more than a seal takes becomes several seals in one pass', async () => {
  const many = Array.from({ length: 2_500 }, () => ({
    kind: 'config.changed' as const,
    actor: { kind: 'system' as const },
    outcome: 'ok' as const,
  }));
  await audit.append(trail.base, many);
  expect(await trail.sealer.sealNow()).toBe(2_500);
  expect((await seals()).map(({ event_ids }) => event_ids.length)).toEqual([1_000, 1_000, 500]);
  expect(heads().map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(await trail.findings()).toEqual([]);
});

test('two nodes that seal at once make one chain without a gap, in one file or in two', async () => {
  const elsewhere = { ...trail.base, db: connect(trail.fresh.url) };
  const own = fileSink(`${trail.file}.other`);
  const sealers = [
    trail.sealer,
    sealerOf(elsewhere, fileSink(trail.file)),
    sealerOf(elsewhere, own),
  ];
  let sealed = 0;
  for (let round = 0; round < 20; round++) {
    await write(trail.base, 3);
    const counts = await Promise.all(sealers.map((sealer) => sealer.sealNow()));
    sealed += counts.reduce((a, b) => a + b);
  }
  for (const sealer of sealers) sealed += await sealer.sealNow();
  expect(sealed).toBe(60);
  const numbers = (await seals()).map(({ number }) => Number(number));
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  const ids = (await seals()).flatMap(({ event_ids }) => event_ids);
  expect(new Set(ids).size).toBe(60);
  expect(ids).toHaveLength(60);
  expect(await verify(trail.base, [trail.sink, own])).toEqual([]);
  expect(heads().map(({ number }) => number)).toEqual(numbers);
  await elsewhere.db.destroy();
});

test('a sealer that starts again goes on where the last one ended', async () => {
  await trail.sealed(2);
  await trail.sealer.stop();
  const again = sealerOf(trail.base, fileSink(trail.file));
  await write(trail.base, 2);
  expect(await again.sealNow()).toBe(2);
  expect(heads().map(({ number }) => number)).toEqual([1, 2]);
  expect(await trail.findings()).toEqual([]);
});

test('a sealer that dies between the seal and the sink leaves one head to the next', async () => {
  await trail.sealed(2);
  const dying = sealerOf(trail.base, {
    last: trail.sink.last,
    append: () => Promise.reject(new Error('killed')),
  });
  await write(trail.base, 2);
  await expect(dying.sealNow()).rejects.toThrow('killed');
  expect(await seals()).toHaveLength(2);
  expect(heads()).toHaveLength(1);
  // Killed or cut off: one seal at the end without a head is no finding, and the next pass writes it.
  expect(await trail.findings()).toEqual([]);
  await write(trail.base, 1);
  await trail.sealer.sealNow();
  expect(heads().map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(await trail.findings()).toEqual([]);
});

test('a sink that does not take heads stops the sealing after one seal, and nothing is lost', async () => {
  const broken = sealerOf(trail.base, {
    last: trail.sink.last,
    append: () => Promise.reject(new Error('disk full')),
  });
  await write(trail.base, 1);
  await expect(broken.sealNow()).rejects.toThrow('disk full');
  await write(trail.base, 3);
  await expect(broken.sealNow()).rejects.toThrow('disk full');
  expect(await seals()).toHaveLength(1);
  expect(await queued()).toBe(3);
  expect(await trail.sealer.sealNow()).toBe(3);
  expect(await trail.findings()).toEqual([]);
});

test('a line of heads that a crash tore is left, and written again below', async () => {
  await trail.sealed(1);
  const whole = readFileSync(trail.file, 'utf8');
  await trail.sealed(1);
  const torn = readFileSync(trail.file, 'utf8').slice(0, whole.length + 40);
  writeFileSync(trail.file, torn);
  await write(trail.base, 1);
  await sealerOf(trail.base, trail.sink).sealNow();
  const lines = readFileSync(trail.file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe(torn.slice(whole.length));
  expect(await trail.findings()).toEqual([]);
});

test('a head that somebody without the key adds to the file is not followed', async () => {
  await trail.sealed(1);
  const [head] = heads();
  appendFileSync(trail.file, `${JSON.stringify({ ...head, number: 900 })}\n`);
  await trail.sealed(1);
  expect((await seals()).map(({ number }) => number)).toEqual(['1', '2']);
  expect(await trail.findings()).toEqual(['altered line']);
});

test('a forged event is not sealed, stops nothing, and is warned of once', async () => {
  await write(trail.base, 2);
  const [first] = await auditTrail(trail.base);
  await trail.base.db('audit_events').where({ id: first?.id }).update({ outcome: 'refused' });
  await trail.base.db.raw(
    "insert into audit_pending values ('00000000-0000-7000-8000-000000000000', now())",
  );
  expect(await trail.sealer.sealNow()).toBe(1);
  expect(await trail.sealer.sealNow()).toBe(0);
  expect([...trail.warnings].sort()).toEqual([
    'a queued event is forged',
    'a queued event is gone',
  ]);
  expect(trail.sealer.counts()).toEqual({ sealed: 1, bad: 2, faults: 0 });
  expect((await trail.findings()).sort()).toEqual([
    `inserted ${first?.id}`,
    'removed 00000000-0000-7000-8000-000000000000',
  ]);
});

test('a forged seal in the way of the next one stops nothing', async () => {
  await trail.sealed(1);
  await trail.base.db.raw(
    'insert into audit_seals select number + 1, sealed_at, event_ids, digest, signature from audit_seals',
  );
  expect(await trail.findings()).toEqual(['inserted seal 2']);
  await trail.sealed(1);
  expect(trail.warnings).toEqual(['a seal is forged']);
  expect(await trail.findings()).toEqual([]);
});

test('a file of heads that shrinks while the gateway runs is warned of, and the trail keeps it', async () => {
  for (let i = 0; i < 3; i++) await trail.sealed(1);
  const [line] = readFileSync(trail.file, 'utf8').split('\n');
  writeFileSync(trail.file, `${line}\n`);
  expect(await trail.findings()).toEqual(['cut_off seal 2']);
  await trail.sealed(1);
  expect(trail.warnings).toEqual(['the sink has lost heads']);
  expect(await auditTrail(trail.base)).toContainEqual(
    expect.objectContaining({ kind: 'audit.heads_lost', detail: { had: 3, has: 1 } }),
  );
  expect(await trail.findings()).toEqual([]);
});

test('the sealer works on its own, and seals what is left before it ends', async () => {
  const ticking = runSealer(trail.base, { sink: trail.sink, everyMs: 5, warn: () => {} });
  await write(trail.base, 3);
  await expect.poll(queued, { timeout: 10_000 }).toBe(0);
  await write(trail.base, 2);
  await ticking.stop();
  expect(await queued()).toBe(0);
  expect(ticking.counts()).toMatchObject({ sealed: 5, faults: 0 });
});
