// Whole, since one month goes out and comes back, and each attack is tried in each of its states.
import {
  copyFileSync,
  existsSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importMonth, removeImport } from '../../src/audit/import.ts';
import { ensurePartitions } from '../../src/audit/partitions.ts';
import { search } from '../../src/audit/search.ts';
import { examine } from '../../src/audit/verify.ts';
import { connect } from '../../src/db.ts';
import { auditTrail } from '../support/trail.ts';
import { fileOf, linesOf, type OldTrail, oldTrail, rewrite, tables } from './months.ts';
import { write } from './trail.ts';

let trail: OldTrail;
beforeEach(async () => {
  trail = await oldTrail();
});
afterEach(() => trail.drop());

const path = (month: string) => join(trail.directory, fileOf(month));
const event = (month: number, n: number) => trail.months[month - 1]?.[n - 1] as string;
const kinds = async () => (await auditTrail(trail.base)).map(({ kind }) => kind);
const ids = async () => (await search(trail.base, {}, { limit: 100 })).events.map(({ id }) => id);

describe('a month that ended 180 days ago', () => {
  test('is written to a file, read again and dropped, and the next one stays', async () => {
    expect(await trail.archive()).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(readdirSync(trail.directory).sort()).toEqual(['01', '02', '03'].map(fileOf));
    expect(await tables(trail.base)).toEqual(['04']);
    expect(trail.warned).toEqual([]);
    expect((await kinds()).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'audit.archived'),
      ...Array.from({ length: 3 }, () => 'audit.month_dropped'),
    ]);
    expect(await trail.found()).toEqual([]);
    expect(await trail.archive()).toEqual([]);
  });

  test('stays as long as the setting says', async () => {
    expect(await trail.archive(215)).toEqual(['2026-01', '2026-02']);
    expect(await tables(trail.base)).toEqual(['03', '04']);
    expect(await trail.found()).toEqual([]);
  });

  test('has in its file each event with its seal, and at the end what they are held to', async () => {
    await trail.archive();
    const lines = linesOf(path('02')).map((line) => JSON.parse(line));
    expect(lines.filter((line) => line.event).map(({ event, seal }) => [event.id, seal])).toEqual(
      (trail.months[1] ?? []).map((id, n) => [id, 4 + Math.floor(n / 2)]),
    );
    expect(lines.filter((line) => line.seal?.number).map(({ seal }) => seal.number)).toEqual([
      4, 5, 6,
    ]);
    expect(lines.at(-1)).toMatchObject({
      end: { what: 'archive', events: 6, seals: 3, first_seal: 4, last_seal: 6 },
    });
  });

  test('that lies in the default partition counts too', async () => {
    const { base, fresh } = trail;
    fresh.clock.set(new Date('2025-11-05T08:00:00Z'));
    await trail.sealed(2);
    fresh.clock.set(new Date('2026-10-02T01:00:00Z'));
    expect(await trail.archive()).toEqual(['2025-11', '2026-01', '2026-02', '2026-03']);
    expect((await base.db.raw('select from audit_events_default')).rows).toHaveLength(0 + 6 + 2);
    expect(await trail.found()).toEqual([]);
  });

  test('is dropped beside sign-ins: nobody who writes waits for a reader of it', async () => {
    const { base } = trail;
    const reader = connect(trail.fresh.url);
    const trx = await reader.transaction();
    await trx.raw('select from audit_events limit 1');
    const archiving = trail.archive();
    for (let n = 0; n < 20; n++) await write(base, 1);
    await archiving;
    expect(trail.warned).not.toEqual([]);
    expect(await tables(base)).toEqual(['01', '02', '03', '04']);
    await trx.rollback();
    await reader.destroy();
    expect(await trail.archive()).toEqual(['2026-01', '2026-02', '2026-03']);
    await trail.sealer.sealNow();
    expect(await trail.found()).toEqual([]);
  });

  test('whose archiving was killed at any step is archived by the next run', async () => {
    const { base } = trail;
    writeFileSync(`${path('01')}.part`, 'half a file');
    writeFileSync(path('02'), 'a whole file of which no row speaks');
    await trail.archive(215);
    // Killed after it was taken out of the trail, before its table was dropped.
    await base.db.raw('create table audit_events_2026_01 (like audit_events)');
    expect(await trail.archive(215)).toEqual([]);
    expect(await tables(base)).toEqual(['03', '04']);
    expect(await trail.found()).toEqual([]);
    expect(existsSync(`${path('01')}.part`)).toBe(false);
  });

  test.each([
    ['altered', (id: string) => trail.base.db('audit_events').where({ id }).update({ code: 'x' })],
    ['removed', (id: string) => trail.base.db('audit_events').where({ id }).delete()],
  ])(
    'in which an event was %s is not carried out of the database like that',
    async (what, tamper) => {
      await tamper(event(2, 3));
      expect(await trail.archive()).toEqual(['2026-01', '2026-03']);
      expect(trail.warned).toEqual([expect.stringContaining(`event ${event(2, 3)} was ${what}`)]);
      expect(await tables(trail.base)).toEqual(['02', '04']);
      expect(await trail.found()).toEqual([`${what} ${event(2, 3)}`]);
    },
  );

  test('into which an event was put stays online, and verifying names it', async () => {
    const [row] = await trail.base.db('audit_events').where({ id: event(2, 3) });
    const id = event(2, 3).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    await trail.base.db('audit_events').insert({ ...row, id });
    expect(await trail.archive()).toEqual(['2026-01', '2026-03']);
    expect(await trail.found()).toEqual([`inserted ${id}`]);
  });
});

