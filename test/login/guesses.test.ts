import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Province, startProvince } from './province.ts';

let province: Province;
beforeAll(async () => {
  province = await startProvince();
});
beforeEach(() => province.renew());
afterAll(() => province.stop());

/** One number, each time in another spelling that leads to the same person. */
const spellings: [string, string[]][] = [
  [
    'a resident number',
    [
      '220000190001010018',
      '2-20000190001010018',
      '22-0000190001010018',
      '220000\u200b190001010018',
      '220000\u2010190001010018',
      '220000000101001',
      '２２０００0190001010018',
    ],
  ],
  [
    'a permit',
    ['H00000001', 'H0000000102', 'h0000000103', 'H-00000001', 'H0000000104', 'h00000001'],
  ],
  ['a pass', ['00000001', '00000001(B)', '00000001(C)', '0000-0001', '00000001(D)', '00000001(E)']],
];

test.each(spellings)('%s has no more free tries when each is spelt otherwise', async (_, names) => {
  const who = province.browser();
  const form = await who.submit(await province.begin(who), '/source', { source: 'local' });
  const statuses: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const username = names[turn % names.length] ?? '';
    const page = await who.submit(form, '/password', { username, password: 'a guess of somebody' });
    statuses.push(page.status);
  }
  expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429]);
});

test('a name that can be no number counts by itself', async () => {
  const who = province.browser();
  const form = await who.submit(await province.begin(who), '/source', { source: 'local' });
  for (const username of ['zhangshi', 'ZhangShi', ' zhangshi', 'ｚhangshi', 'zhangshi', 'zhangshi'])
    await who.submit(form, '/password', { username, password: 'a guess of somebody' });
  const fields = { password: 'a guess of somebody' };
  expect((await who.submit(form, '/password', { ...fields, username: 'zhangshi' })).status).toBe(
    429,
  );
  expect((await who.submit(form, '/password', { ...fields, username: 'lishi' })).status).toBe(400);
});
