import { afterAll, beforeAll, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import { apply } from '../../src/records/apply.ts';
import * as records from '../../src/records/overview.ts';
import { number } from '../identities/people.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let province: Member;
let local: Member;
const id: Record<string, string> = {};

beforeAll(async () => {
  hall = await startConsole();
  province = await hall.as('department_administrator', 'province');
  local = await hall.as('operator', 'inside');
  const { base } = hall;
  await cases('yanji-fund', 3);
  await cases('shuangyang-fund', 2);
  const [mine] = await records.look(base, {
    department_ids: [id['yanji-fund'] ?? ''],
    case_number: 'yanji-fund-1',
    limit: 1,
  });
  id['case'] = records.publicIdOf(base, mine?.id ?? '');
}, 60_000);
afterAll(() => hall?.stop());

const SECRET = '李测试甲';
const NUMBER = number();
const STATUS = '请携带原件到窗口领取';

/** Accepted under a number and a name, so that there is something to be hidden. */
async function cases(code: string, count: number): Promise<void> {
  const { base, gateway } = hall;
  const department_id = (await departments.idOf(base, code)) ?? '';
  id[code] = department_id;
  const writer = {
    ...{ id: `${code}-app`, department_id, department_code: code, sector: code },
    ...{ redirect_uris: ['https://cases.fund.example/callback'], home_uri: null },
  };
  for (let at = 1; at <= count; at++) {
    gateway.clock.advance(60_000);
    expect(await apply(base, writer as never, [accepted(code, at)])).toMatchObject([
      { result: 'applied' },
    ]);
  }
}

const accepted = (code: string, at: number) => ({
  specversion: '1.0',
  id: `${code}-${at}`,
  source: `urn:songhua:department:${code}`,
  subject: `${code}-${at}`,
  type: 'songhua.case.accepted.v1',
  time: hall.base.clock.now().toISOString(),
  data: {
    matter_code: '000152001000',
    matter_name: '公积金提取',
    status_text: STATUS,
    applicant: {
      identifier: { type: 'resident_id', number: NUMBER, name: SECRET },
    },
  },
});

const page = async (who: Member, path: string) => {
  const response = await who.get(path, { accept: 'text/html' });
  return { status: response.status, text: await response.text() };
};

test('cases are listed newest first, those of the own region only', async () => {
  const all = (await page(province, '/admin/records')).text;
  expect(all.indexOf('shuangyang-fund-2')).toBeLessThan(all.indexOf('yanji-fund-3'));
  expect(all.indexOf('yanji-fund-3')).toBeLessThan(all.indexOf('yanji-fund-1'));
  const mine = (await page(local, '/admin/records')).text;
  expect(mine).toContain('yanji-fund-1');
  expect(mine).not.toContain('shuangyang-fund');
});

test('a number or a department narrows the list; a department outside is not there', async () => {
  const one = (await page(province, '/admin/records?number=yanji-fund-2')).text;
  expect(one).toContain('yanji-fund-2');
  expect(one).not.toContain('yanji-fund-1');
  const there = (await page(province, '/admin/records?department=shuangyang')).text;
  expect(there).toContain('shuangyang-fund-1');
  expect(there).not.toContain('yanji-fund-1');
  expect((await page(local, '/admin/records?department=shuangyang')).status).toBe(404);
});

test('neither the list, its file nor a case says whose it is or what they were told', async () => {
  const shown = [
    await page(province, '/admin/records'),
    await page(province, '/admin/records?format=csv'),
    await page(province, `/admin/records/${id['case']}`),
  ];
  for (const { status, text } of shown) {
    expect(status).toBe(200);
    expect(text).toContain('yanji-fund-1');
    for (const hidden of [SECRET, STATUS, NUMBER]) expect(text).not.toContain(hidden);
  }
});

test('a case outside the scope, and a case that is none, are answered alike', async () => {
  const [theirs] = await records.look(hall.base, {
    department_ids: [id['shuangyang-fund'] ?? ''],
    limit: 1,
  });
  const path = `/admin/records/${records.publicIdOf(hall.base, theirs?.id ?? '')}`;
  expect((await page(province, path)).status).toBe(200);
  expect((await page(local, path)).status).toBe(404);
  expect((await page(local, `/admin/records/${'a'.repeat(22)}`)).status).toBe(404);
  expect((await page(local, `/admin/records/${theirs?.id}`)).status).toBe(404);
});
