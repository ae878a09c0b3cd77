import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REFRESH } from '../../src/admin/refresh.ts';
import * as clients from '../../src/clients/clients.ts';
import * as sources from '../../src/sources/sources.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { failed, fill, succeeded } from '../measures/counts.ts';
import { registration } from '../sources/plant.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

let hall: Console;
let province: Member;
let yanji: Member;
beforeAll(async () => {
  hall = await startConsole();
  const { base } = hall;
  for (const side of ['yanji', 'shuangyang'])
    await sources.register(base, {
      ...registration(`${side}-source`),
      department_code: `${side}-fund`,
    });
  await clients.register(base, {
    ...{ id: OWN_CLIENT, department_code: 'yanji-fund', sector: OWN_CLIENT },
    names: { 'zh-CN': '延吉办事', ko: '연길봉사', en: 'Yanji services' },
    redirect_uris: ['http://localhost:1/cb'],
    post_logout_redirect_uris: [],
    networks: [],
    scopes: 'openid',
    grant_types: ['authorization_code'],
  });
  [province, yanji] = [
    await hall.as('system_administrator', 'province'),
    await hall.as('department_administrator', 'inside'),
  ];
}, 60_000);
afterAll(() => hall?.stop());
beforeEach(() => hall.base.db('measures').delete());