describe('somebody without the key, after a month was dropped', () => {
  beforeEach(async () => {
    await trail.archive();
  });

  test('who alters an event in its file is found', async () => {
    rewrite(path('02'), (lines) =>
      lines.map((line) =>
        line.includes(event(2, 3)) && line.startsWith('{"event"')
          ? line.replace('"ok"', '"failed"')
          : line,
      ),
    );
    expect((await trail.found()).sort()).toEqual([
      `altered ${event(2, 3)}`,
      `archive ${fileOf('02')} was altered: its lines are not those that were signed`,
    ]);
  });

  test('who removes an event from its file is found', async () => {
    rewrite(path('02'), (lines) =>
      lines.filter((line) => !(line.startsWith('{"event"') && line.includes(event(2, 3)))),
    );
    expect(await trail.found()).toContain(`removed ${event(2, 3)}`);
  });

  test('who puts a copy of an event into the file is found', async () => {
    const id = event(2, 3).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    rewrite(path('02'), (lines) =>
      lines.flatMap((line) =>
        line.startsWith('{"event"') && line.includes(event(2, 3))
          ? [line, line.replace(event(2, 3), id)]
          : [line],
      ),
    );
    expect(await trail.found()).toContain(`inserted ${id}`);
  });

  test('who cuts off the file is found, and what is missing is named', async () => {
    rewrite(path('03'), (lines) => lines.slice(0, -3));
    expect((await trail.found()).sort()).toEqual([
      `archive ${fileOf('03')} was cut off: it ends before its last line`,
      `removed ${event(3, 5)}`,
      `removed ${event(3, 6)}`,
    ]);
  });

  test('who breaks the file itself, or takes it away, is found', async () => {
    truncateSync(path('03'), 300);
    expect(await trail.found()).toContainEqual(
      expect.stringContaining(`archive ${fileOf('03')} was cut off`),
    );
    rmSync(path('03'));
    expect(await trail.found()).toEqual([
      `archive ${fileOf('03')} was removed: it is not in its directory`,
    ]);
  });

  test('who gives another month the name of this one is found', async () => {
    copyFileSync(path('02'), path('03'));
    const found = await trail.found();
    expect(found).toContain(`archive ${fileOf('03')} was altered: another one took its place`);
    expect(found).toContain(`removed ${event(3, 1)}`);
  });

  test('who takes the entry of a month away, or alters it, is found by the events that are gone', async () => {
    await trail.base.db.raw("update audit_archives set state = 'imported' where file like '%-02%'");
    expect(await trail.found()).toEqual([
      `the entry of archive ${fileOf('02')} was altered: nobody with the key wrote it so`,
      ...(trail.months[1] ?? []).map((id) => `removed ${id}`),
    ]);
    await trail.base.db.raw("delete from audit_archives where file like '%-02%'");
    expect(await trail.found()).toEqual((trail.months[1] ?? []).map((id) => `removed ${id}`));
  });

  test('who writes into the month again is found, even with an event that is genuine', async () => {
    const { event: kept } = JSON.parse(
      linesOf(path('02')).find((line) => line.startsWith('{"event"')) ?? '',
    );
    await trail.base
      .db('audit_events')
      .insert({ ...kept, mac: Buffer.from(kept.mac, 'base64url') });
    expect(await trail.found()).toEqual([`inserted ${kept.id}`]);
    expect(await trail.archive()).toEqual([]);
    expect(await trail.found()).toEqual([`inserted ${kept.id}`]);
  });

  test('who alters a seal of the month is found', async () => {
    await trail.base.db.raw("update audit_seals set digest = sha256('x') where number = 5");
    expect(await trail.found()).toContain('altered seal 5');
  });

  test('verifying without the files says so, and still follows the seals', async () => {
    const { findings, notes } = await examine(trail.base, trail.sink);
    expect(findings).toEqual([]);
    expect(notes).toEqual(['3 months stand in archives that were not looked at']);
    await trail.base.db('audit_seals').where({ number: 5 }).delete();
    expect((await examine(trail.base, trail.sink)).findings).not.toEqual([]);
  });
});

