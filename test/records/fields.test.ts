import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as records from '../../src/records/records.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { department, event, person, subOf } from './desk.ts';

let data: FreshDatabase;
let fund: records.Writer;
let sub: string;
beforeAll(async () => {
  data = await freshDatabase();
  fund = await department(data.base, '220000-gjj', {
    redirect_uris: ['https://cases.fund.example/callback', 'http://localhost:4000/callback'],
  });
  sub = subOf(data.base, fund, await person(data.base));
});
afterAll(() => data.drop());

const rows = async () => [
  await data.base.db('records').select('id'),
  await data.base.db('record_events').select('id'),
];

const counter = (changes: object) => ({
  applicant: {
    identifier: { type: 'resident_id', number: '220000190001010018', name: '张测试', ...changes },
  },
});

describe('an event that cannot stand is refused with its field, and changes nothing', () => {
  const accepted = (changes: object) => ({ data: { applicant: { sub }, ...changes } });
  const wrong: [string, () => unknown][] = [
    ['event', () => 'not an event'],
    ['event', () => null],
    ['specversion', () => event(fund, 'accepted', { ...accepted({}), specversion: '0.3' })],
    ['id', () => event(fund, 'accepted', { ...accepted({}), id: '' })],
    ['id', () => event(fund, 'accepted', { ...accepted({}), id: '有 空格' })],
    ['source', () => event(fund, 'accepted', { ...accepted({}), source: undefined })],
    [
      'source',
      () => event(fund, 'accepted', { ...accepted({}), source: 'urn:songhua:department:220000' }),
    ],
    ['type', () => event(fund, 'accepted', { ...accepted({}), type: 'songhua.case.opened.v1' })],
    ['subject', () => event(fund, 'accepted', { ...accepted({}), subject: '' })],
    ['subject', () => event(fund, 'accepted', { ...accepted({}), subject: 'x'.repeat(51) })],
    ['subject', () => event(fund, 'accepted', { ...accepted({}), subject: '\ud800' })],
    ['time', () => event(fund, 'accepted', { ...accepted({}), time: 'yesterday' })],
    ['time', () => event(fund, 'accepted', { ...accepted({}), time: '2026-03-01T01:00:00' })],
    ['time', () => event(fund, 'accepted', { ...accepted({}), time: '2026-03-02T01:06:00Z' })],
    ['time', () => event(fund, 'accepted', { ...accepted({}), time: '0001-01-01T00:00:00Z' })],
    ['data', () => ({ ...event(fund, 'accepted'), data: undefined })],
    ['data', () => event(fund, 'corrected')],
    ['data.applicant', () => event(fund, 'accepted')],
    ['data.applicant', () => event(fund, 'accepted', accepted({ applicant: {} }))],
    [
      'data.applicant',
      () => event(fund, 'accepted', { data: { applicant: { sub, ...counter({}).applicant } } }),
    ],
    ['data.applicant', () => event(fund, 'progressed', accepted({}))],
    [
      'data.applicant.sub',
      () => event(fund, 'accepted', accepted({ applicant: { sub: 'short' } })),
    ],
    [
      'data.applicant.sub',
      () => event(fund, 'accepted', accepted({ applicant: { sub: 'A'.repeat(22) } })),
    ],
    [
      'data.applicant.identifier.type',
      () => event(fund, 'accepted', { data: counter({ type: '会员卡' }) }),
    ],
    [
      'data.applicant.identifier.type',
      () =>
        event(fund, 'accepted', { data: counter({ type: 'uscc', number: '91350100M000100Y43' }) }),
    ],
    [
      'data.applicant.identifier.number',
      () => event(fund, 'accepted', { data: counter({ number: '220000190001010019' }) }),
    ],
    [
      'data.applicant.identifier.number',
      () => event(fund, 'accepted', { data: counter({ type: 'passport', number: 'M00000001' }) }),
    ],
    [
      'data.applicant.identifier.name',
      () => event(fund, 'accepted', { data: counter({ name: '123' }) }),
    ],
    [
      'data.organisation.uscc',
      () => event(fund, 'accepted', accepted({ organisation: { uscc: '9122', name: '公司' } })),
    ],
    [
      'data.organisation',
      () =>
        event(fund, 'corrected', {
          data: { organisation: { uscc: '91350100M000100Y43', name: '公司' } },
        }),
    ],
    ['data.matter_code', () => event(fund, 'accepted', accepted({ matter_code: 'x'.repeat(41) }))],
    ['data.matter_name', () => event(fund, 'accepted', accepted({ matter_name: '' }))],
    ['data.area_code', () => event(fund, 'accepted', accepted({ area_code: '长春' }))],
    ['data.status_text', () => event(fund, 'done', { data: { status_text: undefined } })],
    ['data.status_text', () => event(fund, 'done', { data: { status_text: '受\u0000理' } })],
    ['data.status_text', () => event(fund, 'done', { data: { status_text: '\u202e理受' } })],
    ['data.status_text', () => event(fund, 'done', { data: { status_text: '受'.repeat(201) } })],
    ['data.words', () => event(fund, 'done', { data: { words: '半\ud83d' } })],
    [
      'data.promised_at',
      () => event(fund, 'done', { data: { promised_at: '2026-13-01T00:00:00Z' } }),
    ],
    ['data.materials', () => event(fund, 'accepted', accepted({ materials: ['whole file'] }))],
    ...[
      'javascript:alert(1)',
      'https://elsewhere.example/case',
      'http://cases.fund.example/case',
      'https://cases.fund.example:8443/case',
      'https://user@cases.fund.example/case',
      'https://cases.fund.example@elsewhere.example/',
      'https://localhost:4000/case',
      '/case',
    ].map((deep_link): [string, () => unknown] => [
      'data.deep_link',
      () => event(fund, 'done', { data: { deep_link } }),
    ]),
  ];

  it.each(wrong)('%s (%#)', async (field, make) => {
    data.clock.advance(1);
    const before = await rows();
    const [refused] = await records.apply(data.base, fund, [make()]);
    expect(refused).toMatchObject({ result: 'refused', field });
    expect(await rows()).toEqual(before);
    expect((await auditTrail(data.base)).at(-1)?.kind).toBe('records.reported');
  });
});

