import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import * as developers from '../../src/developers/developers.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { joined } from '../developers/people.ts';
import { citizen, tokensOf } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

// A developer of the department of both clients: what they see of the one that signs people in.
let at: Portal;
const log: string[] = [];
const who = visitor();
let developer_id: string;
beforeAll(async () => {
  at = await startPortal({
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
  });
  const member = await joined(at.base, { department_code: '220000-hall', by: at.by });
  developer_id = member.developer_id;
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  who.cookies.set(`${name} /`, { value: `${name}=${member.token}`, path: '/' });
}, 60_000);
afterAll(() => at?.stop());

test('the request builder makes a request that the gateway takes, and the commands around it', async () => {
  const path = '/clients/apps/hall/request';
  expect((await at.open(who, path)).html).toContain(`value="${at.hall.redirect_uri}"`);
  const chosen = new URLSearchParams({ redirect_uri: at.hall.redirect_uri, acr: '2', prompt: '' });
  const made = await at.open(who, `${path}?${chosen}`);
  const [, address = ''] = /<code>(http[^<]*\/auth\?[^<]*)<\/code>/.exec(made.html) ?? [];
  const asked = new URL(address.replaceAll('&amp;', '&'));
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    ...{ client_id: 'hall', response_type: 'code', redirect_uri: at.hall.redirect_uri },
    ...{ code_challenge_method: 'S256', acr_values: 'urn:songhua:acr:2' },
  });
  const answer = await fetch(asked, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    expect.stringContaining('/signin/'),
  ]);
  expect(made.text).toContain("--data-urlencode 'grant_type=authorization_code'");
  expect(made.text).toContain("-u 'hall:<SECRET>'");
  const foreign = `/clients/apps/hall/request?redirect_uri=${encodeURIComponent('https://evil.example/')}`;
  expect((await at.open(who, foreign)).status).toBe(400);
});

test('a pasted ID token is explained, its signature checked, and it stands in no log and no address', async () => {
  const person = await citizen(at.base, 'decoder-person');
  const tokens = await tokensOf(at, at.hall, visitor(), person);
  const csrf = (await at.open(who, '/clients/decoder')).forms.flatMap(
    ({ fields }) => fields['_csrf'] ?? [],
  )[0];
  const post = async (token: string) => {
    const [cookie] = [...who.cookies.values()].map(({ value }) => value);
    const answer = await fetch(`${at.issuer}/clients/decoder`, {
      ...{ method: 'POST', headers: { cookie: cookie ?? '', accept: 'text/html' } },
      body: new URLSearchParams({ token, _csrf: csrf ?? '' }),
    });
    return { status: answer.status, url: answer.url, html: await answer.text() };
  };
  const token = String(tokens.id_token);
  const good = await post(token);
  expect(good.html).toContain('签名有效，是本平台的密钥');
  expect(good.html).toContain('urn:songhua:acr:');
  const [head, body, signature = ''] = token.split('.');
  const turned = `${signature.slice(0, -4)}${signature.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA'}`;
  const bad = await post([head, body, turned].join('.'));
  expect(bad.html).toContain('签名不对');
  for (const { html, url } of [good, bad]) {
    expect(html).not.toContain(token);
    expect(url).toBe(`${at.issuer}/clients/decoder`);
  }
  expect(log.length).toBeGreaterThan(0);
  expect(log.join('\n')).not.toContain(body);
});

