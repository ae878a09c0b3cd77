// Whole, since each attack is judged against the same trail and the same findings.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collect } from '../../src/audit/findings.ts';
import { fileSink } from '../../src/audit/heads.ts';
import { ensurePartitions } from '../../src/audit/partitions.ts';
import { examine, verify } from '../../src/audit/verify.ts';
import type { Base } from '../../src/base.ts';
import { freshTrail, nameOf, sealerOf, type Trail, write } from './trail.ts';

/**
 * Three seals of three events each, and two events that are queued. Each test tampers with it in a
 * transaction that is rolled back, and with a file that is put back.
 */
let trail: Trail;
let ids: string[][];
let base: Base;
let heads: string;
let undo: () => Promise<unknown>;

beforeAll(async () => {
  trail = await freshTrail();
  await ensurePartitions(trail.base);
  ids = [];
  for (let i = 0; i < 3; i++) {
    ids.push(await trail.sealed(3));
    trail.fresh.clock.advance(60_000);
  }
  await write(trail.base, 2);
  heads = readFileSync(trail.file, 'utf8');
});
beforeEach(async () => {
  const db = await trail.base.db.transaction();
  base = { ...trail.base, db };
  undo = () => db.rollback();
});
afterEach(async () => {
  await undo();
  writeFileSync(trail.file, heads);
});
afterAll(() => trail.drop());

const findings = async () => (await verify(base, trail.sink)).map(nameOf);
const id = (seal: number, event: number) => ids[seal - 1]?.[event - 1] as string;
const sql = (text: string, ...bindings: string[]) => base.db.raw(text, bindings);

test('a trail that nobody touched is whole', async () => {
  expect(await examine(base, trail.sink)).toEqual({
    findings: [],
    unnamed: 0,
    seals: 3,
    events: 9,
    queued: 2,
    notes: [],
  });
});

describe('somebody with the whole database and without the key', () => {
  test.each([
    ['at', "at + interval '1 microsecond'"],
    ['at', "at + interval '1 month'"],
    ['at', "'infinity'"],
    ['kind', "'session.ended'"],
    ['actor_kind', "'staff'"],
    ['actor_id', 'null'],
    ['object_kind', "'identity'"],
    ['object_id', "'x'"],
    ['client_id', "''"],
    ['source_id', "'gjj'"],
    ['session_id', 'null'],
    ['outcome', "'failed'"],
    ['code', "'http.internal'"],
    ['detail', "'{}'"],
    ['detail', `'{"position": 7, "held": true, "note": "记录", "nothing": null}'`],
    ['detail', "'[]'"],
    ['mac', "'\\x00'"],
  ])('who alters %s of an event (%s) is found', async (column, value) => {
    await sql(`update audit_events set ${column} = ${value} where id = ?`, id(2, 2));
    expect(await findings()).toEqual([`altered ${id(2, 2)}`]);
  });

  test('who copies the mac of another event is found', async () => {
    await sql(
      `update audit_events set outcome = 'refused',
       mac = (select mac from audit_events where id = ?) where id = ?`,
      id(1, 1),
      id(1, 2),
    );
    expect(await findings()).toEqual([`altered ${id(1, 2)}`]);
  });

  test('who lets two events change places is found', async () => {
    const other = '00000000-0000-7000-8000-000000000000';
    await sql('update audit_events set id = ? where id = ?', other, id(1, 1));
    await sql('update audit_events set id = ? where id = ?', id(1, 1), id(1, 2));
    await sql('update audit_events set id = ? where id = ?', id(1, 2), other);
    expect(await findings()).toEqual([`altered ${id(1, 1)}`, `altered ${id(1, 2)}`]);
  });

  test('who removes an event is found', async () => {
    await sql('delete from audit_events where id = ?', id(2, 1));
    expect(await findings()).toEqual([`removed ${id(2, 1)}`]);
  });

  test('who inserts a copy of an event, queued or not, is found', async () => {
    const [copy, twin] = ['0199aaaa-0000-7000-8000-000000000000', id(1, 3)];
    const insert = `insert into audit_events select ?::uuid, at + ?::interval, kind, actor_kind,
      actor_id, object_kind, object_id, client_id, source_id, session_id, outcome, code, detail, mac
      from audit_events where id = ?`;
    await sql(insert, copy, '0', id(1, 3));
    await sql(insert, twin, '1 day', id(1, 3));
    expect((await findings()).sort()).toEqual([`inserted ${twin}`, `inserted ${copy}`].sort());
    await sql('insert into audit_pending select id, at from audit_events where id = ?', copy);
    expect((await findings()).sort()).toEqual([`inserted ${twin}`, `inserted ${copy}`].sort());
  });

  test('who cuts off events with their seals and the queue is found by the heads', async () => {
    await sql('delete from audit_events where id = any(?)', [
      ...(ids[1] ?? []),
      ...(ids[2] ?? []),
    ] as never);
    await sql('delete from audit_seals where number > 1');
    await sql('delete from audit_pending');
    await sql("delete from audit_events where at > '2026-03-02T01:02:30Z'");
    expect(await findings()).toEqual(['cut_off seal 2-3']);
  });

  test('who empties every table is found by the heads', async () => {
    await sql('truncate audit_events, audit_pending, audit_seals');
    expect(await findings()).toEqual(['cut_off seal 1-3']);
  });

  test('who cuts off the end is found too after the gateway has sealed on', async () => {
    await sql('delete from audit_events where id = any(?)', ids[2] as never);
    await sql('delete from audit_seals where number = 3');
    await sealerOf(base, fileSink(trail.file)).sealNow();
    expect(await findings()).toEqual(['removed seal 3']);
  });

  test('who cuts off the end and lets the gateway go on with a new file is found by the old one', async () => {
    await sql('delete from audit_events where id = any(?)', ids[2] as never);
    await sql('delete from audit_seals where number = 3');
    const other = fileSink(`${trail.file}.new`);
    await sealerOf(base, other).sealNow();
    expect(await findings()).toEqual(['cut_off seal 3']);
    expect((await verify(base, [trail.sink, other])).map(nameOf)).toEqual(['cut_off seal 3']);
  });

  test('who removes a seal from the middle, with its events, is found', async () => {
    await sql('delete from audit_events where id = any(?)', ids[1] as never);
    await sql('delete from audit_seals where number = 2');
    expect(await findings()).toEqual(['removed seal 2']);
  });

  test('who closes the gap by giving the next seal its number is found', async () => {
    await sql('delete from audit_events where id = any(?)', ids[1] as never);
    await sql('delete from audit_seals where number = 2');
    await sql('update audit_seals set number = 2 where number = 3');
    expect(await findings()).toEqual(['altered seal 2', 'cut_off seal 3']);
  });

  test('who takes an event out of its seal, or orders the seal anew, is found', async () => {
    await sql('delete from audit_events where id = ?', id(1, 2));
    await sql(
      'update audit_seals set event_ids = array_remove(event_ids, ?) where number = 1',
      id(1, 2),
    );
    await sql(
      'update audit_seals set event_ids = array[event_ids[2], event_ids[1], event_ids[3]] where number = 2',
    );
    expect(await findings()).toEqual(['altered seal 1', 'altered seal 2']);
  });

  test.each([
    ['sealed_at', "sealed_at + interval '1 microsecond'"],
    ['digest', "sha256('x')"],
    ['signature', '(select signature from audit_seals where number = 2)'],
    ['event_ids', "'{}'"],
    ['event_ids', 'array[null]::uuid[]'],
  ])('who alters %s of a seal (%s) is found', async (column, value) => {
    await sql(`update audit_seals set ${column} = ${value} where number = 1`);
    expect(await findings()).toContain('altered seal 1');
  });

  test.each(['-5', '4', '9223372036854775807'])(
    'who inserts a seal number %s is found',
    async (number) => {
      await sql(
        `insert into audit_seals select ?::bigint, now(), array['ffffffff-ffff-ffff-ffff-ffffffffffff']::uuid[],
       digest, signature from audit_seals where number = 3`,
        number,
      );
      expect(await findings()).toEqual([`inserted seal ${number}`]);
    },
  );

  test('who takes an event out of the queue keeps it from being sealed, and is found', async () => {
    const { rows } = await sql('delete from audit_pending returning event_id as id');
    expect((await findings()).sort()).toEqual(
      rows.map((row: { id: string }) => `removed ${row.id}`).sort(),
    );
  });

  test('who removes an event that is still queued is found', async () => {
    const { rows } = await sql(
      'delete from audit_events where id in (select event_id from audit_pending limit 1) returning id',
    );
    expect(await findings()).toEqual([`removed ${rows[0].id}`]);
  });
});

