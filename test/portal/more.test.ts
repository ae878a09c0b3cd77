/** What an application may ask for beyond the usual, its secrets, and a developer's own sign-ins. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as developers from '../../src/developers/sessions.ts';
import { signedIn } from '../developers/people.ts';
import { keyPair } from '../doubles/strict-party.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

let at: Portal;
let name: string;
beforeAll(async () => {
  at = await startPortal({ env: { SANDBOX: 'true' } });
  name = `songhua-developer-${new URL(at.issuer).port}`;
}, 60_000);
afterAll(() => at?.stop());

async function newcomer() {
  const { token, developer_id } = await signedIn(at.base);
  return { developer_id, cookie: `${name}=${token}`, who: browser(token) };
}
function browser(token: string) {
  const who = visitor();
  who.cookies.set(`${name} /`, { value: `${name}=${token}`, path: '/' });
  return who;
}
type Developer = Awaited<ReturnType<typeof newcomer>>;

/** Posts a form whole, as its page would. */
async function post({ cookie, who }: Developer, path: string, fields: Record<string, string>) {
  const page = await at.open(who, '/clients/new');
  const csrf = page.forms.flatMap(({ fields }) => fields['_csrf'] ?? [])[0] ?? '';
  return fetch(`${at.issuer}${path}`, {
    ...{ method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html' } },
    body: new URLSearchParams({ ...fields, _csrf: csrf }),
  });
}

let count = 0;
async function draft(me: Developer): Promise<string> {
  const id = `more-app-${++count}`;
  const names = { 'names.zh-CN': '社保查询', 'names.ko': '조회', 'names.en': 'Look-up' };
  const answer = await post(me, '/clients/new', { department: '', id, ...names });
  expect(answer.status).toBe(303);
  return id;
}
const read = async (id: string) => await clients.read(at.base, id);
const everything = {
  notices_uri: 'https://app.example/notices',
  'subscription.identity.changed': 'yes',
  'subscription.consent.withdrawn': 'yes',
  resources: 'https://api.app.example/cases\r\nurn:app:letters',
  default_max_age: '3600',
  id_token_encrypted_alg: 'ECDH-ES+A128KW',
  id_token_encrypted_enc: 'A256GCM',
  userinfo_signed_alg: 'ES256',
  userinfo_encrypted_alg: 'ECDH-ES',
  userinfo_encrypted_enc: '',
};

describe('notices, resources and encryption', () => {
  test('are said in a form, stand there again, and are taken away by empty fields', async () => {
    const me = await newcomer();
    const id = await draft(me);
    const path = `/clients/apps/${id}/more`;
    const { open } = keyPair('opens');
    const jwks = { keys: [{ ...open, use: 'enc', alg: undefined }] };
    const said = { scopes: 'openid profile', jwks } as clients.Said;
    await clients.change(at.base, id, said, { kind: 'system' });
    const saved = await post(me, path, everything);
    expect(saved.headers.get('location')).toBe(`${path}?done=saved`);
    expect(await read(id)).toMatchObject({
      notices_uri: 'https://app.example/notices',
      subscriptions: expect.arrayContaining(['identity.changed', 'consent.withdrawn']),
      resources: ['https://api.app.example/cases', 'urn:app:letters'],
      default_max_age: 3600,
      ...{ id_token_encrypted_alg: 'ECDH-ES+A128KW', id_token_encrypted_enc: 'A256GCM' },
      ...{ userinfo_signed_alg: 'ES256', userinfo_encrypted_alg: 'ECDH-ES' },
      // Whoever says nothing of the content has the standard's.
      userinfo_encrypted_enc: 'A128CBC-HS256',
    });
    const { html } = await at.open(me.who, path);
    expect(html).toMatch(/<option value="ECDH-ES\+A128KW" selected/);
    expect(html).toMatch(/name="subscription.identity.changed"[^>]*checked/);
    expect(html).not.toMatch(/name="subscription.records.changed"[^>]*checked/);
    expect(html).toContain('urn:app:letters');
    expect(html).toMatch(/name="default_max_age"[^>]*value="3600"/);

    const nothing = Object.fromEntries(
      Object.keys(everything)
        .filter((name) => !name.startsWith('subscription.'))
        .map((name) => [name, '']),
    );
    expect((await post(me, path, nothing)).status).toBe(303);
    expect(await read(id)).toMatchObject({
      ...{ notices_uri: null, subscriptions: [], resources: [], default_max_age: null },
      ...{ id_token_encrypted_alg: null, id_token_encrypted_enc: null },
      ...{ userinfo_signed_alg: null, userinfo_encrypted_alg: null },
    });
  });

  test.each<[string, Partial<typeof everything>, string]>([
    ['encryption without a key to encrypt to', {}, 'id_token_encrypted_alg'],
    [
      'a resource that is no address',
      { id_token_encrypted_alg: '', userinfo_encrypted_alg: '', resources: 'cases' },
      'resources',
    ],
    [
      'an age that is none',
      { id_token_encrypted_alg: '', userinfo_encrypted_alg: '', default_max_age: 'soon' },
      'default_max_age',
    ],
  ])('%s is refused at its field, and nothing changes', async (_, changes, field) => {
    const me = await newcomer();
    const id = await draft(me);
    await clients.change(at.base, id, { scopes: 'openid profile' }, { kind: 'system' });
    const before = await read(id);
    const answer = await post(me, `/clients/apps/${id}/more`, { ...everything, ...changes });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(new RegExp(`id="wrong-field"[^>]*name="${field}"`));
    expect(await read(id)).toEqual(before);
  });
});

describe('the sector', () => {
  test('is chosen among those of applications within reach, and no others', async () => {
    const [me, other] = [await newcomer(), await newcomer()];
    const [one, two, theirs] = [await draft(me), await draft(me), await draft(other)];
    const path = `/clients/apps/${two}/data`;
    const { html } = await at.open(me.who, path);
    expect(html).toMatch(new RegExp(`<option value="${one}"`));
    expect(html).not.toContain(`<option value="${theirs}"`);
    for (const sector of [theirs, 'hall', '']) {
      const refused = await post(me, path, { sector });
      expect([sector, refused.status]).toEqual([sector, 400]);
      expect((await read(two))?.sector).toBe(two);
    }
    expect((await post(me, path, { sector: one })).status).toBe(303);
    expect((await read(two))?.sector).toBe(one);
    // A form without it, as an older page sends, leaves it alone.
    expect((await post(me, path, { 'scope.profile': '' })).status).toBe(303);
    expect((await read(two))?.sector).toBe(one);
  });
});

describe('secrets', () => {
  const day = () => new Date(at.clock.now().getTime() + 10 * 86_400_000).toISOString().slice(0, 10);

  test('are two at most: a third must end the earlier ones at once', async () => {
    const me = await newcomer();
    const id = await draft(me);
    const path = `/clients/apps/${id}/credentials/secret`;
    const add = async (earlier: string) => (await post(me, path, { earlier })).status;
    expect(await add('')).toBe(200);
    at.clock.advance(1_000);
    expect(await add(day())).toBe(200);
    at.clock.advance(1_000);
    const refused = await post(me, path, { earlier: day() });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('已经有两个密钥有效'),
    ]);
    expect((await read(id))?.secrets).toHaveLength(2);
    expect(await add('')).toBe(200);
    expect((await read(id))?.secrets).toHaveLength(1);
  });

  test('are two also where several are asked for at once', async () => {
    const me = await newcomer();
    const id = await draft(me);
    const path = `/clients/apps/${id}/credentials/secret`;
    await post(me, path, { earlier: '' });
    at.clock.advance(1_000);
    const came = await Promise.all([1, 2, 3, 4].map(() => post(me, path, { earlier: day() })));
    expect(came.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    expect((await read(id))?.secrets).toHaveLength(2);
  });
});

