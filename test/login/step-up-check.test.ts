// Whole, since every branch of one way up stands here, through the front door.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { number } from '../identities/people.ts';
import { type CheckedProvince, startCheckedProvince } from '../never/checked-province.ts';
import {
  codeOf,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from '../never/province.ts';
import { type Citizen, citizen, signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';

// Whoever lacks the level is checked by an authority on the way, and comes back to the service with it.

vi.setConfig({ testTimeout: 20_000 });

let p: CheckedProvince;
let who: ReturnType<typeof visitor>;
let made = 0;

beforeAll(async () => {
  p = await startCheckedProvince();
}, 60_000);
beforeEach(async () => {
  who = visitor();
  p.authority.face = undefined;
  p.authority.says = undefined;
  // The pace of codes and tries is that of the process, not of the test's clock.
  await p.base.db('tries').delete();
});
afterAll(() => p.stop());

interface Somebody extends Citizen {
  name: string;
  id_number: string;
  phone: string;
}

/** Somebody whose own number is known at this level, with a password bound at it; authorities know them. */
async function person(level: number): Promise<Somebody> {
  made += 1;
  const [name, id_number] = ['钱样本', number()];
  const phone = `+8619900003${String(made).padStart(3, '0')}`;
  const attributes = { name, id_type: 'resident_id', id_number };
  const made_up = await citizen(p.base, `check-${made}`, { attributes }, level);
  await p.base.db('evidence').where({ identity_id: made_up.identity_id }).update({ level });
  p.authority.people.push({ name, id_number, phone });
  return { ...made_up, name, id_number, phone };
}

/** Somebody of whom nothing is known, and what the authorities know of them. */
async function unknown(name = '孙样本'): Promise<Somebody> {
  made += 1;
  const [id_number, phone] = [number(), `+8619900003${String(made).padStart(3, '0')}`];
  const changes = { registration: 'self_registered', level: 1, attributes: {} } as const;
  const made_up = await citizen(p.base, `check-${made}`, changes, 0);
  p.authority.people.push({ name, id_number, phone });
  return { ...made_up, name, id_number, phone };
}

async function ask(one: Citizen, level: number) {
  const { address, verifier } = p.hall.ask(p.issuer, { acr_values: `urn:songhua:acr:${level}` });
  return { page: await signInLocally(who, address, one), verifier };
}

const choose = (page: Page, method: string) =>
  press(who, page, '/check', {}, { name: 'method', value: method });
const offers = (page: Page) =>
  page.forms
    .filter(({ action }) => action.pathname.endsWith('/check'))
    .flatMap(({ buttons }) => buttons.map(({ value }) => value));

async function codeTo({ phone }: Pick<Somebody, 'phone'>, count = 1): Promise<string> {
  return (await p.sms.textTo(phone, count)).words['code'] ?? '';
}

/** From the page that asks for a telephone to what the operators make of it. */
async function byPhone(page: Page, of: Pick<Somebody, 'phone'>, count = 1): Promise<Page> {
  const coded = await press(who, page, '/check/phone', { phone: of.phone });
  expect(coded.text).toContain('输入验证码');
  return press(who, coded, '/check/code', { code: await codeTo(of, count) });
}

async function tokensFrom(page: Page, verifier: string) {
  return (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body as { id_token?: string };
}
const claimsOf = (tokens: { id_token?: string }) =>
  p.hall.verified(p.issuer, tokens.id_token ?? '');
const eventsAbout = async ({ identity_id }: Citizen) =>
  (await auditTrail(p.base)).filter(
    ({ object_id, actor_id }) => object_id === identity_id || actor_id === identity_id,
  );

describe('a check by telephone operators', () => {
  it('of a number that is known is only confirmed, and brings level 2 back to the service', async () => {
    const one = await person(1);
    const { page, verifier } = await ask(one, 2);
    expect(offers(page)).toEqual(['operator', 'face']);
    const confirm = await choose(page, 'operator');
    expect(confirm.text).toContain('钱**');
    expect(confirm.html).not.toContain(one.id_number);
    expect(confirm.html).not.toContain('name="id_number"');
    const back = await byPhone(await press(who, confirm, '/check/said'), one);
    const tokens = await tokensFrom(back, verifier);
    expect((await claimsOf(tokens)).acr).toBe('urn:songhua:acr:2');
    const { identity_id } = one;
    const [evidence] = await p.base.db('evidence').where({ identity_id, method: 'operator' });
    expect(evidence).toMatchObject({ level: 2, authority: 'operators' });
    const raised = (await eventsAbout(one)).find(({ kind }) => kind === 'identity.raised');
    expect(raised?.detail).toMatchObject({ method: 'operator', level: 2, bound_level: 2 });
    // From now on the password is bound at it.
    who = visitor();
    codeOf((await ask(one, 2)).page);
  });

  it('makes a number that nobody owns the own one of somebody of whom nothing was known', async () => {
    const one = await unknown();
    const { page, verifier } = await ask(one, 2);
    const said = await choose(page, 'operator');
    const fill = { name: one.name, id_number: one.id_number };
    const back = await byPhone(await press(who, said, '/check/said', fill), one);
    expect((await claimsOf(await tokensFrom(back, verifier))).acr).toBe('urn:songhua:acr:2');
    const claims = await identities.claimsOf(p.base, one.identity_id);
    expect(claims).toMatchObject({ name: one.name, id_no: one.id_number, real_name_level: 2 });
  });

  it('with a telephone of somebody else raises nothing, and says so', async () => {
    const [one, other] = [await person(1), await person(1)];
    const { page } = await ask(one, 2);
    const confirm = await choose(page, 'operator');
    const told = await byPhone(await press(who, confirm, '/check/said'), other);
    expect(told.status).toBe(400);
    expect(told.text).toContain('手机号码须登记在您本人名下');
    expect(await identities.level(p.base, one.identity_id)).toBe(1);
    const [failed] = (await eventsAbout(one)).filter(({ kind }) => kind === 'login.failed');
    expect(failed?.detail).toMatchObject({ reason: 'no_match' });
    // Another telephone is another try.
    codeOf(await byPhone(await press(who, told, '/check/said'), one));
  });

  it('about another name or number than that of the account is refused before anybody is asked', async () => {
    const one = await unknown();
    const changes = { name: '孙样本', id_type: 'resident_id', id_number: one.id_number };
    await identities.resolve(
      p.base,
      {
        ...{ source_id: 'tourism', subject: `t-${made}`, attributes: changes, level: 1 },
        ...{ registration: 'self_registered', evidence_days: 30, authority: 'a' },
      },
      { proved_identity_id: one.identity_id, proved_level: 0 },
    );
    const other = await unknown('赵样本');
    const { page } = await ask(one, 2);
    const said = await choose(page, 'operator');
    const asked = p.authority.asked.length;
    const fill = { name: other.name, id_number: other.id_number };
    const told = await press(who, said, '/check/said', fill);
    expect(told.status).toBe(400);
    expect(told.text).toContain('这不是这个账号本人的信息');
    expect(p.authority.asked).toHaveLength(asked);
    expect(await identities.level(p.base, one.identity_id)).toBe(0);
  });

  it('of a number that another account owns raises neither: staff are asked, and the person is told', async () => {
    const owner = await person(2);
    const one = await unknown();
    const { page } = await ask(one, 2);
    const said = await choose(page, 'operator');
    const fill = { name: owner.name, id_number: owner.id_number };
    const told = await byPhone(await press(who, said, '/check/said', fill), owner);
    expect(told.status).toBe(409);
    expect(told.text).toContain('这个证件号码已属于另一个账号');
    expect(await identities.level(p.base, one.identity_id)).toBe(0);
    const { identity_id } = one;
    expect(await p.base.db('conflicts').where({ identity_id })).toMatchObject([
      { other_identity_id: owner.identity_id, reason: 'identifier_of_another' },
    ]);
    expect(await p.base.db('identifiers').where({ identity_id })).toEqual([]);
  });

  it('whose operators do not answer keeps what was proved, and is asked again', async () => {
    const one = await person(1);
    const { page } = await ask(one, 2);
    const confirm = await choose(page, 'operator');
    p.authority.says = 'perhaps';
    const down = await byPhone(await press(who, confirm, '/check/said'), one);
    expect(down.status).toBe(503);
    expect(down.text).toContain('核验机构没有应答');
    p.authority.says = undefined;
    const again = await who.open(page.url.href);
    // What the code has proved is taken once, by however many posts at once.
    const pages = await Promise.all([1, 2, 3].map(() => press(who, again, '/check/said')));
    expect(pages.some(({ url }) => url.searchParams.has('code'))).toBe(true);
    const { identity_id } = one;
    const rows = await p.base.db('evidence').where({ identity_id, method: 'operator' });
    expect(rows).toHaveLength(1);
  });

  it('posted twice at once counts once', async () => {
    const one = await person(1);
    const { page } = await ask(one, 2);
    const confirm = await choose(page, 'operator');
    const phone = await press(who, confirm, '/check/said');
    const coded = await press(who, phone, '/check/phone', { phone: one.phone });
    const code = await codeTo(one);
    await Promise.all([1, 2, 3].map(() => press(who, coded, '/check/code', { code })));
    const { identity_id } = one;
    const rows = await p.base.db('evidence').where({ identity_id, method: 'operator' });
    expect(rows).toHaveLength(1);
  });

  it('is no way to level 3 beside a password', async () => {
    const { page } = await ask(await person(2), 3);
    expect(offers(page)).toEqual(['face']);
  });
});

describe('a comparison of faces', () => {
  it('lifts the session that lives to level 3, as a factor beside the password', async () => {
    const one = await person(2);
    const first = await ask(one, 2);
    const before = await tokensFrom(first.page, first.verifier);
    const { address, verifier } = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:3' });
    const consent = await press(who, await choose(await who.open(address), 'face'), '/check/said');
    expect(consent.text).toContain('单独同意');
    p.authority.face = one.id_number;
    const tokens = await tokensFrom(await press(who, consent, '/check/face'), verifier);
    const [was, is] = [await claimsOf(before), await claimsOf(tokens)];
    expect(is).toMatchObject({
      acr: 'urn:songhua:acr:3',
      sid: was.sid,
      amr: ['pwd', 'face', 'mfa'],
    });
    expect(is.auth_time).toBe(was.auth_time);
    expect(await sessionOf(p, tokens)).toMatchObject({
      factor_reach: 3,
      level: 3,
      factor_id: null,
    });
    // What was shown with it is bound at it; what was not stays where it was.
    const { identity_id } = one;
    expect(await p.base.db('credentials').where({ identity_id })).toMatchObject([
      { kind: 'password', bound_level: 3 },
    ]);
    expect(await p.base.db('links').where({ identity_id })).toMatchObject([{ bound_level: 2 }]);
    // The password alone is one factor still.
    who = visitor();
    const later = await ask(one, 3);
    expect(later.page.text).toContain('需要更可靠的登录方式');
  });

  it('is declined without losing the other ways', async () => {
    const { page } = await ask(await person(2), 3);
    const consent = await press(who, await choose(page, 'face'), '/check/said');
    const back = await press(who, consent, '/check/face', {}, { name: 'choice', value: 'other' });
    expect(back.text).toContain('可以这样达到');
    expect(back.html).toContain('value="fund"');
  });

  it('with another face raises nothing', async () => {
    const [one, other] = [await person(2), await person(2)];
    const { page } = await ask(one, 3);
    const consent = await press(who, await choose(page, 'face'), '/check/said');
    p.authority.face = other.id_number;
    const told = await press(who, consent, '/check/face');
    expect(told.status).toBe(400);
    expect(told.text).toContain('人脸与证件照片不一致');
    expect(await identities.level(p.base, one.identity_id)).toBe(2);
  });

  it('lifts nobody above the ceiling of the department they came through, and is not offered', async () => {
    const account = someone('何测试');
    await tokensThrough(p, who, 'medical', account);
    const page = await who.open(p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:3' }).address);
    expect(page.text).toContain('需要更可靠的登录方式');
    expect(offers(page)).toEqual([]);
  });
});

describe('who cannot be checked', () => {
  it('by a weak way in is not made the person of an identity that a department has proved', async () => {
    const one = await unknown();
    const { identity_id } = one;
    await p.base.db('evidence').insert({
      ...{ id: crypto.randomUUID(), identity_id, method: 'issued_account', authority: 'a' },
      ...{ level: 2, at: p.clock.now(), expires_at: null, revoked_at: null },
    });
    const { page } = await ask(one, 2);
    const fill = { name: one.name, id_number: one.id_number };
    const said = await press(who, await choose(page, 'operator'), '/check/said', fill);
    const told = await byPhone(said, one);
    expect(told.text).toContain('这不是这个账号本人的信息');
    expect(await p.base.db('identifiers').where({ identity_id })).toEqual([]);
  });

  it('where no authority is configured is offered none', async () => {
    const bare = await startProvince();
    const attributes = { name: '钱样本', id_type: 'resident_id', id_number: number() };
    const one = await citizen(bare.base, 'bare', { attributes }, 2);
    const { address } = bare.hall.ask(bare.issuer, { acr_values: 'urn:songhua:acr:3' });
    expect(offers(await signInLocally(who, address, one))).toEqual([]);
    await bare.stop();
  });
});