it('a deep link is taken on each origin that the client registered', async () => {
  for (const deep_link of [
    'https://cases.fund.example/case?id=1#top',
    'https://www.fund.example/',
    'http://localhost:4000/case',
  ]) {
    const [one] = await records.apply(data.base, fund, [
      event(fund, 'done', { data: { deep_link } }),
    ]);
    expect(one?.result).not.toBe('refused');
  }
});

it('one refused among 500 leaves the others as they are, and the trail counts it', async () => {
  data.clock.advance(60_000);
  const batch: unknown[] = Array.from({ length: 500 }, (_, n) =>
    event(fund, 'accepted', { case_number: `B-${n}`, time: n % 60, data: { applicant: { sub } } }),
  );
  batch[249] = event(fund, 'accepted', {
    case_number: 'B-249',
    source: 'urn:songhua:department:220000',
    data: { applicant: { sub } },
  });
  const results = await records.apply(data.base, fund, batch);
  expect(results.filter(({ result }) => result === 'applied')).toHaveLength(499);
  expect(results[249]).toMatchObject({
    result: 'refused',
    code: 'records.other_department',
    field: 'source',
  });
  expect(await data.base.db('records').where({ case_number: 'B-249' })).toEqual([]);
  const [told] = (await auditTrail(data.base)).filter(({ at }) => at >= data.clock.now());
  expect(told).toMatchObject({
    outcome: 'ok',
    detail: { applied: 499, refused: 1, other_department: 1, digest: expect.any(String) },
  });
});

it('an id that was used for something else is refused, and the first event stays', async () => {
  const first = event(fund, 'progressed', {
    case_number: 'I-1',
    id: 'same',
    data: { status_text: '甲' },
  });
  const second = { ...first, data: { status_text: '乙' } };
  expect(await records.apply(data.base, fund, [first, second, first])).toEqual([
    { id: 'same', result: 'applied' },
    { id: 'same', result: 'refused', code: 'records.id_reused', field: 'id' },
    { id: 'same', result: 'duplicate' },
  ]);
  expect(await records.apply(data.base, fund, [second, first])).toMatchObject([
    { result: 'refused', field: 'id' },
    { result: 'duplicate' },
  ]);
});
