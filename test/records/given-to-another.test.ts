import { afterAll, beforeAll, expect, it } from 'vitest';
import * as records from '../../src/records/records.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { department, event, person, subOf } from './desk.ts';

let data: FreshDatabase;
beforeAll(async () => {
  data = await freshDatabase();
});
afterAll(() => data?.drop());

it('what was said to the former applicant is not said to the next one', async () => {
  const { base } = data;
  const fund = await department(base, '220000-gjj');
  const [former, next] = [await person(base), await person(base)];
  const of = (one: typeof former) => ({ applicant: { sub: subOf(base, fund, one) } });
  const case_number = '2026-0077';
  await records.apply(base, fund, [
    event(fund, 'accepted', {
      case_number,
      time: 1,
      data: { ...of(former), words: '请带上您的离婚证。' },
    }),
    event(fund, 'progressed', { case_number, time: 2, data: { status_text: '办理中' } }),
    event(fund, 'corrected', {
      case_number,
      time: 3,
      data: { ...of(next), words: '此件是您的。' },
    }),
    event(fund, 'done', {
      case_number,
      time: 4,
      data: { status_text: '已办结', words: '可领取。' },
    }),
  ]);
  const at = { identity_id: next.identity_id, level: 2 };
  const [shown] = (await records.list(base, at)).cases;
  const whole = await records.read(base, { ...at, id: shown?.id ?? '' });
  expect(whole?.history.map(({ type, words }) => [type, words])).toEqual([
    ['done', '可领取。'],
    ['corrected', '此件是您的。'],
    ['progressed', undefined],
    ['accepted', undefined],
  ]);
  const before = { identity_id: former.identity_id, level: 2 };
  expect((await records.list(base, before)).cases).toEqual([]);
  expect(await records.read(base, { ...before, id: shown?.id ?? '' })).toBeUndefined();
});
