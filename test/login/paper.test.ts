// Whole, since a paper is followed from the counter to the sign-in, and through all that may go wrong between.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { auditTrail } from '../support/trail.ts';
import type { Browser, Page } from './browser.ts';
import { printed } from './papers.ts';
import { type Province, startProvince, zhang } from './province.ts';

const shown = { name: String(zhang.name), id_number: String(zhang.id_number) };
const password = 'a boat under the bridge';
const staff = { staff_id: '0192aaaa-0000-7000-8000-000000000001' };

let province: Province;

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(() => province.renew());
afterAll(() => province?.stop());

const base = () => province.data.base;
const finished = ({ leftFor }: Page) => leftFor?.searchParams.get('code') === 'given';
const signedIn = () => province.engine.signedIn.at(-1);

/** From the picker to the answer to the code. */
async function typed(who: Browser, code: string, number = shown.id_number): Promise<Page> {
  const picker = await province.begin(who);
  const [, href = ''] = /href="([^"]*\/paper)"/.exec(picker.text) ?? [];
  return who.submit(await who.open(href), '/paper', { code, number });
}

const accept = (who: Browser, page: Page) => who.submit(page, '/notice');
const set = (who: Browser, page: Page, fields: Record<string, string> = {}) =>
  who.submit(page, '/regain', { password, ...fields });
/** All of it. */
const claim = async (who: Browser, code: string, number?: string) =>
  set(who, await accept(who, await typed(who, code, number)));

async function byPassword(name: string, word = password): Promise<Page> {
  const who = province.browser();
  const form = await who.submit(await province.begin(who), '/source', { source: 'local' });
  const page = await who.submit(form, '/password', { username: name, password: word });
  // Once: what the counter did, and that a password was set by it.
  return page.text.includes('/told"') ? who.submit(page, '/told') : page;
}