describe('the file of heads', () => {
  const lines = () => readFileSync(trail.file, 'utf8').trimEnd().split('\n');
  const put = (...kept: (string | undefined)[]) =>
    writeFileSync(trail.file, `${kept.join('\n')}\n`);

  test('cut off, emptied or gone is found', async () => {
    put(lines()[0]);
    expect(await findings()).toEqual(['cut_off seal 2']);
    writeFileSync(trail.file, '');
    expect(await findings()).toEqual(['cut_off seal 1']);
    rmSync(trail.file);
    expect(await findings()).toEqual(['cut_off seal 1']);
  });

  test('with a line taken out of the middle is found', async () => {
    put(lines()[0], lines()[2]);
    expect(await findings()).toEqual(['cut_off seal 2']);
  });

  test('with lines in another order is found', async () => {
    put(lines()[0], lines()[2], lines()[1]);
    expect(await findings()).toEqual(['inserted line', 'cut_off seal 2']);
  });

  test('with a head that was altered is found', async () => {
    const [one, two, three] = lines();
    put(one, two?.replace('"number":2', '"number":7'), three);
    expect(await findings()).toEqual(['altered line', 'cut_off seal 2']);
  });

  test('that lacks only the last head speaks of a sealer that was killed, and is no finding', async () => {
    put(...lines().slice(0, 2));
    const { findings, notes } = await examine(base, trail.sink);
    expect(findings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('seal 3 has no head yet')]);
  });
});

test('with another key nothing holds', async () => {
  const ring = { ...base.ring, auditKey: randomBytes(32) };
  const found = await verify({ ...base, ring }, trail.sink);
  expect(found.filter(({ what }) => what === 'inserted')).not.toEqual([]);
});

test('verifying while the gateway seals finds nothing', async () => {
  const busy = await freshTrail();
  let sealing = true;
  const sealed = (async () => {
    for (let i = 0; i < 15; i++) await busy.sealed(2);
  })().finally(() => {
    sealing = false;
  });
  do expect(await busy.findings()).toEqual([]);
  while (sealing);
  await sealed;
  expect(await busy.findings()).toEqual([]);
  await busy.drop();
});

test('a wiped table is named up to a limit and counted beyond it', () => {
  const found = collect(2);
  for (const event_id of ['a', 'b', 'b', 'c', 'd']) found.add('removed', { event_id }, 'gone');
  expect(found.named.map(({ event_id }) => event_id)).toEqual(['a', 'b']);
  expect(found.unnamed()).toBe(2);
});
