// Longer than 250 lines on purpose: one gateway, on which everything else is asked for beside consent.
/** Consent beside what else a client may ask for, and as a program without scripts meets it. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { citizen, signInLocally, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Form, type Page, visitor } from '../support/visitor.ts';
import { codeOf, hasReadAnew, hop, post, press, refusalIn, signOut, somebody } from './rig.ts';

const API = 'https://api.example/cases';
const DAY = 24 * 3_600_000;
const words = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
const byConsent = (scope: string, optional: boolean): clients.Claim => ({
  ...{ scope, basis: 'consent', law: '个人信息保护法 第十三条第一项', purpose: words },
  ...(optional && { optional }),
});
/** `realname` is needed; `phone` and `idno` may be left out; `profile` rests on duty. */
const asked = [byConsent('realname', false), byConsent('phone', true), byConsent('idno', true)];
const scope = 'openid profile realname phone idno';
const every = { 'scope.phone': 'yes', 'scope.idno': 'yes' };

let g: TestGateway;
let people = 0;

beforeAll(async () => {
  g = await startTestGateway({ hall: { resources: [API] } });
  await says(asked);
}, 60_000);
afterAll(() => g?.stop());

/** What the hall says of its scopes; back when the gateway knows it. */
async function says(claims: clients.Claim[]): Promise<void> {
  await clients.setClaims(g.base, 'hall', claims, { kind: 'system' });
  await hasReadAnew(g);
}

/** Somebody new, on the page that asks. */
async function arrived(params: Record<string, string> = {}) {
  people += 1;
  const person = await citizen(g.base, `asked-consent-${people}`, {
    ...somebody(),
    attributes: { ...somebody().attributes, phone_number: '+8613900000001' },
  });
  const who = visitor();
  const { address, verifier } = g.hall.ask(g.issuer, { scope, ...params });
  const page = await signInLocally(who, address, person);
  return { who, person, page, verifier };
}

type Who = ReturnType<typeof visitor>;
const allow = (who: Who, page: Page, boxes: Record<string, string> = {}) =>
  who.submit(withFields(page, boxes), {}, { name: 'consent', value: 'allow' });
const withFields = (page: Page, boxes: Record<string, string>): Page => ({
  ...page,
  forms: page.forms.map((form: Form) => ({ ...form, fields: { ...form.fields, ...boxes } })),
});

async function consented(boxes: Record<string, string>, params: Record<string, string> = {}) {
  const { who, person, page, verifier } = await arrived(params);
  const back = await allow(who, page, boxes);
  return { who, person, tokens: (await g.hall.exchange(g.issuer, codeOf(back), verifier)).body };
}
const info = async (token = '') => (await g.hall.userinfo(g.issuer, token)).body;

describe('a program without scripts, which knows only the names that are promised', () => {
  it('signs in, agrees and signs out by source, username, password, consent and logout', async () => {
    people += 1;
    const person = await citizen(g.base, `asked-consent-${people}`, somebody());
    const who = visitor();
    const { address, verifier } = g.hall.ask(g.issuer, { scope });
    const picker = await who.open(address);
    const password = await who.submit(picker, {}, { name: 'source', value: 'local' });
    const { username, password: secret } = person;
    const page = await who.submit(password, { username, password: secret });
    const back = await who.submit(page, {}, { name: 'consent', value: 'allow' });
    const { body } = await g.hall.exchange(g.issuer, codeOf(back), verifier);
    // What it did not say yes to it does not get.
    expect(body['scope']).toBe('openid profile realname');
    const told = await signOut(g, who, body.id_token ?? '', {
      post_logout_redirect_uri: g.hall.post_logout_redirect_uri,
    });
    expect(told.url.href).toBe(g.hall.post_logout_redirect_uri);
    const again = await who.open(g.hall.ask(g.issuer, { prompt: 'none' }).address);
    expect(refusalIn(again)).toBe('login_required');
  });

  it('finds no box ticked, and is given each optional scope by its own box alone', async () => {
    const { who, page, verifier } = await arrived();
    expect(page.html).toMatch(/id="scope.phone"/);
    expect(page.html).toMatch(/id="scope.idno"/);
    expect(page.html).not.toMatch(/<input[^>]*\bchecked\b/);
    expect(page.html).not.toMatch(/id="scope.realname"/);
    const back = await allow(who, page, { 'scope.phone': 'yes' });
    const { body } = await g.hall.exchange(g.issuer, codeOf(back), verifier);
    expect(body['scope']).toBe('openid profile realname phone');
  });

  it.each(['on', 'no', ''])(
    'is told of a box that it sends as "%s", and nothing is given',
    async (value) => {
      const { who, person, page } = await arrived();
      const answer = await allow(who, page, { 'scope.phone': value });
      expect(answer.status).toBe(400);
      expect(await g.base.db('consents').where({ identity_id: person.identity_id })).toEqual([]);
    },
  );

  it('who forgot the one box that is needed finds those ticked that it had ticked', async () => {
    await says([byConsent('idno', false), byConsent('phone', true)]);
    const { who, page } = await arrived();
    const again = await allow(who, page, { 'scope.phone': 'yes' });
    expect(again.text).toContain('单独同意');
    expect(again.html).toMatch(/id="scope.phone"[^>]*checked/);
    expect(again.html).not.toMatch(/id="scope.idno"[^>]*checked/);
    expect(codeOf(await allow(who, again, { 'scope.idno': 'yes' }))).toBeTruthy();
    await says(asked);
  });
});

