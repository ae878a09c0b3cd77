import { afterAll, beforeAll, expect, test } from 'vitest';
import { handleOf } from '../../src/admin/handles.ts';
import * as sources from '../../src/sources/sources.ts';
import { hop, signedIn, somebody } from '../sessions/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let security: Member;
let local: Member;
const session: Record<string, string> = {};

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

beforeAll(async () => {
  hall = await startConsole();
  const { base } = hall;
  for (const region of ['yanji', 'shuangyang'])
    await sources.register(base, {
      id: `${region}-src`,
      protocol: 'oidc',
      department_code: `${region}-fund`,
      names: words(`${region} 公积金`),
      account_words: words('公积金账号'),
      registration: 'issued',
      ceiling: 2,
      settings: {
        issuer: 'https://fund.example',
        client_id: 'songhua',
        client_secret: 'a-secret-of-the-department',
      },
    });
  security = await hall.as('security_administrator', 'province');
  local = await hall.as('department_administrator', 'inside');
  const person = await somebody(base);
  for (const [name, source_id] of [
    ['mine', 'yanji-src'],
    ['theirs', 'shuangyang-src'],
    ['ours', undefined],
  ] as const) {
    const made = await signedIn(base, person, { source_id } as never);
    session[name] = made.id;
    await hop(base, made, person, 'hall');
  }
}, 60_000);
afterAll(() => hall?.stop());

const page = async (who: Member, path: string) => {
  const response = await who.get(path, { accept: 'text/html' });
  return { status: response.status, text: await response.text() };
};
const at = (name: string) =>
  `/admin/sessions/${handleOf(hall.base.ring, 'session', session[name] ?? '')}`;

test('sessions are counted by source, those of the own region only', async () => {
  const all = (await page(security, '/admin/sessions')).text;
  expect(all).toContain('yanji 公积金');
  expect(all).toContain('shuangyang 公积金');
  expect(all).toContain('本系统账号');
  const mine = (await page(local, '/admin/sessions')).text;
  expect(mine).toContain('yanji 公积金');
  expect(mine).not.toContain('shuangyang');
  expect(mine).not.toContain('本系统账号');
});

test('the newest of one source or one client are shown without person, device or network', async () => {
  for (const path of ['source=yanji-src', 'source=-', 'client=hall']) {
    const { status, text } = await page(security, `/admin/sessions?${path}`);
    expect(status).toBe(200);
    expect(text).toContain('/admin/sessions/');
    expect(text).not.toMatch(/Firefox|203\.0\.113|[0-9a-f]{8}-[0-9a-f]{4}-7/);
  }
  expect((await page(local, '/admin/sessions?source=shuangyang-src')).status).toBe(404);
  expect((await page(local, '/admin/sessions?source=-')).status).toBe(404);
  expect((await page(local, '/admin/sessions?client=hall')).status).toBe(404);
});

test('one session is ended by its handle with a reason; its clients are owed the news', async () => {
  const { base, issuer } = hall;
  expect((await page(local, at('theirs'))).status).toBe(404);
  const { text } = await page(security, at('theirs'));
  const [, _csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
  const end = (fields: Record<string, string>) =>
    security.post(`${at('theirs')}/end`, { _csrf, ...fields }, { origin: issuer });
  expect((await end({ why: '张三要求' })).status).toBe(400);
  expect((await end({ why: 'suspicious' })).status).toBe(303);
  expect((await end({ why: 'suspicious' })).status).toBe(404);
  const told = (await auditTrail(base)).filter(({ kind }) => kind === 'session.ended');
  expect(told).toMatchObject([
    {
      actor_kind: 'staff',
      actor_id: security.staff_id,
      session_id: session['theirs'],
      detail: { reason: 'staff', said: 'suspicious', owed: 1 },
    },
  ]);
  expect((await page(security, at('mine'))).status).toBe(200);
});