describe('a code on paper', () => {
  test('lets somebody without any account in, asks for no telephone, and the number and the password do it from then on', async () => {
    const { code } = await printed(base(), shown);
    await province.events();
    const who = province.browser();
    const form = await typed(who, code);
    expect(form.text).toContain('个人信息处理告知');
    const setting = await accept(who, form);
    expect(setting.text).not.toMatch(/手机号|type="tel"/);
    expect(finished(await set(who, setting))).toBe(true);
    expect(await province.events()).toEqual([
      'credential.set',
      'identity.notice_accepted',
      'login.succeeded',
      'paper.used',
    ]);
    // Somebody saw the document (level 3); one thing in the hand is one factor.
    const { identity_id, level } = signedIn() ?? { identity_id: '', level: 0 };
    expect(level).toBe(2);
    expect(await identities.level(base(), identity_id)).toBe(3);
    expect((await credentials.list(base(), identity_id))[0]).toMatchObject({ bound_level: 2 });
    expect(finished(await byPassword('220000 1900 0101 0018'))).toBe(true);
  });

  test('is taken however it is written', async () => {
    const { code } = await printed(base(), shown);
    const hand = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(
      (await typed(province.browser(), hand, '２２００００１９００ ０１０１００１８')).text,
    ).toContain('个人信息处理告知');
  });

  test('works once, in one browser and in two', async () => {
    const { code } = await printed(base(), shown);
    const [one, two] = [province.browser(), province.browser()];
    const [first, second] = [
      await accept(one, await typed(one, code)),
      await accept(two, await typed(two, code)),
    ];
    const ends = await Promise.all([
      set(one, first),
      set(two, second, { password: 'another word' }),
    ]);
    expect(ends.filter(finished)).toHaveLength(1);
    expect(ends.find((page) => !finished(page))).toMatchObject({ status: 409 });
    const again = await typed(province.browser(), code);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('已使用')]);
    expect((await auditTrail(base())).filter(({ kind }) => kind === 'paper.used')).toHaveLength(1);
  });

  test('is void once another one is printed, and after thirty days', async () => {
    const [old, fresh] = [await printed(base(), shown), await printed(base(), shown)];
    expect((await typed(province.browser(), old.code)).text).toContain('已作废');
    expect((await typed(province.browser(), fresh.code)).status).toBe(200);
    province.data.clock.advance(30 * 86_400_000);
    expect((await typed(province.browser(), fresh.code)).text).toContain('已过期');
  });

  test('leaves other ways in as they are, ends the sessions, and the old password opens nothing', async () => {
    const who = province.browser();
    const arrived = await province.visit(who, await province.begin(who), 'fund', zhang);
    await who.submit(arrived, '/notice');
    const identity_id = signedIn()?.identity_id ?? '';
    const old = { identity_id, password: 'long river, many tributaries', bound_level: 2 };
    await identities.setPassword(base(), old);
    const { code } = await printed(base(), shown);
    const claiming = province.browser();
    // She has read the notice: the password is asked for at once.
    const page = await typed(claiming, code);
    expect(page.text).toContain('设置密码');
    expect(finished(await set(claiming, page))).toBe(true);
    expect(signedIn()?.identity_id).toBe(identity_id);
    expect((await byPassword(shown.id_number, old.password)).status).toBe(400);
    const back = province.browser();
    const page2 = await province.visit(back, await province.begin(back), 'fund', zhang);
    expect(page2.text).toContain('认领码');
    expect(finished(await back.submit(page2, '/told'))).toBe(true);
  });

  test('a password that cannot stand is said, and the paper is good still', async () => {
    const { code } = await printed(base(), shown);
    const who = province.browser();
    const page = await accept(who, await typed(who, code));
    const refused = await set(who, page, { password: '123' });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('8')]);
    const named = await set(who, refused, { login_name: '220000190001010018' });
    expect(named.status).toBe(400);
    expect(finished(await set(who, named, { login_name: 'zhang.shi' }))).toBe(true);
    expect(finished(await byPassword('zhang.shi'))).toBe(true);
  });

  test('killed before the password is set, everything is as it was', async () => {
    const { code } = await printed(base(), shown);
    const who = province.browser();
    const page = await accept(who, await typed(who, code));
    await base().db.raw(
      `create or replace function broken() returns trigger language plpgsql as $$ begin raise 'killed'; end $$;
       create trigger broken before insert on credentials execute function broken()`,
    );
    expect((await set(who, page)).status).toBe(500);
    await base().db.raw('drop trigger broken on credentials; drop function broken()');
    expect(finished(await set(who, page))).toBe(true);
  });
});

describe('staff who stop an identity', () => {
  test('are not got round by a paper of before', async () => {
    const { code } = await printed(base(), shown);
    const identity_id = (await identities.findByIdentifier(base(), shown.id_number)) ?? '';
    const who = province.browser();
    const page = await accept(who, await typed(who, code));
    province.data.clock.advance(1_000);
    await interventions.suspend(base(), { identity_id, reason_code: 'identity_doubt' }, staff);
    const refused = await set(who, page);
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.text).toContain('现在不能重设密码');
    expect(province.engine.signedIn).toHaveLength(0);
    await expect(printed(base(), shown)).rejects.toThrow('stopped');
  });

  test('a paper printed after evidence was asked for is what was asked for', async () => {
    await printed(base(), shown);
    const identity_id = (await identities.findByIdentifier(base(), shown.id_number)) ?? '';
    const order = { identity_id, reason_code: 'identity_doubt' } as const;
    province.data.clock.advance(1_000);
    await interventions.requireEvidence(base(), order, staff);
    province.data.clock.advance(1_000);
    const { code } = await printed(base(), shown);
    expect(await interventions.standingOf(base(), identity_id)).toMatchObject({
      evidence_required: false,
    });
    expect(finished(await claim(province.browser(), code))).toBe(true);
  });
});

test('a client that takes no account of ours is offered no paper', async () => {
  const { clients } = province.engine;
  const hall = clients.get('hall');
  if (hall) clients.set('hall', { ...hall, accepted_sources: ['fund'] });
  const who = province.browser();
  const picker = await province.begin(who);
  expect(picker.text).not.toContain('/paper"');
  expect((await who.open(`${picker.url.pathname}/paper`)).status).not.toBe(200);
});