describe("a developer's own sign-ins", () => {
  test('are listed, and ended one by one or all others together; the trail says by whom', async () => {
    const me = await newcomer();
    const tokens = [];
    for (let times = 0; times < 3; times += 1) {
      at.clock.advance(1_000);
      tokens.push(await developers.startSession(at.base, me.developer_id));
    }
    const page = await at.open(me.who, '/clients/sessions');
    expect(page.html.match(/name="session"/g)).toHaveLength(3);
    expect(page.text).toContain('本机');
    const ending = page.forms.filter(({ action }) => action.pathname.endsWith('/end'));
    const done = await me.who.submit({ ...page, forms: ending });
    expect(done.text).toContain('已结束');
    expect(done.html.match(/name="session"/g)).toHaveLength(2);
    const again = await me.who.submit({ ...page, forms: ending });
    expect(again.text).toContain('那次登录已经结束');
    const rest = done.forms.filter(({ action }) => action.pathname.endsWith('/end-others'));
    const alone = await me.who.submit({ ...done, forms: rest });
    expect(alone.html).not.toContain('name="session"');
    for (const token of tokens)
      expect((await at.open(browser(token), '/clients')).url.pathname).toBe('/clients/sign-in');
    expect((await at.open(me.who, '/clients')).url.pathname).toBe('/clients');
    const ended = (await auditTrail(at.base)).filter(
      ({ kind, object_id }) => kind === 'developer.session_ended' && object_id === me.developer_id,
    );
    expect(ended.map(({ actor_id, detail }) => [actor_id, detail['reason']])).toEqual(
      Array(3).fill([me.developer_id, 'signed_out']),
    );
  });

  test('of somebody else are not ended', async () => {
    const [me, other] = [await newcomer(), await newcomer()];
    const row = await at.base
      .db('developer_sessions')
      .where({ developer_id: other.developer_id })
      .first('id');
    const answer = await post(me, '/clients/sessions/end', { session: row?.id ?? '' });
    expect(answer.headers.get('location')).toBe('/clients/sessions?done=session_none');
    expect((await at.open(other.who, '/clients')).url.pathname).toBe('/clients');
  });
});
