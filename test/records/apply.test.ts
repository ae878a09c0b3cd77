import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as records from '../../src/records/records.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { department, event, minute, person, subOf } from './desk.ts';

let data: FreshDatabase;
let fund: records.Writer;
beforeAll(async () => {
  data = await freshDatabase();
  fund = await department(data.base, '220000-gjj');
});
afterAll(() => data.drop());

const results = async (writer: records.Writer, ...events: unknown[]) =>
  (await records.apply(data.base, writer, events)).map((one) =>
    one.result === 'refused' ? `${one.code} ${one.field}` : one.result,
  );

describe('a department reports a case', () => {
  it('and the person sees it, with its state, its history and the words', async () => {
    const li = await person(data.base);
    const sub = subOf(data.base, fund, li);
    const about = { case_number: 'A-1' };
    expect(
      await results(
        fund,
        event(fund, 'accepted', { ...about, time: 0, data: { applicant: { sub } } }),
        event(fund, 'progressed', { ...about, time: 5, data: { words: '请等候审核\n三日内答复' } }),
        event(fund, 'done', {
          ...about,
          time: 9,
          data: { deep_link: 'https://www.fund.example/case/A-1?tab=2#result' },
        }),
      ),
    ).toEqual(['applied', 'applied', 'applied']);
    const { cases } = await records.list(data.base, { identity_id: li.identity_id, level: 0 });
    expect(cases).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{22}$/),
        case_number: 'A-1',
        matter_code: '220000-0101',
        matter_name: '住房公积金提取',
        department_code: '220000-gjj',
        department_names: {
          'zh-CN': '部门 220000-gjj',
          ko: '部门 220000-gjj',
          en: '部门 220000-gjj',
        },
        state: 3,
        status_text: '已办结',
        state_at: new Date(minute(9)),
        opened_at: new Date(minute(0)),
        updated_at: data.clock.now(),
        done_at: new Date(minute(9)),
        withdrawn: false,
        deep_link: 'https://www.fund.example/case/A-1?tab=2#result',
        at_counter: false,
      },
    ]);
    const id = cases[0]?.id as string;
    const whole = await records.read(data.base, { identity_id: li.identity_id, level: 0, id });
    expect(whole).toEqual({
      ...cases[0],
      history: [
        { at: new Date(minute(9)), type: 'done', state: 3, status_text: '已办结' },
        {
          at: new Date(minute(5)),
          type: 'progressed',
          state: 2,
          status_text: '审核中',
          words: '请等候审核\n三日内答复',
        },
        { at: new Date(minute(0)), type: 'accepted', state: 1, status_text: '已受理' },
      ],
    });
    const trail = (await auditTrail(data.base)).filter(({ kind }) => kind === 'records.reported');
    expect(trail.at(-1)).toMatchObject({
      actor_kind: 'client',
      actor_id: 'gjj-cases',
      object_id: fund.department_id,
      outcome: 'ok',
      detail: { applied: 3, stale: 0, duplicate: 0, refused: 0 },
    });
  });

  it('that was withdrawn, and says so only while nothing newer decides its state', async () => {
    const zhao = await person(data.base);
    const applicant = { sub: subOf(data.base, fund, zhao) };
    const about = { case_number: 'A-2' };
    const seen = async () => {
      const page = await records.list(data.base, { identity_id: zhao.identity_id, level: 0 });
      return page.cases.map(({ state, withdrawn }) => [state, withdrawn]);
    };
    const accepted = event(fund, 'accepted', { ...about, time: 0, data: { applicant } });
    const withdrawn = event(fund, 'withdrawn', { ...about, time: 5 });
    expect(await results(fund, accepted, withdrawn)).toEqual(['applied', 'applied']);
    expect(await seen()).toEqual([[3, true]]);
    const corrected = event(fund, 'corrected', {
      ...about,
      time: 6,
      data: { matter_name: '住房公积金转移' },
    });
    expect(await results(fund, corrected)).toEqual(['applied']);
    expect(await seen()).toEqual([[3, true]]);
    expect(await results(fund, event(fund, 'done', { ...about, time: 4 }))).toEqual(['stale']);
    expect(await seen()).toEqual([[3, true]]);
    expect(await results(fund, event(fund, 'progressed', { ...about, time: 9 }))).toEqual([
      'applied',
    ]);
    expect(await seen()).toEqual([[2, false]]);
  });
});
