import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { textIn } from '../../demo/outside/mails.ts';
import * as departments from '../../src/departments/departments.ts';
import * as developers from '../../src/developers/developers.ts';
import { invited, mailTo, newAddress } from '../developers/people.ts';
import { signedInStaff } from '../staff/people.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

let at: Portal;
const department_code = '220000-hall';
beforeAll(async () => {
  at = await startPortal();
}, 60_000);
afterAll(() => at?.stop());
beforeEach(() => at.base.db.raw('truncate tries'));

const where = ({ url }: { url: URL }) => url.pathname + url.search;
/** What a hidden field of a form of the page holds. */
const held = ({ forms }: Page, name: string) =>
  forms.flatMap(({ fields }) => fields[name] ?? [])[0] ?? '';
const cookieOf = (who: ReturnType<typeof visitor>, name: string) =>
  [...who.cookies.entries()].find(([key]) => key.startsWith(`${name}-`))?.[1].value;

test('whom a department invited comes in by a mail, joins, sees its applications, and leaves again', async () => {
  const { address } = await invited(at.base, { department_code, by: at.by });
  const who = visitor();
  expect(where(await at.open(who, '/clients'))).toBe('/clients/sign-in');
  const home = await at.signIn(who, address);
  expect(where(home)).toBe('/clients');
  expect(home.text).toContain('省政务服务局邀请您加入');
  expect(home.text).not.toContain('应用 hall');
  // The first form of the page is that of signing out, in the masthead.
  const out = await who.submit(home);
  expect(where(out)).toBe('/clients/sign-in?said=signed_out');
  await at.base.db.raw('truncate tries');
  const again = await at.signIn(who, address);
  const inside = await who.submit(again, { invitation: held(again, 'invitation') });
  expect(where(inside)).toBe('/clients?done=joined');
  expect(inside.text).toContain('已加入部门');
  expect(inside.text).toContain('应用 hall');
  const left = await who.submit(inside, { department: held(inside, 'department') });
  expect(where(left)).toBe('/clients?done=left');
  expect(left.text).not.toContain('应用 hall');
});

test('an address that may come in and one that may not read the same, in words and status (Never 11)', async () => {
  const known = newAddress();
  const department_id = (await departments.idOf(at.base, department_code)) ?? '';
  const department = { 'zh-CN': '政务局', ko: '정무국', en: 'The office' };
  // From the same network, and written to a moment ago: the mail counts for no code.
  const { mailed } = await developers.invite(
    at.base,
    { sandbox: false, domains: [] },
    {
      ...{ address: known, department_id, by: at.by },
      mail: { department, link: `${at.issuer}/clients`, lang: 'zh-CN', network: '127.0.0.1' },
    },
  );
  expect(mailed).toBe(true);
  const stranger = newAddress();
  const seen = async (address: string) => {
    const who = visitor();
    const code = await who.submit(await at.open(who, '/clients/sign-in'), { address });
    const wrong = await who.submit(code, { code: '000000' });
    return [code, wrong].map(({ status, text }) => [status, text.replaceAll(address, '@')]);
  };
  const answers = [await seen(known), await seen(stranger)];
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.map(([status]) => status)).toEqual([200, 400]);
  // The one that may come in was written to, the other was not.
  await vi.waitFor(() => expect(at.relay.mails.filter(({ to }) => to === known)).toHaveLength(2));
  expect(at.relay.mails.some(({ to }) => to === stranger)).toBe(false);
});

test('a wrong address or code stands on its page again, beside what is wrong', async () => {
  const who = visitor();
  const page = await who.submit(await at.open(who, '/clients/sign-in'), { address: 'nobody' });
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('工作邮箱的形式')]);
  expect(page.html).toContain('value="nobody"');
  const empty = await who.submit(page, { address: ' ' });
  expect(empty.text).toContain('请填写工作邮箱');
  expect(where(await at.open(who, '/clients/sign-in/code'))).toBe('/clients/sign-in');
});

test('a form of another browser, or a value that was planted before, signs nobody in', async () => {
  const { address } = await invited(at.base, { department_code, by: at.by });
  const [who, thief] = [visitor(), visitor()];
  const { page, code } = await at.code(who, address);
  await at.open(thief, '/clients/sign-in');
  expect((await thief.submit(page, { code })).status).toBe(403);
  const before = cookieOf(who, 'songhua-developer-entry');
  const inside = await who.submit(page, { code });
  expect(where(inside)).toBe('/clients');
  const session = cookieOf(who, 'songhua-developer');
  expect(session?.split('=')[1]).not.toBe(before?.split('=')[1]);
});

