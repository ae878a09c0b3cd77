/** What a stranger may make the gateway do again and again: ask for faces, compute hashes, write events. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import {
  button,
  codeTo,
  type NewcomersGateway,
  password,
  press,
  proved,
  startNewcomers,
  toPhone,
} from './newcomer.ts';

type Visitor = ReturnType<typeof visitor>;
let g: NewcomersGateway;
beforeAll(async () => {
  g = await startNewcomers([]);
}, 60_000);
afterAll(() => g.stop());
// The pace is that of the process, not of the test's clock.
beforeEach(() => g.base.db('tries').delete());

/** Is sent to the camera and never goes there. */
const stranger = () => visitor({ stopsAt: ({ origin }) => origin === g.authority.origin });
const count = (name: string) => g.authority.asked.filter((one) => one['name'] === name).length;
const eventsOf = async (kind: string) =>
  (await auditTrail(g.base)).filter((event) => event.kind === kind).length;

describe('a comparison of faces', () => {
  async function formOf(who: Visitor): Promise<Page> {
    const picker = await who.open(g.hall.ask(g.issuer, {}).address);
    return who.open(`${picker.url.origin}${picker.url.pathname}/recover`);
  }
  const ask = (who: Visitor, page: Page, name: string, id_number: string) =>
    who.submit(page, { name, number: id_number }, { name: 'by', value: 'face' });

  it('is not begun for a number again and again, by whoever asks from wherever', async () => {
    const id_number = number();
    const statuses: number[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const who = stranger();
      statuses.push((await ask(who, await formOf(who), '郑样本', id_number)).status);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 303, 429, 429, 429]);
    expect(count('郑样本')).toBe(6);
    const who = stranger();
    expect((await ask(who, await formOf(who), '郑样本', number())).status).toBe(303);
  });

  it('is not begun again and again by a newcomer', async () => {
    const who = stranger();
    const check = await proved(g, who, '19900000201');
    const said = { name: '孙样本', id_number: number(), method: 'face' };
    const consent = await who.submit(check, said, button('check'));
    const statuses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1)
      statuses.push((await who.submit(consent, {}, button('agree'))).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 303, 429, 429]);
    expect(count('孙样本')).toBe(6);
  });

  it('that was right leaves nobody waiting: a begin and its answer are one try', async () => {
    const id_number = number();
    g.authority.people.push({ name: '冯样本', id_number });
    g.authority.face = id_number;
    for (let turn = 0; turn < 8; turn += 1) {
      const who = visitor();
      const page = await ask(who, await formOf(who), '冯样本', id_number);
      expect(page.text).toContain('没有找到您的账号');
    }
  });
});

describe('a one-time code', () => {
  it('that is void is not tried on for ever, and leaves no event', async () => {
    const who = visitor();
    const coded = await who.submit(await toPhone(g, who), { phone: '19900000210' });
    const code = await codeTo(g, '19900000210');
    const wrong = code === '111111' ? '222222' : '111111';
    const [checked, failed] = [
      await eventsOf('credential.code_checked'),
      await eventsOf('login.failed'),
    ];
    const statuses: number[] = [];
    for (let turn = 0; turn < 9; turn += 1)
      statuses.push((await press(who, coded, '/code', { code: wrong })).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429, 429, 429]);
    expect(await eventsOf('credential.code_checked')).toBe(checked + 5);
    expect(await eventsOf('login.failed')).toBe(failed + 5);
  });

  it('that was clicked twice, or by eight tabs, has proved the telephone', async () => {
    const who = visitor();
    const coded = await who.submit(await toPhone(g, who), { phone: '19900000211' });
    const code = await codeTo(g, '19900000211');
    const tabs = Array.from({ length: 4 }, () => press(who, coded, '/code', { code }));
    await Promise.all(tabs);
    expect((await who.open(coded.url.href.replace(/\/register.*/, ''))).text).toContain('我已阅读');
  });
});

describe('a password on a proved telephone', () => {
  it('is no way to ask for one login name after another', async () => {
    const owner = visitor();
    const check = await proved(g, owner, '19900000220');
    const set = await owner.submit(check, {}, button('skip'));
    await owner.submit(set, { password, login_name: 'taken-name' });
    const who = visitor();
    const page = await who.submit(await proved(g, who, '19900000221'), {}, button('skip'));
    const statuses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1)
      statuses.push((await who.submit(page, { password, login_name: 'taken-name' })).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429, 429]);
  });
});
