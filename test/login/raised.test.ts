import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as interventions from '../../src/identities/interventions.ts';
import { momentWords } from '../../views/components/moment.tsx';
import { number } from '../identities/people.ts';
import { type CheckedProvince, startCheckedProvince } from '../never/checked-province.ts';
import { codeOf, press } from '../never/province.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { type Page, visitor } from '../support/visitor.ts';

// A check raised an account: whoever holds a way in of somebody else's may have brought it about, so its owner is told.

vi.setConfig({ testTimeout: 20_000 });

const SMS_TEMPLATES = 'one_time_code=code,one_time_code.ko=code,raised=raised,raised.ko=raised.ko';
let p: CheckedProvince;
beforeAll(async () => {
  p = await startCheckedProvince({ env: { SMS_TEMPLATES } });
}, 60_000);
afterAll(() => p.stop());
// The pace of codes is that of the process, not of the test's clock.
beforeEach(() => p.base.db('tries').delete());

let made = 0;
/** Somebody of level 1 whose telephone stands in the account, and what operators know of it. */
async function person() {
  made += 1;
  const [name, id_number] = ['钱样本', number()];
  const phone = `+8619900007${String(made).padStart(3, '0')}`;
  const attributes = { name, id_type: 'resident_id', id_number, phone_number: phone };
  const one = await citizen(p.base, `raised-${made}`, { attributes }, 1);
  const { identity_id } = one;
  await p.base.db('evidence').where({ identity_id }).update({ level: 1 });
  p.authority.people.push({ name, id_number, phone });
  return { ...one, phone };
}
type Person = Awaited<ReturnType<typeof person>>;
type Who = ReturnType<typeof visitor>;

/** Up to where the code is typed that came to the telephone. */
async function toCode(who: Who, one: Person) {
  const { address } = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:2' });
  const ways = await signInLocally(who, address, one);
  const confirm = await press(who, ways, '/check', {}, { name: 'method', value: 'operator' });
  const phone = await press(who, confirm, '/check/said');
  const page = await press(who, phone, '/check/phone', { phone: one.phone });
  const { words } = await p.sms.textTo(one.phone);
  return { page, code: words['code'] ?? '' };
}
const texts = ({ phone }: Person, of: string) =>
  p.sms.sent.filter(({ to, template }) => to === phone && template.startsWith(of));
const lines = async ({ identity_id }: Person) =>
  (await interventions.list(p.base, identity_id, { limit: 20 })).filter(
    ({ kind }) => kind === 'raised',
  );
/** All that was owed before is sent by now: what is asked for after it has come. */
async function sentAll(one: Person): Promise<void> {
  await p.base.db('tries').delete();
  const before = texts(one, 'code').length;
  const who = visitor();
  const picker = await who.open(p.hall.ask(p.issuer).address);
  await press(who, await press(who, picker, '/register'), '/phone', { phone: one.phone });
  while (texts(one, 'code').length === before)
    await p.sms.textTo(one.phone, p.sms.sent.filter(({ to }) => to === one.phone).length + 1);
}

describe('an account that a check raised', () => {
  it('has a line of it in its history, and its owner is written to in their language', async () => {
    const one = await person();
    const who = visitor();
    await who.open(`${p.issuer}/privacy?lang=ko`);
    const { page, code } = await toCode(who, one);
    codeOf(await press(who, page, '/check/code', { code }));
    const text = await p.sms.textTo(one.phone, 2);
    // Their first sign-in is under way: no language is known but that of the page.
    expect(text).toMatchObject({ template: 'raised.ko', lang: 'ko' });
    expect(text.words).toEqual({ at: momentWords(p.clock.now(), 'ko') });
    expect(await lines(one)).toMatchObject([{ reason_code: 'own_choice', seen_at: null }]);
    // Whoever comes next sees that there is something to read.
    const owner = visitor();
    await signInLocally(owner, p.hall.ask(p.issuer).address, one);
    expect((await owner.open(`${p.issuer}/account`)).text).toContain('您还没有看过');
    const history = await owner.open(`${p.issuer}/account/history`);
    expect(history.text).toContain('通过核验提高了账号级别');
    expect(history.text).toContain('请马上修改密码并拨打帮助热线');
    expect((await owner.open(`${p.issuer}/account`)).text).not.toContain('您还没有看过');
  });

  it('is told of once, however often the page is posted', async () => {
    const one = await person();
    const who = visitor();
    // Operators that do not answer at first: what the code has proved stays, and is asked about anew.
    p.authority.says = 'perhaps';
    const { page, code } = await toCode(who, one);
    expect((await press(who, page, '/check/code', { code })).status).toBe(503);
    p.authority.says = undefined;
    const again = await who.open(page.url);
    const pages: Page[] = await Promise.all([1, 2, 3].map(() => press(who, again, '/check/said')));
    expect(pages.some(({ url }) => url.searchParams.has('code'))).toBe(true);
    await p.sms.textTo(one.phone, 2);
    await sentAll(one);
    expect(texts(one, 'raised')).toHaveLength(1);
    expect(await lines(one)).toHaveLength(1);
  });

  it('is not told of where the check said no', async () => {
    const [one, other] = [await person(), await person()];
    const who = visitor();
    p.authority.says = 'no_match';
    const { page, code } = await toCode(who, one);
    const told = await press(who, page, '/check/code', { code });
    p.authority.says = undefined;
    expect(told.status).toBe(400);
    await sentAll(one);
    expect([...texts(one, 'raised'), ...texts(other, 'raised')]).toEqual([]);
    expect(await lines(one)).toEqual([]);
  });
});
