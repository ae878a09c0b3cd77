// Whole, since every filter is held against one and the same trail.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handleOf } from '../../src/admin/handles.ts';
import * as audit from '../../src/audit/audit.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as identities from '../../src/identities/identities.ts';
import * as sources from '../../src/sources/sources.ts';
import * as staff from '../../src/staff/staff.ts';
import { issued, number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { regionSource, textOf } from './approving.ts';
import { type Console, type Member, startConsole } from './console.ts';

/** 120 events of one client, ten seconds apart, every third of them refused; one of another client. */
const EVENTS = 120;
let hall: Console;
let auditor: Member;

beforeAll(async () => {
  hall = await startConsole();
  for (let at = 0; at < EVENTS; at++) {
    hall.gateway.clock.advance(10_000);
    await happened('paging-app', at % 3 === 0 ? 'refused' : 'ok');
  }
  await happened('other-app', 'ok');
  auditor = await hall.as('audit_administrator', 'province');
}, 60_000);
afterAll(() => hall?.stop());

const happened = (client_id: string, outcome: 'ok' | 'refused') => {
  // No two in one millisecond: those have no order.
  hall.gateway.clock.advance(1);
  return audit.append(hall.base, {
    ...{ kind: 'config.changed', actor: { kind: 'client', id: '=1+1' }, client_id, outcome },
    ...(outcome === 'refused' && { code: 'http.rate_limited' }),
  });
};

const page = (path: string, who = auditor) => {
  hall.gateway.clock.advance(1);
  return textOf(who, path);
};
const eventsOn = (text: string) =>
  [...text.matchAll(/href="\/admin\/trail\/events\/([\w-]{22})"/g)].map(([, handle]) => handle);
const linkOf = (text: string, mark: RegExp) => {
  const found = [...text.matchAll(/<a href="([^"]+)"([^>]*)>/g)].find(([all]) => mark.test(all));
  return found?.[1]?.replaceAll('&amp;', '&');
};
const told = async (kind: string) =>
  (await auditTrail(hall.base)).filter((event) => event.kind === kind);

test('the filters stand in the address, in the form, and in the links on', async () => {
  const { status, text } = await page(
    '/admin/trail?client=paging-app&outcome=refused&kind=config.changed&actor_kind=client&code=http.rate_limited',
  );
  expect(status).toBe(200);
  expect(eventsOn(text)).toHaveLength(EVENTS / 3);
  expect(text).toMatch(/<option value="paging-app" selected/);
  expect(text).toMatch(/<option value="refused" selected/);
  expect(text).toMatch(/<option value="client" selected/);
  const file = linkOf(text, / download/) ?? '';
  for (const part of ['client=paging-app', 'outcome=refused', 'format=csv'])
    expect(file).toContain(part);
  expect(linkOf(text, /rel="next"/)).toBeUndefined();
  // A day is one of the province: the first of these is inside, the day after holds none.
  const day = (add: number) => {
    const moment = hall.gateway.clock.now().getTime() + add * 86_400_000;
    return new Date(moment + 8 * 3_600_000).toISOString().slice(0, 10);
  };
  const between = async (from: number, until: number) =>
    eventsOn(
      (await page(`/admin/trail?client=other-app&from=${day(from)}&until=${day(until)}`)).text,
    ).length;
  expect([await between(-1, 1), await between(1, 2), await between(-3, -2)]).toEqual([1, 0, 0]);
});

test('page by page to the end: every event once, whatever happens in between', async () => {
  const seen: (string | undefined)[] = [];
  const pages: number[] = [];
  let path: string | undefined = '/admin/trail?client=paging-app';
  while (path) {
    const { text } = await page(path);
    const events = eventsOn(text);
    pages.push(events.length);
    seen.push(...events);
    const first = linkOf(text, />$/) && /回到第一页/.test(text);
    expect(first).toBe(pages.length > 1);
    path = linkOf(text, /rel="next"/);
    if (path) {
      expect(path).toContain('client=paging-app');
      // Newer than anything on the pages to come.
      await happened('paging-app', 'ok');
    }
  }
  expect(pages).toEqual([50, 50, 20]);
  const written = (await auditTrail(hall.base))
    .filter(({ client_id }) => client_id === 'paging-app')
    .slice(0, EVENTS)
    .map(({ id }) => handleOf(hall.base.ring, 'event', id));
  expect(seen).toEqual(written.reverse());
});

test('the file has what is shown, with the filters; taking it away is audited', async () => {
  const shown = await page('/admin/trail?client=other-app');
  const answer = await auditor.get(linkOf(shown.text, / download/) ?? '');
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(answer.headers.get('content-disposition')).toMatch(/songhua-trail-\d{4}-\d\d-\d\d\.csv/);
  const bytes = Buffer.from(await answer.arrayBuffer()).toString();
  const [head, ...rows] = bytes.trimEnd().split('\r\n');
  expect(head).toMatch(/^\uFEFF"时间","事件","事件代码"/);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain('"更改了网关设置"');
  expect(rows[0]).toContain('"config.changed"');
  expect(rows[0]).toContain('"other-app"');
  expect(await told('console.exported')).toMatchObject([
    { actor_id: auditor.staff_id, detail: { section: 'trail', rows: 1 } },
  ]);
  // Past one page the file goes on.
  const all = await (await auditor.get('/admin/trail?client=paging-app&format=csv')).text();
  expect(all.trimEnd().split('\r\n').length).toBeGreaterThan(EVENTS);
});

test.each([
  ['outcome=perhaps', 'outcome'],
  ['actor_kind=god', 'actor_kind'],
  ['from=yesterday', 'from'],
  ['until=2026-02-30', 'until'],
  ['from=2026-02-02&until=2026-02-01', 'until'],
  [`kind=${'x'.repeat(81)}`, 'kind'],
  ['after=nonsense', 'after'],
  [`after=${Buffer.from('["no-handle"]').toString('base64url')}`, 'after'],
])('%s is refused, and the field is named', async (query, field) => {
  const answer = await auditor.get(`/admin/trail?${query}`, { accept: 'application/json' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'http.bad_input', field });
});

test('staff stand in it by their names, and all that one of them did is found by the name', async () => {
  const doer = await hall.as('security_administrator', 'inside');
  const other = await hall.as('operator', 'inside');
  for (const { staff_id } of [doer, other])
    await audit.append(hall.base, {
      ...{ kind: 'config.changed', actor: { kind: 'staff', id: staff_id }, outcome: 'ok' },
      ...{ object: { kind: 'staff', id: doer.staff_id }, client_id: 'named-app' },
    });
  const name = (await staff.byId(hall.base, doer.staff_id))?.name ?? '';
  expect(name).not.toBe('');
  const handle = handleOf(hall.base.ring, 'staff', doer.staff_id);
  const { text } = await page('/admin/trail?client=named-app');
  expect(eventsOn(text)).toHaveLength(2);
  expect(text).toContain(`<a href="/admin/trail?staff=${handle}">工作人员 ${name}</a>`);
  expect(text).not.toContain(handleOf(hall.base.ring, 'identity', doer.staff_id));
  expect(text).toContain(`<option value="${handle}">${name}`);
  const theirs = (await page(`/admin/trail?client=named-app&staff=${handle}`)).text;
  expect(eventsOn(theirs)).toHaveLength(1);
  expect(theirs).toContain(`<option value="${handle}" selected`);
  expect((await page(`/admin/trail/events/${eventsOn(theirs)[0]}`)).text).toContain(
    `工作人员 ${name}`,
  );
  expect(eventsOn((await page('/admin/trail?staff=nobody-at-all')).text)).toEqual([]);
  expect(JSON.stringify(await auditTrail(hall.base))).not.toContain(name);
});

test('services and sources are chosen by their names, and the code of a page finds its event', async () => {
  await regionSource(hall, 'yanji-src');
  const [names] = (await sources.overview(hall.base)).flatMap(({ id, names }) =>
    id === 'yanji-src' ? [names] : [],
  );
  const { text } = await page('/admin/trail');
  expect(text).toContain(`<option value="yanji-src">${names?.['zh-CN']}</option>`);
  const [client] = await hall.base.db('clients').select('id', 'names');
  expect(text).toContain(`<option value="${client?.id}">${client?.names['zh-CN']}</option>`);
  await audit.append(hall.base, {
    ...{ kind: 'login.failed', actor: { kind: 'system' }, outcome: 'failed' },
    detail: { reason: 'wrong', request_id: 'KKKKKMMMMM' },
  });
  expect(eventsOn((await page('/admin/trail?page=kkkkk-mmmmm')).text)).toHaveLength(1);
  for (const code of ['KKKKKMMMMN', 'no-code'])
    expect(eventsOn((await page(`/admin/trail?page=${code}`)).text)).toEqual([]);
});

test('what happened stands in words, its code small beside; also of an outcome and of a detail', async () => {
  await audit.append(hall.base, {
    ...{ kind: 'login.failed', actor: { kind: 'system' }, outcome: 'failed' },
    ...{ client_id: 'words-app', code: 'http.form_expired', detail: { reason: 'too_often' } },
  });
  const list = await page('/admin/trail?client=words-app');
  expect(list.text).toMatch(/登录没有成功 <code[^>]*>login\.failed<\/code>/);
  expect(list.text).toMatch(/页面已过期 <code[^>]*>http\.form_expired<\/code>/);
  const [handle] = eventsOn(list.text);
  const korean = { 'accept-language': 'ko' };
  const one = await (await auditor.get(`/admin/trail/events/${handle}`, korean)).text();
  expect(one).toMatch(/<h1[^>]*>로그인하지 못함<\/h1>/);
  expect(one).toMatch(/reason<\/code> 시도가 너무 많음 <code[^>]*>too_often<\/code>/);
  const file = await (await auditor.get('/admin/trail?client=words-app&format=csv')).text();
  expect(file).toContain('"login.failed"');
  expect(file).toContain('"http.form_expired","页面已过期"');
});

test('the trail is one, of the province: whoever has less of it has none', async () => {
  const [event] = await told('config.changed');
  const one = `/admin/trail/events/${handleOf(hall.base.ring, 'event', event?.id ?? '')}`;
  for (const path of ['/admin/trail', one, `/admin/trail/exports/${newId(hall.base.clock)}`]) {
    const code = async (who: Member) =>
      ((await (await who.get(path, { accept: 'application/json' })).json()) as { code: string })
        .code;
    expect(await code(await hall.as('audit_administrator', 'inside'))).toBe('admin.not_here');
    for (const role of ['department_administrator', 'security_administrator', 'operator'] as const)
      expect(await code(await hall.as(role, 'province')), `${role} ${path}`).toBe(
        'admin.not_allowed',
      );
  }
  expect((await page(one)).status).toBe(200);
  expect(await told('staff.refused')).toHaveLength(9);
});

test('who reads the trail is read of in it: by which filters, never what was typed', async () => {
  const before = (await told('audit.searched')).length;
  await page('/admin/trail?code=13-typed-by-mistake&outcome=failed');
  await page('/admin/trail');
  const [one, two] = (await told('audit.searched')).slice(before);
  expect(one).toMatchObject({
    ...{ actor_kind: 'staff', actor_id: auditor.staff_id, object_id: null },
    detail: { by: 'outcome code', on: false },
  });
  expect(two?.detail).toEqual({ by: '', on: false });
  expect(JSON.stringify(await auditTrail(hall.base))).not.toContain('typed-by-mistake');
});

test('somebody is found by a number, which comes into no address and no event', async () => {
  const [theirs, nobodys] = [number(), number()];
  const attributes = { name: '张测试', id_type: 'resident_id', id_number: theirs };
  const source_id = await regionSource(hall, 'yanji-src');
  const arrived = issued('by-number', { source_id, attributes });
  const { identity_id: id = '' } = await identities.resolve(hall.base, arrived);
  const ask = async (typed: string) => {
    hall.gateway.clock.advance(1);
    const fields = { _csrf: await auditor.csrf(), number: typed };
    return (await auditor.post('/admin/trail/number', fields)).headers.get('location') ?? '';
  };
  const found = await ask(theirs);
  expect(found).toBe(`/admin/trail?identity=${handleOf(hall.base.ring, 'identity', id)}`);
  expect(eventsOn((await page(found)).text).length).toBeGreaterThan(0);
  expect(eventsOn((await page(await ask(nobodys))).text)).toEqual([]);
  expect(eventsOn((await page('/admin/trail?identity=none-at-all')).text)).toEqual([]);
  expect(await told('audit.number_searched')).toMatchObject([
    { object_id: id, outcome: 'ok' },
    { object_id: null, outcome: 'failed' },
  ]);
  expect((await told('audit.searched')).filter(({ object_id }) => object_id === id)).toHaveLength(
    1,
  );
  const all = JSON.stringify(await auditTrail(hall.base));
  expect(all).not.toContain(theirs);
  expect(all).not.toContain(nobodys);
});

test('one event is shown with its check; altered by hand, it says so', async () => {
  await happened('shown-app', 'ok');
  const [event] = (await auditTrail(hall.base)).filter(
    ({ client_id }) => client_id === 'shown-app',
  );
  const path = `/admin/trail/events/${handleOf(hall.base.ring, 'event', event?.id ?? '')}`;
  expect((await page(path)).text).toContain('与写入时一致');
  expect((await told('audit.event_read')).at(-1)).toMatchObject({
    ...{ actor_id: auditor.staff_id, object_kind: 'event', object_id: event?.id },
  });
  await hall.base.db.raw('alter table audit_events disable trigger user').catch(() => {});
  await hall.base.db('audit_events').where({ id: event?.id }).update({ outcome: 'failed' });
  expect((await page(path)).text).toContain('与写入时不一致');
  expect((await page(`/admin/trail/events/${'A'.repeat(22)}`)).status).toBe(404);
});