test('the cookies of citizens, staff and developers open nothing of each other', async () => {
  const { address } = await invited(at.base, { department_code, by: at.by });
  const who = visitor();
  await at.signIn(who, address);
  const token = cookieOf(who, 'songhua-developer')?.split('=')[1] ?? '';
  const port = new URL(at.issuer).port;
  expect(await developers.sessionOf(at.base, token)).toBeDefined();
  const { token: staffToken } = await signedInStaff(at.base, {
    roles: ['department_administrator'],
  });
  const person = await citizen(at.base, 'liu-portal');
  const citizens = visitor();
  await signInLocally(citizens, at.hall.ask(at.issuer).address, person);
  const theirs = [...citizens.cookies.values()].map(({ value }) => value).join('; ');
  const get = async (path: string, cookie: string) =>
    (await fetch(`${at.issuer}${path}`, { redirect: 'manual', headers: { cookie } })).status;
  // A developer at the console and at the account; staff and citizens at the portal; each also under the other's name.
  for (const name of ['staff', 'developer', ''])
    for (const path of ['/admin', '/account'])
      expect(await get(path, `songhua-${name || 'x'}-${port}=${token}`)).toBe(303);
  expect(await get('/clients', `songhua-staff-${port}=${staffToken}`)).toBe(303);
  expect(await get('/clients', `songhua-developer-${port}=${staffToken}`)).toBe(303);
  expect(await get('/clients', theirs)).toBe(303);
  expect(await get('/clients', `songhua-developer-${port}=${token}`)).toBe(200);
  expect(await get('/admin', `songhua-staff-${port}=${staffToken}`)).toBe(200);
});

test('whom the department let go sees nothing of it from the next request on', async () => {
  const { id, address, department_id } = await invited(at.base, { department_code, by: at.by });
  const who = visitor();
  await at.signIn(who, address);
  const [developer] = await at.base.db('developer_sessions').orderByRaw('ctid desc').limit(1);
  await developers.join(at.base, { id, developer_id: developer?.developer_id ?? '', address });
  expect((await at.open(who, '/clients')).text).toContain('应用 hall');
  const members = await developers.membersOf(at.base, [department_id], { limit: 100 });
  const member = members.find((one) => one.address === address);
  await developers.endMembership(at.base, { id: member?.id ?? '', by: at.by });
  const after = await at.open(who, '/clients');
  expect(after.text).not.toContain('应用 hall');
  expect(after.text).toContain('您还不属于任何部门');
});

test('a developer is written to in the language of their pages: the code, and what comes later', async () => {
  const { address } = await invited(at.base, { department_code, by: at.by });
  const who = visitor();
  await at.open(who, '/clients/sign-in?lang=ko');
  const spoken = () => developers.langOf(at.base, address);
  expect(await spoken()).toBeUndefined();
  await at.signIn(who, address);
  const mails = at.relay.mails.filter(({ to }) => to === address);
  expect(textIn(mails.at(-1)?.data ?? '')).toContain('인증번호');
  expect(await spoken()).toBe('ko');
  await at.open(who, '/clients?lang=en');
  await at.open(who, '/clients');
  expect(await spoken()).toBe('en');
  const chosen = (await auditTrail(at.base)).filter(({ kind }) => kind === 'developer.lang_chosen');
  expect(chosen).toMatchObject([{ actor_kind: 'developer', detail: { lang: 'en' } }]);
  // A department invites them once more, on a Chinese page.
  const department_id = (await departments.idOf(at.base, department_code)) ?? '';
  const department = { 'zh-CN': '政务局', ko: '정무국', en: 'The office' };
  const mail = { department, link: `${at.issuer}/clients`, network: '192.0.2.9' };
  await at.base.db.raw('truncate tries');
  await developers.invite(
    at.base,
    { sandbox: false, domains: [] },
    { address, department_id, by: at.by, mail: { ...mail, lang: 'zh-CN' } },
  );
  expect(await mailTo(at.base, address)).toMatchObject({ words: { department: department.en } });
});