describe('a month that is loaded again', () => {
  beforeEach(async () => {
    await trail.archive();
    await importMonth(trail.base, path('02'));
  });

  test('is found by searching and covered by verifying, and the upkeep leaves it', async () => {
    expect(await tables(trail.base)).toEqual(['02', '04']);
    expect(await ids()).toEqual(expect.arrayContaining(trail.months[1] ?? []));
    expect(await ids()).not.toEqual(expect.arrayContaining(trail.months[0] ?? []));
    expect(await trail.archive()).toEqual([]);
    expect(await kinds()).toContain('audit.imported');
    expect(await trail.found()).toEqual([]);
    expect(await tables(trail.base)).toEqual(['02', '04']);
  });

  test.each([
    ['altered', (id: string) => trail.base.db('audit_events').where({ id }).update({ code: 'x' })],
    ['removed', (id: string) => trail.base.db('audit_events').where({ id }).delete()],
  ])('in which an event is %s by hand is named', async (what, tamper) => {
    await tamper(event(2, 3));
    expect(await trail.found()).toEqual([`${what} ${event(2, 3)}`]);
  });

  test('that is cut off by hand is named, and so is what is put into it', async () => {
    const [row] = await trail.base.db('audit_events').where({ id: event(2, 3) });
    const id = event(2, 3).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    await trail.base.db('audit_events').insert({ ...row, id });
    await trail.base
      .db('audit_events')
      .where({ id: event(2, 6) })
      .delete();
    await trail.base
      .db('audit_events')
      .where({ id: event(2, 5) })
      .delete();
    expect((await trail.found()).sort()).toEqual(
      [`inserted ${id}`, `removed ${event(2, 5)}`, `removed ${event(2, 6)}`].sort(),
    );
  });

  test('is taken out again', async () => {
    await removeImport(trail.base, '2026-02');
    expect(await tables(trail.base)).toEqual(['04']);
    expect(await kinds()).toContain('audit.import_removed');
    expect(await trail.found()).toEqual([]);
    await expect(removeImport(trail.base, '2026-02')).rejects.toThrow('2026-02 was not loaded');
  });

  test('is not loaded twice', async () => {
    await expect(importMonth(trail.base, path('02'))).rejects.toThrow(
      'stands in the database already',
    );
  });
});

test('a file that was touched is not loaded, and leaves nothing behind', async () => {
  await trail.archive();
  rewrite(path('02'), (lines) => lines.map((line) => line.replace('"ok"', '"failed"')));
  await expect(importMonth(trail.base, path('02'))).rejects.toThrow('was altered');
  rewrite(path('03'), (lines) => lines.filter((line) => !line.includes(`"id":"${event(3, 1)}"`)));
  await expect(importMonth(trail.base, path('03'))).rejects.toThrow('not those that were signed');
  expect(await tables(trail.base)).toEqual(['04']);
  expect(await kinds()).not.toContain('audit.imported');
  await ensurePartitions(trail.base);
});
