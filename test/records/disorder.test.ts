import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as records from '../../src/records/records.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { department, event, person, subOf } from './desk.ts';
import { delivered, ordered } from './streams.ts';

let data: FreshDatabase;
/** The other node: the same database over connections of its own. */
let other: Base;
let fund: records.Writer;
let people: string[];
beforeAll(async () => {
  data = await freshDatabase({ poolMax: 20 });
  other = { ...data.base, db: connect(data.url, { poolMax: 10 }) };
  fund = await department(data.base, '220000-gjj');
  people = [
    (await person(data.base)).identity_id,
    (await person(data.base)).identity_id,
    (await person(data.base)).identity_id,
  ];
});
afterAll(async () => {
  await other.db.destroy();
  await data.drop();
});

const subs = () => people.map((identity_id) => subOf(data.base, fund, { identity_id }));
let cases = 0;

/** Everything that anybody is shown of a case, but for its number and when we learned of it. */
async function shown(case_number: string): Promise<unknown> {
  for (const identity_id of people) {
    let after: string | undefined;
    do {
      const page = await records.list(data.base, {
        identity_id,
        level: 4,
        limit: 100,
        ...(after && { after }),
      });
      const found = page.cases.find((one) => one.case_number === case_number);
      if (found) {
        const whole = await records.read(data.base, { identity_id, level: 4, id: found.id });
        return { ...whole, id: '', case_number: '', updated_at: '', identity_id };
      }
      after = page.next;
    } while (after);
  }
  return 'nobody';
}

it('streams that come shuffled, doubled and to two nodes at once end as the ordered one', async () => {
  await fc.assert(
    fc.asyncProperty(
      ordered(fund, subs(), () => `D-${++cases}`).chain((stream) =>
        fc.tuple(fc.constant(stream), delivered(stream)),
      ),
      async ([stream, batches]) => {
        const inOrder = `${stream[0]?.['subject']}-ordered`;
        await data.base.db.raw('truncate record_events, records');
        for (const one of stream) {
          const again = { ...one, subject: inOrder, id: `${one['id']}-ordered` };
          await records.apply(data.base, fund, [again]);
        }
        await Promise.all(
          batches.map((batch, at) => records.apply(at % 2 ? other : data.base, fund, batch)),
        );
        expect(await shown(String(stream[0]?.['subject']))).toEqual(await shown(inOrder));
        const kept = await data.base.db('record_events').select('event_id');
        expect(kept).toHaveLength(stream.length * 2);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

it('the same batch at two nodes in the same moment is applied once', async () => {
  await data.base.db.raw('truncate record_events, records');
  data.clock.advance(1_000);
  const batch = Array.from({ length: 100 }, (_, n) =>
    event(fund, 'accepted', {
      case_number: `R-${n % 40}`,
      id: `race-${n}`,
      time: n,
      data: { applicant: { sub: subs()[0] } },
    }),
  );
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => {
      const mixed = at % 2 ? [...batch].reverse() : batch;
      return records.apply(at % 2 ? other : data.base, fund, mixed);
    }),
  );
  const taken = answers.flat().filter(({ result }) => result === 'applied' || result === 'stale');
  expect(taken).toHaveLength(100);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(100);
  expect(await data.base.db('record_events')).toHaveLength(100);
  expect(await data.base.db('records')).toHaveLength(40);
  const told = (await auditTrail(data.base)).filter(({ at }) => at >= data.clock.now());
  expect(told.map(({ kind }) => kind)).toEqual(Array(8).fill('records.reported'));
  const counts = told.map(({ detail }) => Number(detail['applied']) + Number(detail['stale']));
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(100);
});

it('one id for two cases at two nodes in the same moment is taken once, and refused the other time', async () => {
  for (let round = 0; round < 10; round++) {
    const of = (case_number: string) =>
      event(fund, 'progressed', { case_number, id: `twice-${round}`, time: 1 });
    const answers = await Promise.all([
      records.apply(data.base, fund, [of(`X-${round}`)]),
      records.apply(other, fund, [of(`Y-${round}`)]),
    ]);
    expect(
      answers
        .flat()
        .map(({ result }) => result)
        .sort(),
    ).toEqual(['applied', 'refused']);
  }
  const empty = await data.base.db.raw(
    'select 1 from records r where not exists (select from record_events e where e.record_id = r.id)',
  );
  expect(empty.rows).toEqual([]);
});
