// Longer than 250 lines on purpose: one portal, and an application from its draft on.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import * as developers from '../../src/developers/developers.ts';
import { portalRoutes } from '../../src/portal/routes.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { joined, newAddress, signedIn } from '../developers/people.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

let at: Portal;
beforeAll(async () => {
  at = await startPortal({ env: { SANDBOX: 'true' } });
}, 60_000);
afterAll(() => at?.stop());
beforeEach(() => at.base.db.raw('truncate tries, audit_events, audit_pending'));

type Developer = Awaited<ReturnType<typeof newcomer>>;

/** A browser of somebody who has just registered. */
async function newcomer() {
  const { token, developer_id } = await signedIn(at.base);
  const who = visitor();
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  who.cookies.set(`${name} /`, { value: `${name}=${token}`, path: '/' });
  return { who, developer_id, cookie: `${name}=${token}` };
}

let count = 0;
/** A draft that is nobody's but theirs. */
async function draft({ who, cookie }: Pick<Developer, 'who' | 'cookie'>) {
  const id = `try-app-${++count}`;
  const names = { 'names.zh-CN': '社保查询', 'names.ko': '조회', 'names.en': 'Look-up' };
  const fields = { department: '', id, ...names };
  const page = await at.open(who, '/clients/new');
  const answer = await post(cookie, page, '/clients/new', fields);
  expect(answer.headers.get('location')).toBe(`/clients/apps/${id}?done=begun`);
  return { id, page: await at.open(who, `/clients/apps/${id}?done=begun`) };
}

/** The form of a page that leads to an address, filled and sent. */
function send(
  who: ReturnType<typeof visitor>,
  page: Page,
  to: string,
  fill: Record<string, string>,
) {
  const forms = page.forms.filter(({ action }) => action.pathname.endsWith(to));
  return who.submit({ ...page, forms }, fill);
}

