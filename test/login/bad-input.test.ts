import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refusals } from '../../src/errors.ts';
import { auditTrail } from '../support/trail.ts';
import type { Browser, Page } from './browser.ts';
import { formsOf } from './browser.ts';
import { type Province, startProvince } from './province.ts';

let province: Province;
let who: Browser;
let page: Page;
let token: string;

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(async () => {
  await province.renew();
  who = province.browser();
  page = await who.submit(await province.begin(who), '/source', { source: 'local' });
  token =
    formsOf(page.text).find(({ action }) => action.endsWith('/password'))?.fields['_csrf'] ?? '';
});
afterAll(() => province.stop());

/** What a refusal must be: a code of the catalogue on a page with a way on, and nothing changed. */
async function expectNothing(answer: Page, code: keyof typeof refusals) {
  expect(answer.status).toBe(refusals[code].status);
  expect(answer.text).toContain(code);
  expect(answer.text).not.toMatch(/node_modules|at .*\.tsx?:/);
  expect(await province.count('tries')).toBe(0);
  expect(await province.count('identities')).toBe(0);
  expect(await auditTrail(province.data.base)).toEqual([]);
}

const send = (body: string, headers?: Record<string, string>) =>
  who.post(`${page.url.pathname}/password`, body, headers);

test('a body that is too large', async () => {
  await expectNothing(
    await send(`_csrf=${token}&username=${'a'.repeat(100_000)}`),
    'http.body_too_large',
  );
});

test('a NUL in a field', async () => {
  const answer = await send(`_csrf=${token}&source=local&username=a%00b&password=secret`);
  await expectNothing(answer, 'http.bad_input');
  expect(answer.text).toContain('有问题的一项：账号');
});

test('a broken encoding in a field', async () => {
  const answer = await send(`_csrf=${token}&source=local&username=%E5%BC&password=secret`);
  await expectNothing(answer, 'http.bad_input');
});

test('broken JSON', async () => {
  await expectNothing(
    await send('{"username":', { 'content-type': 'application/json' }),
    'http.bad_input',
  );
});

test('a field that is much too long', async () => {
  const answer = await send(
    `_csrf=${token}&source=local&username=${'a'.repeat(300)}&password=secret`,
  );
  await expectNothing(answer, 'http.bad_input');
});

test.each([
  ['no form token', ''],
  ['a form token of nobody', 'A'.repeat(43)],
])('%s', async (_, given) => {
  await expectNothing(
    await send(`_csrf=${given}&source=local&username=a&password=secret`),
    'http.form_expired',
  );
});

test('a post from a foreign page', async () => {
  const body = `_csrf=${token}&source=local&username=a&password=secret`;
  await expectNothing(await send(body, { origin: 'https://evil.example' }), 'http.form_expired');
});

test('a source that does not exist', async () => {
  const answer = await who.post(`${page.url.pathname}/source`, `_csrf=${token}&source=nowhere`);
  await expectNothing(answer, 'sources.unknown');
});

test('no source at all is asked for, not refused', async () => {
  const answer = await who.post(`${page.url.pathname}/source`, `_csrf=${token}`);
  expect(answer.text).toContain('请选择一个登录方式');
});

test('a choice that is none', async () => {
  const answer = await who.post(`${page.url.pathname}/prove`, `_csrf=${token}&choice=both`);
  await expectNothing(answer, 'http.bad_input');
});

test('a notice of another version', async () => {
  const answer = await who.post(`${page.url.pathname}/notice`, `_csrf=${token}&notice=1999-01`);
  await expectNothing(answer, 'http.bad_input');
});

test('an address with a NUL', async () => {
  await expectNothing(await who.open('/signin/%00'), 'http.bad_input');
  await expectNothing(await who.open('/callback/fund?state=%00'), 'http.bad_input');
});

test('a callback that posts too much', async () => {
  const answer = await who.post('/callback/fund', `state=${'a'.repeat(100_000)}`);
  await expectNothing(answer, 'http.body_too_large');
});

test('a step that comes out of its order changes nothing and shows the step that is due', async () => {
  for (const step of ['told', 'notice', 'prove'] as const) {
    const fields = { told: '', notice: '&notice=2026-11', prove: '&choice=separate' }[step];
    const answer = await who.post(`${page.url.pathname}/${step}`, `_csrf=${token}${fields}`);
    expect(answer.status).toBe(200);
    expect(formsOf(answer.text).some(({ action }) => action.endsWith('/password'))).toBe(true);
  }
  expect(await auditTrail(province.data.base)).toEqual([]);
});

test('a cookie of 10 MB', async () => {
  const { port } = new URL(province.site.origin);
  const answer = await new Promise<Page>((resolve, reject) => {
    const headers = { cookie: `a=${'x'.repeat(10_000_000)}` };
    const sent = request(
      { port, host: '127.0.0.1', path: page.url.pathname, headers },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({
            url: page.url,
            status: response.statusCode ?? 0,
            headers: new Headers(),
            text,
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
  await expectNothing(answer, 'http.headers_too_large');
});