test('what the application asked stands in its log, a refusal with why and what to do', async () => {
  const wrong = await fetch(`${at.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('hall:not-the-secret').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x', redirect_uri: 'x' }),
  });
  expect(wrong.status).toBe(401);
  // Written beside requests, a moment later.
  const newest = () => clients.requestsOf(at.base, 'hall', { limit: 1 });
  while ((await newest())[0]?.outcome !== 'refused');
  const page = await at.open(who, '/clients/apps/hall/log');
  expect(page.text).toContain('应用密钥不对');
  expect(page.text).toContain('核对部署的密钥');
  expect(page.text).not.toContain('not-the-secret');
});

describe('the log of requests', () => {
  const path = '/clients/apps/hall/log';
  const noted = {
    client_id: 'hall',
    endpoint: 'token',
    status: 400,
    proved: true,
    error: 'invalid_scope',
    reason: 'invalid_scope',
  } as const;

  test('is filtered, and stays so from page to page; the time is to the second', async () => {
    const log = clients.requestLog(at.base);
    for (let number = 0; number < 60; number += 1)
      log.note({ ...noted, request_id: `refused-${number}`, named: [`scope-${number}`] });
    log.note({ ...noted, ...{ endpoint: 'userinfo', status: 200 }, error: undefined });
    await log.flush();
    const page = await at.open(who, `${path}?outcome=refused&endpoint=token&code=invalid_scope`);
    expect(page.text).toContain('scope-59');
    expect(page.text).not.toContain('scope-9 ');
    expect(page.html).toMatch(/<time dateTime="[^"]*">[^<]*\d{2}:\d{2}:\d{2}<\/time>/i);
    // What was looked for stands in the form.
    for (const kept of ['value="refused"', 'value="token"'])
      expect(page.html).toContain(`<option ${kept} selected`);
    expect(page.html).toContain('value="invalid_scope"');
    const [, next = ''] = /<a href="([^"]*)" rel="next"/.exec(page.html) ?? [];
    const older = await at.open(who, next.replaceAll('&amp;', '&'));
    expect(older.text).toContain('scope-9 ');
    expect(older.text).not.toContain('scope-59');
    expect(new URL(older.url).searchParams.get('outcome')).toBe('refused');
    expect(older.html).not.toContain('rel="next"');
    expect(older.html).toContain(
      `<a href="${path}?outcome=refused&amp;endpoint=token&amp;code=invalid_scope">`,
    );
    // Each code leads to all like it.
    expect(page.html).toContain(
      `<p><a href="${path}?code=invalid_scope"><code>invalid_scope</code>`,
    );
    // A row stacks on a narrow screen, and what is not filtered is not to be cleared.
    const { why } = sentences('zh-CN').portal.log;
    expect(page.html).toContain(`data-title="${why}"`);
    const { clear } = sentences('zh-CN').console.table;
    expect(page.html).toContain(clear);
    expect((await at.open(who, path)).html).not.toContain(clear);
  });

  test('an empty list says whether nothing was asked, or nothing is like that', async () => {
    const none = await at.open(who, `${path}?code=no_such_code`);
    expect(none.text).toContain('没有符合条件的请求');
    const wrong = await at.open(who, `${path}?endpoint=elsewhere`);
    expect(wrong.status).toBe(400);
  });

  test('what made an answer, and by what code it was refused, are said', async () => {
    const log = clients.requestLog(at.base);
    log.note({
      ...{ ...noted, error: undefined, reason: undefined, status: 503, in_run: true },
      ...{ code: 'http.unavailable', switched: ['token_unavailable'] },
    });
    await log.flush();
    const page = await at.open(who, `${path}?code=http.unavailable`);
    expect(page.text).toContain('验收机器人正在试这个应用时的请求');
    expect(page.text).toContain('这个回答是打开的故障造成的：令牌端点');
    expect(page.text).not.toContain('没有更详细的说明');
  });
});

test('a delivery that was given up is sent again by its own developer, and by no other', async () => {
  // Given up in the transaction that owes it, so that no worker comes between.
  await transaction(at.base, async (base) => {
    const body = { session_id: 's', identity_id: 'i', client_id: 'hall', sid: 'sid' };
    await outbox.owe(base, [{ destination_id: 'client:hall', kind: 'logout', body }]);
    const settled_at = at.clock.now();
    await base
      .db('outbox')
      .where({ destination_id: 'client:hall' })
      .update({ state: 'dead', settled_at });
  });
  const page = await at.open(who, '/clients/apps/hall/deliveries');
  expect(page.text).toContain('再次投递');
  const [form] = page.forms.filter(({ fields }) => 'delivery' in fields);
  // Under the name of another application of the same developer it is not there.
  const elsewhere = {
    ...page,
    forms: page.forms.map((one) => ({
      ...one,
      action: new URL(one.action.href.replace('/hall/', '/subhall/')),
    })),
  };
  const delivery = form?.fields['delivery'] ?? '';
  expect((await who.submit(elsewhere, { delivery })).status).toBe(404);
  const sent = await who.submit(page, { delivery });
  expect(sent.url.search).toBe('?done=sent_again');
  expect(
    (await auditTrail(at.base)).find(({ kind }) => kind === 'delivery.sent_again'),
  ).toMatchObject({
    ...{ actor_kind: 'developer', actor_id: developer_id },
  });
});

test('a department’s application is its own, whichever of its developers looks', async () => {
  const other = await joined(at.base, { department_code: '220000-hall', by: at.by });
  const reach = await developers.reachOf(at.base, other.developer_id);
  expect(reach.department_ids).toEqual([await departments.idOf(at.base, '220000-hall')]);
});
