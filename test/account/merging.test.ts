// Whole, since two proofs are tried in every way in which one of them does not hold.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as identities from '../../src/identities/identities.ts';
import * as decisions from '../../src/merging/desk-decisions.ts';
import * as sources from '../../src/sources/sources.ts';
import { number } from '../identities/people.ts';
import { registration } from '../sources/plant.ts';
import {
  type Citizen,
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';

let gateway: TestGateway;
let who: Visitor;
let one: Citizen;
let other: Citizen;
let count = 0;

const staff = '01920000-0000-7000-8000-00000000e001';

beforeAll(async () => {
  gateway = await startTestGateway();
  for (const id of ['gjj', 'yibao'])
    await sources.register(gateway.base, { ...registration(id), department_code: '220000-hall' });
}, 60_000);
afterAll(() => gateway?.stop());

/** One person with two accounts: one by number, and one that a department issued without it. */
beforeEach(async () => {
  who = visitor();
  count += 1;
  const id_number = number();
  one = await citizen(gateway.base, `one-${count}`, {
    attributes: { name: '张测试', id_type: 'resident_id', id_number },
  });
  other = await person('other', { name: '张测试' });
});

const person = (called: string, attributes: object, bound_level?: number) =>
  citizen(gateway.base, `${called}-${count}`, { source_id: 'yibao', attributes }, bound_level);

const at = (path: string) => `${gateway.issuer}${path}`;
const merging = (by: Visitor = who) => by.open(at('/account/merging'));

/** From the page to the picker, and in with an account. */
async function signInNext(page: Page, with_: Citizen): Promise<Page> {
  const picker = await who.submit(formOf(page, '/account/merging/start'));
  const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
  return who.submit(asked, { username: with_.username, password: with_.password });
}

/** The page with this one form of it. */
const formOf = (page: Page, action: string): Page => ({
  ...page,
  forms: page.forms.filter((form) => form.action.pathname === action),
});

const post = (page: Page, action: string) => who.submit(formOf(page, action));

/** Signed in with the one, then proved the other in the same browser. */
async function bothProved(first = one, second = other): Promise<Page> {
  await signInLocally(who, at('/account'), first);
  return signInNext(await merging(), second);
}

const state = async ({ identity_id }: Citizen) =>
  (await identities.read(gateway.base, identity_id))?.state;

describe('a person with two accounts', () => {
  test('joins them by proving both, and signs in again', async () => {
    const page = await bothProved();
    expect(page.url.pathname).toBe('/account/merging');
    expect(page.text).toContain('确认合并');
    expect(page.text).toContain('张**');
    expect(page.html).not.toContain('张测试');
    expect([await state(one), await state(other)]).toEqual(['active', 'active']);
    const done = await post(page, '/account/merging/join');
    expect(done.text).toContain('两个账号已合并');
    expect([await state(one), await state(other)]).toEqual(['active', 'absorbed']);
    const merged = (await auditTrail(gateway.base)).filter(
      ({ kind }) => kind === 'identity.merged',
    );
    expect(merged.at(-1)).toMatchObject({
      ...{ actor_kind: 'identity', object_id: one.identity_id },
      detail: { absorbed_id: other.identity_id, by: 'own' },
    });
    const kinds = (await auditTrail(gateway.base)).map(({ kind }) => kind);
    expect(kinds).toContain('account.proved');
    expect((await who.open(at('/account'))).url.pathname).toMatch(/^\/signin\//);
  });

  test('who goes no further has two accounts as before', async () => {
    const page = await bothProved();
    await post(page, '/account/merging/cancel');
    expect((await merging()).text).not.toContain('确认合并');
    const late = await post(page, '/account/merging/join');
    expect([late.status, late.html.includes('merging.proof_missing')]).toEqual([403, true]);
    expect(await state(other)).toBe('active');
  });

  test('the same account twice is not two', async () => {
    const page = await bothProved(one, one);
    expect(page.text).toContain('还是同一个账号');
  });

  test('a proof of more than ten minutes is none', async () => {
    const page = await bothProved();
    gateway.clock.advance(10 * 60_000);
    const late = await post(page, '/account/merging/join');
    expect([late.status, late.html.includes('merging.proof_missing')]).toEqual([403, true]);
    expect((await merging()).text).toContain('再次登录当前账号');
    expect(await state(other)).toBe('active');
  });

  test('a session that is old is proved anew first', async () => {
    await signInLocally(who, at('/account'), one);
    gateway.clock.advance(11 * 60_000);
    const page = await merging();
    expect(page.text).toContain('再次登录当前账号');
    const again = await signInNext(page, one);
    expect(again.text).toContain('登录另一个账号');
    expect((await signInNext(again, other)).text).toContain('确认合并');
  });

  test('a proof of another browser is none, and shows nothing there', async () => {
    const page = await bothProved();
    const elsewhere = visitor();
    await signInLocally(elsewhere, at('/account'), other);
    const theirs = await merging(elsewhere);
    expect(theirs.text).not.toContain('确认合并');
    const proof = formOf(page, '/account/merging/join').forms[0]?.fields['proof_id'] ?? '';
    const start = formOf(theirs, '/account/merging/start').forms[0];
    const forged = {
      ...theirs,
      forms: [
        {
          ...{ method: 'post', action: new URL(at('/account/merging/join')), buttons: [] },
          fields: { ...start?.fields, proof_id: proof },
        },
      ],
    };
    const refused = await elsewhere.submit(forged);
    expect([refused.status, refused.html.includes('merging.proof_missing')]).toEqual([403, true]);
    expect(await state(other)).toBe('active');
  });

  test('two people stay two, and staff are asked', async () => {
    const stranger = await person('wang', { name: '王测试' });
    const page = await bothProved(one, stranger);
    const back = await post(page, '/account/merging/join');
    expect(back.text).toContain('没有合并');
    expect(await state(stranger)).toBe('active');
    const asked = await gateway.base
      .db('conflicts')
      .where({ identity_id: one.identity_id, other_identity_id: stranger.identity_id });
    expect(asked.map(({ reason }) => reason)).toEqual(['both_proved']);
  });

  test('a weak sign-in joins nothing stronger than itself', async () => {
    const weak = await person('weak', { name: '张测试' }, 1);
    const page = await bothProved(one, weak);
    const refused = await post(page, '/account/merging/join');
    expect([refused.status, refused.html.includes('merging.weak')]).toEqual([403, true]);
    expect(await state(weak)).toBe('active');
  });

  test('whom staff told apart cannot join themselves', async () => {
    await conflicts.tellApart(gateway.base, [one.identity_id, other.identity_id], staff);
    const refused = await post(await bothProved(), '/account/merging/join');
    expect([refused.status, refused.html.includes('merging.told_apart')]).toEqual([409, true]);
    expect(await state(other)).toBe('active');
  });
});

describe('a person who is asked by staff', () => {
  let id: string;
  beforeEach(async () => {
    await conflicts.queue(gateway.base, {
      ...{ identity_id: other.identity_id, other_identity_id: one.identity_id },
      ...{ source_id: 'yibao', link_id: null, reason: 'linked_elsewhere' },
    });
    const row = await gateway.base
      .db('conflicts')
      .where({ identity_id: other.identity_id })
      .first();
    id = row?.id ?? '';
    await decisions.claim(gateway.base, { id, by: staff });
    await decisions.ask(gateway.base, { id, by: staff, reason: '请本人证明' });
  });
  const stands = async () => (await conflicts.read(gateway.base, id))?.state;

  test('sees it with both accounts, and nothing of the other one', async () => {
    expect(await stands()).toBe('asked');
    for (const account of [one, other]) {
      const by = visitor();
      await signInLocally(by, at('/account'), account);
      expect((await by.open(at('/account'))).text).toContain('可能有两个账号');
      const page = await merging(by);
      expect(page.text).toContain('不显示另一个账号的内容');
      expect(page.html).not.toContain('220***');
    }
    const stranger = await citizen(gateway.base, `nobody-${count}`, { attributes: {} });
    const by = visitor();
    await signInLocally(by, at('/account'), stranger);
    expect((await by.open(at('/account'))).text).not.toContain('可能有两个账号');
  });

  test('proves both, and the question is settled', async () => {
    const done = await post(await bothProved(other, one), '/account/merging/join');
    expect(done.text).toContain('两个账号已合并');
    expect(await state(other)).toBe('absorbed');
    expect(await stands()).toBe('settled');
  });

  test('says that the other one is not theirs: the question is staff’s again, with that answer', async () => {
    await signInLocally(who, at('/account'), one);
    const page = await merging();
    expect((await post(page, '/account/merging/not-me')).text).toContain('已收到您的答复');
    expect(await stands()).toBe('open');
    expect(await conflicts.read(gateway.base, id)).toMatchObject({
      ...{ answer: 'not_me', answered_side: 'other' },
    });
    const event = (await auditTrail(gateway.base)).find(({ kind }) => kind === 'conflict.answered');
    expect(event).toMatchObject({ actor_id: one.identity_id, object_id: id });
    const again = await post(page, '/account/merging/not-me');
    expect([again.status, again.html.includes('merging.not_asked')]).toEqual([404, true]);
  });

  test('answers for nobody else, and not after a month', async () => {
    await signInLocally(who, at('/account'), one);
    const page = await merging();
    gateway.clock.advance(1_000);
    const stranger = await person('wang', { name: '王测试' });
    const mine = who;
    who = visitor();
    await signInLocally(who, at('/account'), stranger);
    const theirs = await merging();
    const start = formOf(theirs, '/account/merging/start').forms[0];
    const question = formOf(page, '/account/merging/not-me').forms[0];
    if (!start || !question) throw new Error('forms are missing');
    const fields = { ...question.fields, _csrf: start.fields['_csrf'] ?? '' };
    const foreign = await who.submit({ ...theirs, forms: [{ ...question, fields }] });
    expect(foreign.status).toBe(404);
    expect(await stands()).toBe('asked');
    who = mine;
    gateway.clock.advance(31 * 86_400_000);
    expect(await stands()).toBe('open');
  });
});
