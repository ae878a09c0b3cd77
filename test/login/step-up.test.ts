// Whole, since every way up is gone from the same session, and none may lead higher than another allows.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as blocks from '../../src/identities/blocks.ts';
import * as second from '../../src/identities/second-factors.ts';
import * as sources from '../../src/sources/sources.ts';
import { citizenOf } from '../never/citizens.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from '../never/province.ts';
import { app, optionsOn, passkey } from '../support/factors.ts';
import { type Citizen, signInLocally, type Visitor } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';

// A client asks for a level; whoever is below it gets there the shortest way, or goes back.

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const level3 = { acr_values: 'urn:songhua:acr:3' };

let p: Province;
let who: Visitor;
let made = 0;

beforeAll(async () => {
  p = await startProvince();
});
beforeEach(() => {
  who = visitor();
});
afterAll(() => p.stop());

/** Evidence of level 3, and a password that was set in a session of that level. */
const citizen = () => {
  made += 1;
  return citizenOf(p, `step-${made}`, { level: 3 }, 3);
};

const claimsOf = async (tokens: { id_token?: string }) =>
  p.hall.verified(p.issuer, tokens.id_token ?? '');

async function tokensFrom(page: Page, verifier: string) {
  return (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body as { id_token?: string };
}

/** Asks for level 3 in a browser where the person signs in by password first. */
async function askAnew(person: Citizen, params: Record<string, string> = level3) {
  const { address, verifier } = p.hall.ask(p.issuer, params);
  const page = await signInLocally(who, address, person);
  return { page, verifier };
}

const showCode = (page: Page, code: string) => press(who, page, '/factor', { code });
const show = (page: Page, answer: string, where = '/factor') => press(who, page, where, { answer });

/** Kinds of the events about a person, with their detail. */
const eventsOf = async (kind: string) =>
  (await auditTrail(p.base)).filter((event) => event.kind === kind);

describe('a second factor', () => {
  it('is asked for where it makes up what is missing, and lifts the sign-in', async () => {
    const person = await citizen();
    const phone = await app(p.base, p.clock, { ...person, level: 3 });
    const { page, verifier } = await askAnew(person);
    expect(page.text).toContain('请再验证一次');
    const told = await showCode(page, phone.next());
    // What was changed in the person's name is told before they go on.
    expect(told.text).toContain('您的验证方式有变化');
    const tokens = await tokensFrom(await press(who, told, '/told'), verifier);
    expect(await claimsOf(tokens)).toMatchObject({ acr: 'urn:songhua:acr:3' });
    expect(await claimsOf(tokens)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
    const row = await sessionOf(p, tokens);
    expect(row).toMatchObject({ factor_id: phone.id, factor_reach: 3, first_reach: 2, level: 3 });
    const used = await eventsOf('credential.used');
    expect(used.map(({ detail }) => detail['kind'])).toContain('totp');
    const [succeeded] = (await eventsOf('login.succeeded')).slice(-1);
    expect(succeeded?.detail).toMatchObject({ level: 3, factor: 'totp' });
  });

  it('is not asked for where one factor is enough', async () => {
    const person = await citizen();
    await app(p.base, p.clock, { ...person, level: 3 });
    const { page } = await askAnew(person, {});
    expect(page.text).not.toContain('请再验证一次');
  });

  it('may be a passkey, which says so in amr', async () => {
    const person = await citizen();
    const { device } = await passkey(p.base, p.issuer, { ...person, level: 3 });
    const { page, verifier } = await askAnew(person);
    const told = await show(page, device.get(optionsOn(page)));
    const tokens = await tokensFrom(await press(who, told, '/told'), verifier);
    const { acr, amr } = await claimsOf(tokens);
    expect(acr).toBe('urn:songhua:acr:3');
    expect(amr).toEqual(['pwd', 'hwk', 'user', 'mfa']);
  });

  it('may be a recovery code, once', async () => {
    const person = await citizen();
    const { codes } = await app(p.base, p.clock, { ...person, level: 3 });
    expect(codes).toHaveLength(10);
    const first = await askAnew(person);
    const told = await showCode(first.page, (codes[0] as string).toLowerCase());
    codeOf(await press(who, told, '/told'));
    who = visitor();
    const again = await showCode((await askAnew(person)).page, codes[0] as string);
    expect(again.status).toBe(400);
    expect(again.text).toContain('验证没有通过');
    codeOf(await showCode(again, codes[1] as string));
  });

  it('that is wrong is said in one sentence, counted, and after a few slowed down', async () => {
    const person = await citizen();
    await app(p.base, p.clock, { ...person, level: 3 });
    let { page } = await askAnew(person);
    for (let wrong = 0; wrong < 5; wrong += 1) {
      page = await showCode(page, '000000');
      expect(page.status).toBe(400);
      expect(page.text).toContain('验证没有通过');
    }
    const slowed = await showCode(page, '000000');
    expect(slowed.status).toBe(429);
    // Another browser with the same password comes no further: it is counted by person.
    who = visitor();
    expect((await showCode((await askAnew(person)).page, '000000')).status).toBe(429);
    // Support finds them by the person, whose password was right.
    const failed = (await eventsOf('login.failed')).filter(
      ({ detail, object_id }) =>
        detail['reason'] === 'wrong_factor' && object_id === person.identity_id,
    );
    expect(failed.length).toBeGreaterThanOrEqual(5);
  });

  it('that its person wants asked always is asked at every sign-in', async () => {
    const person = await citizen();
    const phone = await app(p.base, p.clock, { ...person, level: 3 });
    await second.askAlways(p.base, person.identity_id, true);
    const { page, verifier } = await askAnew(person, {});
    expect(page.text).toContain('您设置了每次登录都要再验证一次');
    // Looking for other ways is no way around it.
    const around = await who.open(
      `${page.url.origin}${page.url.pathname.split('/').slice(0, 3).join('/')}/step-up`,
    );
    expect(around.text).toContain('请再验证一次');
    const told = await showCode(around, phone.next());
    const tokens = await tokensFrom(await press(who, told, '/told'), verifier);
    expect((await claimsOf(tokens)).acr).toBe('urn:songhua:acr:3');
  });

  it('that a thief bound in a weak session keeps nobody out', async () => {
    const person = await citizen();
    await app(p.base, p.clock, { ...person, level: 1 });
    await second.askAlways(p.base, person.identity_id, true);
    const { page } = await askAnew(person, {});
    expect(page.text).not.toContain('请再验证一次');
  });
});

describe('a session that lives', () => {
  it('goes on from where it is: the first factor is not asked for again', async () => {
    const person = await citizen();
    const phone = await app(p.base, p.clock, { ...person, level: 3 });
    const first = await askAnew(person, {});
    const before = await tokensFrom(await press(who, first.page, '/told'), first.verifier);
    const { address, verifier } = p.hall.ask(p.issuer, level3);
    const page = await who.open(address);
    expect(page.text).toContain('请再验证一次');
    const raised = await tokensFrom(await showCode(page, phone.next()), verifier);
    const [was, is] = [await claimsOf(before), await claimsOf(raised)];
    expect(was.acr).toBe('urn:songhua:acr:2');
    expect(is).toMatchObject({ acr: 'urn:songhua:acr:3', sid: was.sid, sub: was.sub });
    // A step-up makes no sign-in younger: max_age counts from the password.
    expect(is.auth_time).toBe(was.auth_time);
    expect((await sessionOf(p, raised)).id).toBe((await sessionOf(p, before)).id);
    const [event] = (await eventsOf('session.raised')).slice(-1);
    expect(event?.detail).toMatchObject({ level: 3, factor_reach: 3 });
  });

  it('of more than a quarter of an hour ago is proved anew first', async () => {
    const person = await citizen();
    const first = await askAnew(person, {});
    codeOf(first.page);
    p.clock.advance(16 * 60_000);
    const page = await who.open(p.hall.ask(p.issuer, level3).address);
    expect(page.text).toContain('用哪个账号登录');
  });

  it('is proved anew where the client asks for that', async () => {
    const person = await citizen();
    const first = await askAnew(person, {});
    codeOf(first.page);
    const anew: Record<string, string>[] = [{ prompt: 'login' }, { max_age: '0' }];
    for (const more of anew) {
      const page = await who.open(p.hall.ask(p.issuer, { ...level3, ...more }).address);
      expect(page.text).toContain('用哪个账号登录');
    }
  });

  it('that was signed out in another tab is not brought back by a code', async () => {
    const person = await citizen();
    const phone = await app(p.base, p.clock, { ...person, level: 3 });
    const first = await askAnew(person, {});
    const tokens = await tokensFrom(await press(who, first.page, '/told'), first.verifier);
    const page = await who.open(p.hall.ask(p.issuer, level3).address);
    const confirm = await who.open(`${p.issuer}/signout?id_token_hint=${tokens.id_token}`);
    await who.submit(confirm, {}, { name: 'logout', value: 'yes' });
    const after = await showCode(page, phone.next());
    expect(after.url.searchParams.get('code')).toBeNull();
    const live = await p.base
      .db('sessions')
      .where({ identity_id: person.identity_id })
      .whereNull('ended_at');
    expect(live).toEqual([]);
  });
});

describe('where no factor helps', () => {
  it('the linked departments that reach it come first, then others, and one is gone through', async () => {
    const account = someone('高测试');
    const first = await tokensThrough(p, who, 'fund', account);
    expect((await claimsOf(first)).acr).toBe('urn:songhua:acr:2');
    const { address, verifier } = p.hall.ask(p.issuer, level3);
    const page = await who.open(address);
    expect(page.text).toContain('需要更可靠的登录方式');
    const buttons = page.forms
      .filter(({ action }) => action.pathname.endsWith('/source'))
      .flatMap((form) => form.buttons.map(({ value }) => value));
    // 医保 and 旅游 reach 2 at most.
    expect(buttons).toEqual(['fund']);
    p.providers.fund.signsIn({ ...account, amr: 'pwd otp' });
    const back = await press(who, page, '/source', {}, { name: 'source', value: 'fund' });
    const raised = await tokensFrom(back, verifier);
    expect(await claimsOf(raised)).toMatchObject({
      acr: 'urn:songhua:acr:3',
      sid: (await claimsOf(first)).sid,
    });
  });

  it('of hundreds those that reach it are named, wherever they are, and none that the person has blocked', async () => {
    const many = Array.from({ length: 12 }, (_, n) => `low-${n}`);
    const settings = p.providers.tourism.settings;
    for (const id of many)
      await sources.register(p.base, {
        ...{ id, protocol: 'oidc', department_code: '220000-tourism', settings, ceiling: 1 },
        ...{ registration: 'issued', names: words(id), account_words: words(`${id}账号`) },
      });
    const person = await citizen();
    const { page } = await askAnew(person);
    expect(page.html).toContain('value="fund"');
    expect(page.html).not.toContain('value="low-0"');
    const { identity_id } = person;
    const open = new Set(['fund']);
    await blocks.block(p.base, { identity_id, strength: 3, source_id: 'fund', ceiling: 3, open });
    who = visitor();
    expect((await askAnew(person)).page.html).not.toContain('value="fund"');
    await p.base.db('sources').whereIn('id', many).update({ state: 'retired' });
  });

  it('a department that reaches less than it was asked for lifts nothing, and is not offered again', async () => {
    const account = someone('林测试');
    await tokensThrough(p, who, 'fund', account);
    const { address } = p.hall.ask(p.issuer, level3);
    const page = await who.open(address);
    const back = await comeThrough(p, who, page, 'fund', account);
    expect(back.text).toContain('需要更可靠的登录方式');
    expect(back.text).toContain('目前没有可以在网上达到的方式');
    const left = await press(who, back, '/leave');
    expect(left.url.searchParams.get('error')).toBe('unmet_authentication_requirements');
    const [refused] = (await eventsOf('login.refused')).slice(-1);
    expect(refused?.detail).toMatchObject({ reason: 'level_too_low' });
  });

  it('the ceiling of the department holds, whatever is shown beside it', async () => {
    const account = someone('何测试');
    const first = await tokensThrough(p, who, 'medical', account);
    const { identity_id } = await sessionOf(p, first);
    await app(p.base, p.clock, { identity_id, level: 2 });
    const told = await who.open(p.hall.ask(p.issuer, level3).address);
    const page = await press(who, told, '/told');
    expect(page.text).toContain('需要更可靠的登录方式');
    expect(page.text).not.toContain('请再验证一次');
  });
});

describe('a passkey', () => {
  it('signs its owner in by itself, at level 3, without a name or password', async () => {
    const person = await citizen();
    const { device, id } = await passkey(p.base, p.issuer, { ...person, level: 3 });
    const { address, verifier } = p.hall.ask(p.issuer, level3);
    const picker = await who.open(address);
    const page = await who.submit(picker, {}, { name: 'source', value: 'local' });
    const told = await show(page, device.get(optionsOn(page)), '/passkey');
    const tokens = await tokensFrom(await press(who, told, '/told'), verifier);
    const { acr, amr } = await claimsOf(tokens);
    expect(acr).toBe('urn:songhua:acr:3');
    expect(amr).toEqual(['hwk', 'user', 'mfa']);
    const row = await sessionOf(p, tokens);
    expect(row).toMatchObject({ credential_id: id, factor_id: null, shown_id: id });
  });

  it('is the short way up for whoever came through a department that reaches less', async () => {
    const account = someone('郭测试');
    const first = await tokensThrough(p, who, 'medical', account);
    const { identity_id } = await sessionOf(p, first);
    // A counter has proved them since; the passkey was added after that.
    await p.base.db('evidence').where({ identity_id }).update({ level: 3 });
    const { device } = await passkey(p.base, p.issuer, { identity_id, level: 3 });
    const { address, verifier } = p.hall.ask(p.issuer, level3);
    const page = await press(who, await who.open(address), '/told');
    expect(page.text).toContain('用您登记过的通行密钥确认');
    const back = await show(page, device.get(optionsOn(page)), '/passkey');
    const tokens = await tokensFrom(back, verifier);
    expect((await claimsOf(tokens)).acr).toBe('urn:songhua:acr:3');
    expect((await sessionOf(p, tokens)).source_id).toBeNull();
  });

  it('that nobody has, or that was removed, signs in nobody', async () => {
    const person = await citizen();
    const { device, id } = await passkey(p.base, p.issuer, { ...person, level: 3 });
    await second.removeFactor(p.base, {
      ...{ identity_id: person.identity_id, factor_id: id },
      session_id: '00000000-0000-7000-8000-000000000000',
    });
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const page = await who.submit(picker, {}, { name: 'source', value: 'local' });
    const refused = await show(page, device.get(optionsOn(page)), '/passkey');
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('通行密钥没有通过');
  });
});