const page = async (who: Member, path: string, lang = 'zh-CN') => {
  const answer = await who.get(path, { 'accept-language': lang, accept: 'text/html' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

/** A minute ago, as the gateway's clock has it. */
const minuteAgo = (minutes = 1) => new Date(hall.base.clock.now().getTime() - minutes * 60_000);

describe.each(langs)('the statistics in %s', (lang) => {
  const t = sentences(lang).console.dashboard;

  test.each(['1h', '24h', '30d'] as const)('say that nobody signed in: %s', async (range) => {
    const { status, text } = await page(province, `/admin/dashboard?range=${range}`, lang);
    expect(status).toBe(200);
    expect(text).toContain(t.nothing[range]);
    expect(text).toContain(t.no_causes);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('draw a busy hour, each plot with its numbers in a table and its words', async () => {
    await fill(
      hall.base,
      Array.from({ length: 3_000 }, (_, i) => ({
        ...(i % 3
          ? succeeded(i % 2 ? 'yanji-source' : 'shuangyang-source', 'hall', 800 * (1 + (i % 50)))
          : failed('yanji-source', 'hall', i % 2 ? 'wrong' : 'sources.unavailable')),
        at: minuteAgo(i % 55),
      })),
    );
    const { text } = await page(province, '/admin/dashboard', lang);
    expect(text).toContain(t.totals(t.ranges['1h'], '2,000', '1,000', '0'));
    const plots = [...text.matchAll(/<svg class="plot"[^>]*aria-labelledby="([^"]+)"/g)];
    expect(plots.length).toBe(2);
    for (const [, ids = ''] of plots)
      for (const id of ids.split(' '))
        expect(text).toMatch(new RegExp(`<(title|desc) id="${id}">[^<]+<`));
    expect(text.match(/<details id="[a-z-]+-table">/g)).toHaveLength(2);
    expect(text).toContain(t.cause_words['wrong']);
    expect(text).toContain('<code>sources.unavailable</code>');
    expect(text).not.toMatch(/NaN|undefined|Infinity|style=/);
  });
});

test('the script of the page may fetch it again, and other pages may not be fetched from', async () => {
  const { headers, text } = await page(province, '/admin/dashboard');
  expect(headers.get('content-security-policy')).toContain("connect-src 'self'");
  expect(text).toContain('console-live.js');
  const home = await page(province, '/admin');
  expect(home.headers.get('content-security-policy')).not.toContain('connect-src');
});

describe('a department administrator', () => {
  beforeEach(() =>
    fill(hall.base, [
      ...Array.from({ length: 7 }, () => ({
        ...succeeded('yanji-source', OWN_CLIENT, 4_000),
        at: minuteAgo(),
      })),
      ...Array.from({ length: 90 }, () => ({
        ...succeeded('shuangyang-source', 'hall', 90_000),
        at: minuteAgo(),
      })),
      { ...failed('shuangyang-source', 'hall', 'wrong'), at: minuteAgo() },
    ]),
  );
  const t = sentences('zh-CN').console.dashboard;

  test('sees the own subtree and nothing of another', async () => {
    const { text } = await page(yanji, '/admin/dashboard');
    expect(text).toContain(t.totals(t.ranges['1h'], '7', '0', '0'));
    expect(text).toContain('延吉市公积金');
    expect(text).toContain('延吉办事');
    expect(text).not.toContain('双阳');
    expect(text).not.toContain('shuangyang');
    const all = await page(province, '/admin/dashboard');
    expect(all.text).toContain(t.totals(t.ranges['1h'], '97', '1', '0'));
    expect(all.text).toContain('双阳区公积金');
  });

  test.each([
    'region=shuangyang',
    'region=220000',
    'of=source:shuangyang-source',
    'of=source:local',
    'of=client:hall',
    'of=source:no-such',
  ])('is not shown %s', async (query) => {
    const { status, text } = await page(yanji, `/admin/dashboard?${query}`);
    expect(status).toBe(404);
    // Of what is read: an address of a style or the page's own code may hold any two digits.
    const read = text.replace(/<[^>]*>/g, ' ').replace(/[\da-f]{8}-[\da-f-]{27}/g, '');
    expect(read).not.toMatch(/双阳|90/);
  });

  test('finds the same figures for the whole province only with the province in their scope', async () => {
    const { text } = await page(province, '/admin/dashboard?region=yanji');
    expect(text).toContain(t.totals(t.ranges['1h'], '7', '0', '0'));
    const one = await page(province, '/admin/dashboard?of=source:shuangyang-source');
    expect(one.text).toContain(t.totals(t.ranges['1h'], '90', '1', '0'));
    const client = await page(province, `/admin/dashboard?range=24h&of=client:${OWN_CLIENT}`);
    expect(client.text).toContain(t.totals(t.ranges['24h'], '7', '0', '0'));
  });
});

test.each(['range=2h', 'of=everybody', 'region=%27--', 'of=source:<script>'])(
  'a filter that is none is refused by its field: %s',
  async (query) => {
    const { status } = await page(province, `/admin/dashboard?${query}`);
    expect(status).toBe(400);
  },
);

test('a developer, an auditor and an operator see no statistics, on the first page neither', async () => {
  const t = sentences('zh-CN').console;
  for (const role of ['developer', 'audit_administrator', 'operator'] as const) {
    const who = await hall.as(role, 'inside');
    expect((await page(who, '/admin/dashboard')).status).toBe(403);
    const home = await page(who, '/admin');
    expect(home.status).toBe(200);
    expect(home.text).not.toContain(t.home.succeeded);
    expect(home.text).not.toContain('/admin/dashboard');
  }
});

test.each(langs)('the first page says how today goes and what waits, in %s', async (lang) => {
  const t = sentences(lang).console.home;
  await fill(hall.base, [
    { ...succeeded('yanji-source', 'hall'), at: minuteAgo(0) },
    { ...failed('shuangyang-source', 'hall', 'wrong'), at: minuteAgo(0) },
  ]);
  const { text } = await page(province, '/admin', lang);
  expect(text).toContain(t.nothing_waits);
  expect(text).toMatch(new RegExp(`${t.succeeded.replace(/[()]/g, '\\$&')}</dt><dd>1</dd>`));
  const mine = await page(yanji, '/admin', lang);
  expect(mine.text).toMatch(new RegExp(`${t.failed.replace(/[()]/g, '\\$&')}</dt><dd>0</dd>`));
});

// The last of this file, since its clock leaves every session behind.
test('a page that refreshes itself does not keep its session alive; whoever is there does', async () => {
  const who = await hall.as('security_administrator', 'province');
  const { clock } = hall.gateway;
  const refreshed = async () => (await who.get('/admin/dashboard', { [REFRESH]: 'live' })).status;
  for (let minute = 0; minute < 14; minute += 1) {
    clock.advance(60_000);
    expect(await refreshed()).toBe(200);
  }
  // A page that somebody opens counts, and so does a post, whatever it carries.
  expect((await who.get('/admin/dashboard')).status).toBe(200);
  clock.advance(14 * 60_000);
  const posted = await who.post('/admin/trail/number', {}, { [REFRESH]: 'live' });
  expect(((await posted.json()) as { code: string }).code).toBe('admin.not_allowed');
  clock.advance(14 * 60_000);
  expect(await refreshed()).toBe(200);
  // Nothing else is skipped: neither who it is nor what they may.
  expect((await who.get('/admin/trail', { [REFRESH]: 'live' })).status).toBe(403);
  const nobody = await fetch(new URL('/admin/dashboard', hall.issuer), {
    ...{ headers: { [REFRESH]: 'live' }, redirect: 'manual' as const },
  });
  expect(nobody.headers.get('location')).toBe('/admin/sign-in');
  clock.advance(60_000);
  expect(await refreshed()).toBe(303);
  const script = new URL('../../views/static/console-live.js', import.meta.url);
  expect(readFileSync(script, 'utf8')).toContain(`'${REFRESH}'`);
});