/** Posts a form of text areas and selects, whose present values the browser without script does not read. */
async function post(cookie: string, page: Page, path: string, fields: Record<string, string>) {
  const csrf = page.forms.flatMap(({ fields }) => fields['_csrf'] ?? [])[0] ?? '';
  return fetch(`${at.issuer}${path}`, {
    ...{ method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html' } },
    body: new URLSearchParams({ ...fields, _csrf: csrf }),
  });
}

describe('an application in the sandbox', () => {
  test('is one of a hundred at most, also of those that are begun in the same millisecond', async () => {
    const { who, cookie, developer_id } = await newcomer();
    const { id } = await draft({ who, cookie });
    const { base } = at;
    // Known to nobody but whose list they are on: a hundred engines need not be built for this.
    const made = Array.from({ length: developers.MOST_DRAFTS - 2 }, (_, n) => `${id}-x${n}`);
    await base.db.raw(
      `insert into clients
       select (jsonb_populate_record(one, jsonb_build_object('id', made, 'sector', made, 'state', 'retired'))).*
       from clients one, unnest(?::text[]) made where one.id = ?`,
      [made, id],
    );
    await base
      .db('developer_drafts')
      .insert(made.map((client_id) => ({ client_id, developer_id })));
    const page = await at.open(who, '/clients/new');
    const names = { 'names.zh-CN': '社保查询', 'names.ko': '조회', 'names.en': 'Look-up' };
    const begin = (id: string) =>
      post(cookie, page, '/clients/new', { department: '', id, ...names });
    const answers = await Promise.all(['a', 'b', 'c'].map((end) => begin(`${id}-${end}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    const [refused] = answers.filter(({ status }) => status === 409);
    expect(await refused?.text()).toContain('最多可新建一百个');
    expect((await developers.reachOf(base, developer_id)).client_ids).toHaveLength(100);
  });

  test('is brought over with no network that could not be typed', async () => {
    const { who, cookie } = await newcomer();
    const { id } = await draft({ who, cookie });
    const overview = await at.open(who, `/clients/apps/${id}`);
    const [, text = ''] = /(\{[^<]*songhua_registration[^<]*\})/.exec(overview.html) ?? [];
    const plain = JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    const bring = async (networks: string[]) =>
      post(cookie, await at.open(who, '/clients/new'), '/clients/new', {
        ...{ department: '', id: `${id}-again`, 'names.zh-CN': '', 'names.ko': '', 'names.en': '' },
        carried: JSON.stringify({ ...plain, networks }),
      });
    const inner = await bring(['10.20.0.0/16']);
    expect(inner.status).toBe(400);
    expect(await inner.text()).toContain('10.20.0.0/16：沙箱中的应用只能位于 127.0.0.0/8, ::1/128');
    expect(await clients.read(at.base, `${id}-again`)).toBeUndefined();
    expect((await bring(['127.0.0.0/8'])).status).toBe(303);
  });

  test('begins as a draft of whoever made it, is filled in group by group, and signs people in', async () => {
    const me = await newcomer();
    const { who, cookie, developer_id } = me;
    expect((await at.open(who, '/clients')).text).toContain('请先新建一份草稿');
    const { id, page } = await draft(me);
    expect(page.text).toContain('资料还没有填全：基本情况');
    const made = (await auditTrail(at.base)).find(({ kind }) => kind === 'client.drafted');
    expect(made).toMatchObject({ actor_kind: 'developer', actor_id: developer_id, object_id: id });

    const path = `/clients/apps/${id}`;
    const form = await at.open(who, `${path}/addresses`);
    const refused = await post(cookie, form, `${path}/addresses`, {
      ...{ application_type: 'web', post_logout_redirect_uris: '', networks: '' },
      ...{ redirect_uris: 'https://app.example/callback\r\nhttps://*.app.example/callback' },
      ...{ backchannel_logout_uri: '', initiate_login_uri: '' },
    });
    const said = await refused.text();
    expect(refused.status).toBe(400);
    expect(said).toContain('https://*.app.example/callback：不能含有 *');
    // What was typed stands there still, and nothing was changed.
    expect(said).toContain('https://app.example/callback\r\nhttps://*.app.example/callback');
    expect((await clients.read(at.base, id))?.redirect_uris).toEqual([]);

    // What nobody has approved leads the robot nowhere but where a sandbox may be led.
    const inner = await post(cookie, form, `${path}/addresses`, {
      ...{ application_type: 'web', post_logout_redirect_uris: '', networks: '10.20.0.0/16' },
      ...{ redirect_uris: 'https://app.example/callback', backchannel_logout_uri: '' },
      initiate_login_uri: '',
    });
    expect(inner.status).toBe(400);
    expect(await inner.text()).toContain('10.20.0.0/16：沙箱中的应用只能位于 127.0.0.0/8, ::1/128');
    expect((await clients.read(at.base, id))?.networks).toEqual([]);

    const callback = 'http://localhost:4999/callback';
    const saved = await post(cookie, form, `${path}/addresses`, {
      ...{ application_type: 'web', post_logout_redirect_uris: '', networks: '' },
      ...{ redirect_uris: callback, backchannel_logout_uri: '', initiate_login_uri: '' },
    });
    expect([saved.status, saved.headers.get('location')]).toEqual([
      303,
      `${path}/addresses?done=saved`,
    ]);

    const shown = await send(who, await at.open(who, `${path}/credentials`), '/secret', {});
    const [, secret = ''] = /<code>([\w-]{43})<\/code>/.exec(shown.html) ?? [];
    expect(secret).not.toBe('');
    expect((await at.open(who, `${path}/credentials`)).html).not.toContain(secret);
    expect(
      (await auditTrail(at.base)).find(({ kind }) => kind === 'client.secret_added'),
    ).toMatchObject({ actor_kind: 'developer', actor_id: developer_id, client_id: id });

    const person = await citizen(at.base, `citizen-${id}`);
    const browser = visitor({ stopsAt: (url) => url.port === '4999' });
    const { address, verifier } = at.hall.ask(at.issuer, { scope: 'openid' });
    const asked = new URL(address);
    asked.searchParams.set('client_id', id);
    asked.searchParams.set('redirect_uri', callback);
    const exchange = (code: string) =>
      fetch(`${at.issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          ...{ grant_type: 'authorization_code', redirect_uri: callback, code_verifier: verifier },
          code,
        }),
      });
    // A node learns of an application within a second, and of its secret, which came after its
    // addresses: only who is taken for this application hears that the code is no good.
    const known = async () =>
      ((await (await exchange('no-code')).json()) as { error: string }).error;
    await expect.poll(known, { timeout: 10_000 }).toBe('invalid_grant');
    const back = await signInLocally(browser, asked.href, person);
    const answer = await exchange(back.url.searchParams.get('code') ?? '');
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([
      200,
      expect.arrayContaining(['id_token', 'access_token']),
    ]);
  });

  test('says in which group something is missing until all is there, and is not handed in by nobody', async () => {
    const me = await newcomer();
    const { who, cookie } = me;
    const { id, page } = await draft(me);
    const path = `/clients/apps/${id}`;
    await post(cookie, page, `${path}/about`, {
      ...{ 'names.zh-CN': '社保查询', 'names.ko': '조회', 'names.en': 'Look-up' },
      ...{ 'descriptions.zh-CN': '查询社保', 'descriptions.ko': '조회', 'descriptions.en': 'Look' },
      ...{ purpose: '查询本人的社会保险缴费记录', matters: 'A0001234', home_uri: '' },
    });
    expect((await at.open(who, path)).text).toContain('资料还没有填全：联系人');
    const bad = await post(cookie, page, `${path}/contacts`, {
      'contacts.responsible.name': '金负责',
      ...{ 'contacts.responsible.phone': '123', 'contacts.responsible.mail': 'jin@office.example' },
    });
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('wrong-field')]);
    const whole = (role: string) => ({
      [`contacts.${role}.name`]: '金负责',
      [`contacts.${role}.phone`]: '0431-88880000',
      [`contacts.${role}.mail`]: 'jin@office.example',
    });
    await post(cookie, page, `${path}/contacts`, {
      ...whole('responsible'),
      ...whole('technical'),
    });
    expect((await at.open(who, path)).text).toContain('资料还没有填全：地址');
    await post(cookie, page, `${path}/addresses`, {
      ...{ application_type: 'web', redirect_uris: 'https://app.example/callback', networks: '' },
      ...{ post_logout_redirect_uris: '', initiate_login_uri: '' },
      backchannel_logout_uri: 'https://app.example/logout',
    });
    const complete = await at.open(who, path);
    expect(complete.text).toContain('资料已填写完整');
    expect(complete.text).toContain('这份草稿不属于任何部门，不能提交');
    expect((await post(cookie, page, `${path}/submit`, {})).status).toBe(404);
    const trail = await auditTrail(at.base);
    expect(JSON.stringify(trail)).not.toContain('金负责');
  });

  test('asks for data with basis, law and purpose, each field named when it cannot stand', async () => {
    const me = await newcomer();
    const { cookie } = me;
    const { id, page } = await draft(me);
    const path = `/clients/apps/${id}/data`;
    const claim = {
      ...{ 'scope.profile': 'yes', 'claims.profile.basis': 'consent', 'claims.profile.law': '' },
      'claims.profile.purpose.zh-CN': '显示称呼',
      ...{ 'claims.profile.purpose.ko': '호칭', 'claims.profile.purpose.en': 'To greet you' },
      'claims.profile.kept_months': '6',
    };
    const refused = await post(cookie, page, path, claim);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/id="wrong-field"[^>]*name="claims.profile.law"/);
    const saved = await post(cookie, page, path, { ...claim, 'claims.profile.law': '本机关协议' });
    expect(saved.status).toBe(303);
    expect(await clients.claimsOf(at.base, id)).toMatchObject([
      { scope: 'profile', basis: 'consent', law: '本机关协议', kept_months: 6 },
    ]);
    expect((await clients.read(at.base, id))?.scopes).toBe('openid profile');
  });

  test('two secrets are good at once until the day that was chosen, which is no more than 90 days off', async () => {
    const me = await newcomer();
    const { cookie } = me;
    const { id, page } = await draft(me);
    const path = `/clients/apps/${id}/credentials`;
    const day = (days: number) =>
      new Date(at.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    expect((await post(cookie, page, `${path}/secret`, {})).status).toBe(200);
    for (const earlier of [day(-2), day(95), 'soon'])
      expect((await post(cookie, page, `${path}/secret`, { earlier })).status).toBe(400);
    // Of two of one instant none is the younger one.
    at.clock.advance(1_000);
    expect((await post(cookie, page, `${path}/secret`, { earlier: day(30) })).status).toBe(200);
    const { secrets = [] } = (await clients.read(at.base, id)) ?? {};
    expect(secrets.map(({ expires_at }) => expires_at !== null)).toEqual([false, true]);
    const keys = await post(cookie, page, `${path}/keys`, { jwks: '{"keys":', jwks_uri: '' });
    expect([keys.status, await keys.text()]).toEqual([400, expect.stringContaining('这不是 JSON')]);
  });

  test('is given up by its name, and its id goes to nobody else', async () => {
    const me = await newcomer();
    const { cookie } = me;
    const { id, page } = await draft(me);
    const path = `/clients/apps/${id}/abandon`;
    expect((await post(cookie, page, path, { named: 'another' })).status).toBe(400);
    expect((await post(cookie, page, path, { named: id })).status).toBe(303);
    expect((await clients.read(at.base, id))?.state).toBe('retired');
    const other = await newcomer();
    const names = { 'names.zh-CN': '甲', 'names.ko': '갑', 'names.en': 'A' };
    const again = await post(
      other.cookie,
      await at.open(other.who, '/clients/new'),
      '/clients/new',
      {
        ...{ department: '', id, ...names },
      },
    );
    expect([again.status, await again.text()]).toEqual([
      409,
      expect.stringContaining('clients.id_taken'),
    ]);
  });

  test('of a department is handed in once it has passed its acceptance, and not before', async () => {
    const member = await joined(at.base, { department_code: '220000-hall', by: at.by });
    const name = `songhua-developer-${new URL(at.issuer).port}`;
    const cookie = `${name}=${member.token}`;
    const who = visitor();
    who.cookies.set(`${name} /`, { value: cookie, path: '/' });
    const id = 'handed-in';
    const words = { 'zh-CN': '社保查询', ko: '조회', en: 'Look-up' };
    const contact = { name: '金负责', phone: '0431-88880000', mail: 'jin@office.example' };
    await clients.draft(
      at.base,
      {
        ...{ id, department_code: '220000-hall', names: words, descriptions: words },
        ...{ purpose: '查询本人的社会保险缴费记录', matters: ['A0001234'] },
        contacts: { responsible: contact, technical: contact },
        redirect_uris: ['https://app.example/callback'],
        backchannel_logout_uri: 'https://app.example/logout',
      },
      developers.actor(member.developer_id),
    );
    const path = `/clients/apps/${id}`;
    const page = await at.open(who, path);
    const early = await post(cookie, page, `${path}/submit`, {});
    expect([early.status, await early.text()]).toEqual([
      409,
      expect.stringContaining('clients.not_accepted'),
    ]);
    const tried = (origin: string) =>
      post(cookie, page, `${path}/acceptance`, {
        ...{ start: `${origin}/`, inside: `${origin}/me`, sign_out: `${origin}/out` },
      });
    const foreign = await tried('https://somebody.example');
    expect([foreign.status, await foreign.text()]).toEqual([
      400,
      expect.stringMatching(/id="wrong-field"[^>]*name="start"/),
    ]);
    expect((await tried('https://app.example')).status).toBe(303);
    expect((await at.open(who, `${path}/acceptance`)).text).toContain('验收');
    // As if the robot had found nothing: its own tests are those of clients/acceptance.
    while ((await acceptance.latest(at.base, id))?.state !== 'done');
    await at.base.db('acceptance_runs').where({ client_id: id }).update({ passed: true });
    expect((await at.open(who, `${path}/acceptance`)).text).toContain('签名的验收报告');
    // What was found of another registration is said not to count.
    const { stale } = sentences('zh-CN').portal.acceptance;
    expect((await at.open(who, `${path}/acceptance`)).text).not.toContain(stale);
    const runs = at.base.db('acceptance_runs').where({ client_id: id });
    await runs.clone().update({ profile: 'strict' });
    expect((await at.open(who, `${path}/acceptance`)).text).toContain(stale);
    await runs.clone().update({ profile: 'standard' });
    const handed = await post(cookie, page, `${path}/submit`, {});
    expect(handed.headers.get('location')).toBe(`${path}?done=submitted`);
    expect((await clients.read(at.base, id))?.state).toBe('submitted');
    expect((await post(cookie, page, `${path}/withdraw`, {})).status).toBe(303);
    expect((await clients.read(at.base, id))?.state).toBe('draft');
  }, 60_000);
});

