import { afterAll, beforeAll, expect, it } from 'vitest';
import * as records from '../../src/records/records.ts';
import { department, event, minute, person, subOf } from '../records/desk.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

/** Never 6. No record event is lost, applied twice, overwritten by an older one, or applied to another department's case. */

let data: FreshDatabase;
let fund: records.Writer;
let care: records.Writer;
beforeAll(async () => {
  data = await freshDatabase();
  fund = await department(data.base, '220000-gjj');
  care = await department(data.base, '220000-yibao');
});
afterAll(() => data.drop());

const everything = async () => ({
  records: await data.base.db('records').orderBy('id'),
  events: await data.base.db('record_events').orderBy('id'),
});

async function seen(identity_id: string, level = 0) {
  const { cases } = await records.list(data.base, { identity_id, level });
  return cases.map(({ case_number, state, department_code }) => [
    case_number,
    state,
    department_code,
  ]);
}

it("another department's client writes to a case: refused, nothing changed", async () => {
  const li = await person(data.base);
  const data_ = { applicant: { sub: subOf(data.base, fund, li) } };
  await records.apply(data.base, fund, [
    event(fund, 'accepted', { case_number: 'N-1', data: data_ }),
  ]);
  const before = await everything();
  const theirs = event(fund, 'done', { case_number: 'N-1', time: 50 });
  expect(await records.apply(data.base, care, [theirs])).toEqual([
    { id: theirs['id'], result: 'refused', code: 'records.other_department', field: 'source' },
  ]);
  expect(await everything()).toEqual(before);
  const told = (await auditTrail(data.base)).find(({ actor_id }) => actor_id === care.id);
  expect(told).toMatchObject({
    kind: 'records.reported',
    outcome: 'refused',
    detail: { other_department: 1 },
  });
  // The same number of its own is a case of its own.
  await records.apply(data.base, care, [event(care, 'done', { case_number: 'N-1', time: 50 })]);
  expect(await seen(li.identity_id)).toEqual([['N-1', 1, '220000-gjj']]);
});

it('a second client of the department goes on with the case; an older event changes nothing but the history', async () => {
  const li = await person(data.base);
  const counter = await department(data.base, '220000-gjj', { id: 'gjj-counter', sector: 'gjj-2' });
  const about = { case_number: 'N-2' };
  const accepted = event(fund, 'accepted', {
    ...about,
    time: 0,
    data: { applicant: { sub: subOf(data.base, fund, li) } },
  });
  await records.apply(data.base, fund, [accepted]);
  expect(
    await records.apply(data.base, counter, [event(counter, 'done', { ...about, time: 9 })]),
  ).toMatchObject([{ result: 'applied' }]);
  expect(
    await records.apply(data.base, fund, [
      event(fund, 'progressed', { ...about, time: 5 }),
      accepted,
    ]),
  ).toMatchObject([{ result: 'stale' }, { result: 'duplicate' }]);
  const { cases } = await records.list(data.base, { identity_id: li.identity_id, level: 0 });
  expect(cases).toMatchObject([{ state: 3, done_at: new Date(minute(9)) }]);
  const whole = await records.read(data.base, {
    identity_id: li.identity_id,
    level: 0,
    id: cases[0]?.id ?? '',
  });
  expect(whole?.history.map(({ type }) => type)).toEqual(['done', 'progressed', 'accepted']);
});

it('a case that is accepted again for somebody else stays with whom it is; a correction moves it, and is audited', async () => {
  const [li, wang] = [await person(data.base), await person(data.base)];
  const about = { case_number: 'N-3' };
  const forWhom = (who: typeof li) => ({
    ...about,
    data: { applicant: { sub: subOf(data.base, fund, who) } },
  });
  await records.apply(data.base, fund, [event(fund, 'accepted', forWhom(li))]);
  expect(
    await records.apply(data.base, fund, [event(fund, 'accepted', { ...forWhom(wang), time: 9 })]),
  ).toMatchObject([
    { result: 'refused', code: 'records.applicant_fixed', field: 'data.applicant' },
  ]);
  expect([await seen(li.identity_id), await seen(wang.identity_id)]).toEqual([
    [['N-3', 1, '220000-gjj']],
    [],
  ]);
  const { data: said, ...rest } = event(fund, 'corrected', { ...forWhom(wang), time: 10 });
  await records.apply(data.base, fund, [{ ...rest, data: { applicant: said['applicant'] } }]);
  expect([await seen(li.identity_id), await seen(wang.identity_id)]).toEqual([
    [],
    [['N-3', 1, '220000-gjj']],
  ]);
  const told = (await auditTrail(data.base)).filter(
    ({ kind }) => kind === 'record.applicant_corrected',
  );
  expect(told).toMatchObject([{ actor_id: fund.id, object_kind: 'record' }]);
});

it("a number that leaked opens nobody's counter cases below level 2, nor under another name or by saying it", async () => {
  const li = await person(data.base);
  const atCounter = (case_number: string, name: string) =>
    event(fund, 'accepted', {
      case_number,
      data: { applicant: { identifier: { type: '111', number: li.number, name } } },
    });
  await records.apply(data.base, fund, [atCounter('N-4', li.name), atCounter('N-5', '王测试')]);
  expect(await seen(li.identity_id, 0)).toEqual([]);
  expect(await seen(li.identity_id, 1)).toEqual([]);
  expect(await seen(li.identity_id, 2)).toEqual([['N-4', 1, '220000-gjj']]);
  const { cases } = await records.list(data.base, { identity_id: li.identity_id, level: 2 });
  const id = cases[0]?.id ?? '';
  expect(cases[0]?.at_counter).toBe(true);
  expect(
    await records.read(data.base, { identity_id: li.identity_id, level: 1, id }),
  ).toBeUndefined();
  expect(
    await records.read(data.base, { identity_id: li.identity_id, level: 2, id }),
  ).toBeDefined();
  // Who only says the number and the name, at whatever level, is shown nothing.
  await data.base
    .db('identifiers')
    .where({ identity_id: li.identity_id })
    .update({ standing: 'claimed' });
  expect(await seen(li.identity_id, 4)).toEqual([]);
});

it('a case opened at the counter before there was an account is there when the person comes', async () => {
  const number = '220000199001010013';
  const { mod112 } = await import('../../src/identities/check-digits.ts');
  const id_number = number.slice(0, 17) + mod112(number.slice(0, 17));
  const identifier = { type: 'resident_id', number: id_number, name: '金 测试' };
  await records.apply(data.base, fund, [
    event(fund, 'accepted', { case_number: 'N-6', data: { applicant: { identifier } } }),
  ]);
  const kim = await person(data.base, {
    attributes: { name: '金测试', id_type: 'resident_id', id_number },
  });
  expect(await seen(kim.identity_id, 2)).toEqual([['N-6', 1, '220000-gjj']]);
  const kept = JSON.stringify(await everything());
  for (const clear of [id_number, '金测试', '金 测试', '已受理']) expect(kept).not.toContain(clear);
});