describe('an answer to a page that has been open for long', () => {
  it('is to what the page showed: where the purposes changed since, the person is asked anew', async () => {
    const { who, person, page } = await arrived();
    await says([...asked.slice(1), { ...byConsent('realname', false), kept_months: 12 }]);
    const again = await allow(who, page, every);
    expect(again.html).toMatch(/name="consent" value="allow"/);
    expect(again.text).toContain('12 个月');
    const of = { identity_id: person.identity_id };
    const version = (await clients.read(g.base, 'hall'))?.scopes_version ?? 0;
    expect(await g.base.db('consents').where(of).select('scopes_version')).toEqual([
      { scopes_version: version - 1 },
    ]);
    expect(codeOf(await allow(who, again))).toBeTruthy();
    await says(asked);
  });
});

describe('the account page', () => {
  /** What stands on the page: the list of what was received, and what is said of the consent. */
  async function seen(who: Who) {
    const page = await who.open(`${g.issuer}/account/received`);
    const [, received = ''] = /<dl>([\s\S]*?)<\/dl>/.exec(page.html) ?? [];
    const [, said = ''] = /<div class="consented">([\s\S]*?)<\/div>/.exec(page.html) ?? [];
    return { page, received, said: said.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') };
  }
  const [phone, idno, realname] = ['手机号码', '证件类型和号码', '姓名和认证级别'];

  it('says what went where, what was agreed to, what was left out, until when, and what goes by duty', async () => {
    const { who } = await consented({ 'scope.phone': 'yes' });
    const { received, said } = await seen(who);
    expect(received).toContain(phone);
    expect(received).toContain(realname);
    // What was left out was never released.
    expect(received).not.toContain(idno);
    const year = g.clock.now().getFullYear() + 1;
    expect(said).toMatch(new RegExp(`您同意提供：.*${realname}.*（有效期至 ${year}`));
    expect(said).toMatch(new RegExp(`您选择不提供：${idno}`));
    expect(said).toMatch(/依法提供：打码的姓名/);
    expect(said).toContain('撤回同意');
  });

  it('says that a consent counts no more where the purposes changed, and lets it be withdrawn still', async () => {
    const { who } = await consented(every);
    await says([...asked.slice(1), { ...byConsent('realname', false), kept_months: 12 }]);
    const { page, said } = await seen(who);
    expect(said).toContain('您的同意已经不再有效');
    const done = await press(who, page, '/received/withdraw');
    expect(done.text).toContain('已撤回同意');
    const after = await seen(who);
    expect(after.said).toContain('您目前没有同意提供需要同意的信息');
    expect(after.said).not.toContain('撤回同意');
    await says(asked);
  });
});

describe('a consent that is a year old', () => {
  it('is asked for again at the next sign-in, and counts again then', async () => {
    const { who, person, tokens } = await consented(every);
    const of = { identity_id: person.identity_id };
    const before = new Date(g.clock.now().getTime() - 365 * DAY - 1);
    const to = (expires_at: Date) =>
      g.base.db('consents').where(of).update({ given_at: before, expires_at });
    await to(new Date(g.clock.now().getTime() + DAY));
    const quiet = () => who.open(g.hall.ask(g.issuer, { scope, prompt: 'none' }).address);
    expect(codeOf(await quiet())).toBeTruthy();
    await to(g.clock.now());
    expect(refusalIn(await quiet())).toBe('consent_required');
    expect(await info(tokens.access_token)).not.toHaveProperty('id_no');
    const { address, verifier } = g.hall.ask(g.issuer, { scope });
    const page = await who.open(address);
    const back = await allow(who, page, { 'scope.phone': 'yes' });
    const { body } = await g.hall.exchange(g.issuer, codeOf(back), verifier);
    expect(body['scope']).toBe('openid profile realname phone');
    const rows = await g.base.db('consents').where(of).orderBy('given_at');
    expect(rows.map(({ replaced_at }) => replaced_at === null)).toEqual([false, true]);
    expect(rows[1].expires_at.getTime() - rows[1].given_at.getTime()).toBe(365 * DAY);
  });
});

describe('a signed access token (RFC 9068)', () => {
  const forApi = (refresh_token = '') =>
    post(`${g.issuer}/token`, g.hall, {
      grant_type: 'refresh_token',
      refresh_token,
      resource: API,
    });
  const scopeIn = (jwt = '') => String(decodeJwt(jwt)['scope'] ?? '');

  it('names no scope that was left out, at the exchange and at a refresh', async () => {
    const { who, page, verifier } = await arrived({ resource: API });
    const back = await allow(who, page, { 'scope.phone': 'yes' });
    const exchange = await post(`${g.issuer}/token`, g.hall, {
      ...{ grant_type: 'authorization_code', code: codeOf(back), code_verifier: verifier },
      ...{ redirect_uri: g.hall.redirect_uri, resource: API },
    });
    expect(scopeIn(exchange.body.access_token)).toBe('profile realname phone');
    const { body } = await forApi(exchange.body.refresh_token);
    expect(scopeIn(body.access_token)).toBe('profile realname phone');
  });

  it('names none by a consent to an earlier version, and nothing at all is signed once it is withdrawn', async () => {
    const { who, tokens } = await consented(every, { resource: API });
    await says([...asked.slice(1), { ...byConsent('realname', false), kept_months: 12 }]);
    const { body } = await forApi(tokens.refresh_token);
    expect(scopeIn(body.access_token)).toBe('profile');
    await press(who, await who.open(`${g.issuer}/account/received`), '/received/withdraw');
    expect((await forApi(body.refresh_token)).body.error).toBe('invalid_grant');
    await says(asked);
  });
});

describe('the claims parameter (OpenID Connect Core §5.5)', () => {
  const names = { phone_number: { essential: true }, id_no: { essential: true }, name: null };
  const claims = JSON.stringify({ id_token: names, userinfo: names });

  it('brings nothing that was left out, into the id token or to userinfo', async () => {
    const { who, tokens } = await consented({ 'scope.phone': 'yes' }, { claims });
    const id_token = decodeJwt(tokens.id_token ?? '');
    expect(id_token).toMatchObject({ phone_number: '+8613900000001', name: '韩测试' });
    expect(id_token).not.toHaveProperty('id_no');
    expect(await info(tokens.access_token)).not.toHaveProperty('id_no');
    const next = await hop(g, g.hall, who, { scope, claims, prompt: 'none' });
    expect(decodeJwt(next.id_token ?? '')).not.toHaveProperty('id_no');
  });

  it('brings nothing once the consent was withdrawn, though the code had been given', async () => {
    const { who, page, verifier } = await arrived({ claims });
    const code = codeOf(await allow(who, page, every));
    await press(who, await who.open(`${g.issuer}/account/received`), '/received/withdraw');
    const { body } = await g.hall.exchange(g.issuer, code, verifier);
    for (const name of ['phone_number', 'id_no'])
      expect(body.id_token ? decodeJwt(body.id_token) : {}).not.toHaveProperty(name);
    if (body.id_token) expect(decodeJwt(body.id_token)['name']).not.toBe('韩测试');
  });

  it('asks for no scope: without one the person is not asked, and nothing is given', async () => {
    const { page, verifier } = await arrived({ scope: 'openid profile', claims });
    const { body } = await g.hall.exchange(g.issuer, codeOf(page), verifier);
    expect(decodeJwt(body.id_token ?? '')).not.toHaveProperty('id_no');
    expect(await info(body.access_token)).not.toHaveProperty('phone_number');
  });
});
