import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as merging from '../../src/merging/merging.ts';
import type { Writer } from '../../src/records/records.ts';
import { department } from '../records/desk.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { both, join, separate } from './desk.ts';
import { type Happening, happening, openWorld } from './history.ts';

// Hundreds of transactions a run, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });
const RUNS = Number(process.env['MERGE_RUNS'] ?? 25);

let fresh: FreshDatabase;
let writer: Writer;
beforeAll(async () => {
  fresh = await freshDatabase();
  writer = await department(fresh.base, '220000-fund');
});
afterAll(() => fresh.drop());

const world = () => openWorld(fresh.base, fresh.clock, writer);
const pair = fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 }));

/** Every history begins with two whom nothing makes one, so that there is somebody to join. */
const apart: Happening[] = [0, 1].map((n) => ({
  ...{ what: 'arrives', who: n, source: n, number: n, bound: true, phone: 0 },
}));
const histories = (size: { minLength: number; maxLength: number }) =>
  fc.array(happening, size).map((more) => [...apart, ...more]);

describe('over generated histories (Never 7)', () => {
  it('joining and separating, chained and in the opposite order, gives both sides back byte for byte', async () => {
    let joined = 0;
    await fc.assert(
      fc.asyncProperty(
        histories({ minLength: 2, maxLength: 12 }),
        fc.array(pair, { minLength: 1, maxLength: 4 }),
        async (before, pairs) => {
          const w = world();
          for (const one of before) await w.happen(one);
          const done: { merge_id: string; ids: [string, string]; was: [string, string] }[] = [];
          for (const [a, b] of pairs) {
            const [one, other] = [await w.pick(a), await w.pick(b)];
            if (!one || !other || one === other) continue;
            const was = await both(fresh.base, one, other);
            fresh.clock.advance(1_000);
            done.push({ merge_id: await join(fresh.base, one, other), ids: [one, other], was });
          }
          joined += done.length;
          for (const { merge_id, ids, was } of done.reverse()) {
            fresh.clock.advance(1_000);
            await separate(fresh.base, merge_id);
            expect(await both(fresh.base, ...ids)).toEqual(was);
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(joined).toBeGreaterThan(RUNS / 2);
  });

  it('what came meanwhile goes by the rule, and nothing is lost or doubled', async () => {
    let came = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 5, maxLength: 10 }),
        pair,
        fc.array(happening, { minLength: 1, maxLength: 8 }),
        async (before, [a, b], between) => {
          const w = world();
          for (const one of before) await w.happen(one);
          const [survivor, absorbed] = [await w.pick(a), await w.pick(b)];
          if (!survivor || !absorbed || survivor === absorbed) return;
          const was = { survivor: await held(survivor), absorbed: await held(absorbed) };
          const merge_id = await join(fresh.base, survivor, absorbed);
          for (const one of between) await w.happen(one);
          const meanwhile = await held(survivor);
          await separate(fresh.base, merge_id);
          const now = { survivor: await held(survivor), absorbed: await held(absorbed) };

          for (const side of ['survivor', 'absorbed'] as const)
            expect([...now[side].keys()]).toEqual(expect.arrayContaining([...was[side].keys()]));
          const twice = [...now.survivor.keys()].filter((key) => now.absorbed.has(key));
          expect(twice.filter((key) => !key.startsWith('notices_shown '))).toEqual([]);
          const back = new Set([...was.absorbed.keys()].map((key) => key.split(' ')[1]));
          for (const [key, row] of meanwhile) {
            if (was.survivor.has(key) || was.absorbed.has(key)) continue;
            came += 1;
            const through = row['link_id'] ?? row['subject_of'];
            const goes = back.has(String(through)) || through === absorbed;
            expect({ key, there: now.absorbed.has(key) }).toEqual({ key, there: goes });
            expect({ key, there: now.survivor.has(key) }).toEqual({ key, there: !goes });
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(came).toBeGreaterThan(0);
  });
});

/** The rows of an export, by table and id. A notice is of its version, and may be accepted by both. */
async function held(identity_id: string): Promise<Map<string, Record<string, unknown>>> {
  const tables = JSON.parse(await merging.canonical(fresh.base, identity_id)) as Record<
    string,
    Record<string, unknown>[]
  >;
  const rows = new Map<string, Record<string, unknown>>();
  for (const [table, found] of Object.entries(tables))
    for (const row of found) {
      rows.set(`${table} ${row['id'] ?? row['version']}`, row);
    }
  return rows;
}