describe('what is not a developer’s', () => {
  const named = portalRoutes.filter(({ path }) => path.includes('/:id'));

  test.each(named.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s is not there for somebody else (Never 1)',
    async (_name, route) => {
      const [owner, other] = [await newcomer(), await newcomer()];
      const { id } = await draft(owner);
      const home = await at.open(other.who, '/clients');
      for (const one of [id, at.hall.id, 'no-such-app']) {
        const path = route.path.replace(':id', one).replace(/:\w+/g, 'x');
        const answer =
          route.method === 'get'
            ? await fetch(`${at.issuer}${path}`, { headers: { cookie: other.cookie } })
            : await post(other.cookie, home, path, { named: one });
        expect([answer.status, await answer.text()]).toEqual([
          404,
          expect.stringContaining('developers.not_here'),
        ]);
      }
    },
  );

  test('a department is none of somebody’s because they name it', async () => {
    const { who, cookie } = await newcomer();
    const names = { 'names.zh-CN': '甲', 'names.ko': '갑', 'names.en': 'A' };
    const page = await at.open(who, '/clients/new');
    const fields = { department: '220000-hall', id: 'not-mine', ...names };
    expect((await post(cookie, page, '/clients/new', fields)).status).toBe(400);
    expect(await clients.read(at.base, 'not-mine')).toBeUndefined();
  });

  test('every post wants a form of this very session', async () => {
    const [owner, other] = [await newcomer(), await newcomer()];
    const { id } = await draft(owner);
    const theirs = await at.open(other.who, '/clients');
    for (const { path, method } of portalRoutes.filter((one) => one.method === 'post')) {
      const answer = await post(owner.cookie, theirs, path.replace(':id', id), {});
      expect([method, path, answer.status]).toEqual(['post', path, 403]);
    }
    expect(await developers.sessionOf(at.base, newAddress())).toBeUndefined();
  });
});
