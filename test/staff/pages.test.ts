// Whole, since it is the way of one member of staff through all pages before and beside the guard.
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as staff from '../../src/staff/staff.ts';
import { codeAt } from '../../src/staff/totp.ts';
import {
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { codeOf, PASSWORD, type SeededStaff, seedStaff } from './people.ts';

let at: TestGateway;
beforeAll(async () => {
  at = await startTestGateway();
});
afterAll(() => at.stop());

const nextStep = () => at.clock.advance(30_000);
const open = (who: Visitor, path: string) => who.open(`${at.issuer}${path}`);
const tokenOf = (who: Visitor) =>
  [...who.cookies.entries()]
    .find(([key]) => /^songhua-staff-\d/.test(key))?.[1]
    .value.split('=')[1];

async function half(who: Visitor, { address }: { address: string }, password = PASSWORD) {
  return who.submit(await open(who, '/admin/sign-in'), { address, password });
}

async function inside(member: SeededStaff, who: Visitor = visitor()): Promise<[Visitor, Page]> {
  nextStep();
  const page = await half(who, member);
  return [who, await who.submit(page, { code: codeOf(at.base, member) })];
}

test('somebody of the staff signs in with two steps and leaves again', async () => {
  const member = await seedStaff(at.base, { name: '许江河' });
  const [who, page] = await inside(member);
  expect(page.url.pathname).toBe('/admin/me');
  expect(page.html).toContain('许江河');
  expect(page.text).toContain(member.address);
  const out = await who.submit(page, {}, undefined);
  expect(out.url.pathname + out.url.search).toBe('/admin/sign-in?said=signed_out');
  expect((await open(who, '/admin/me')).url.pathname).toBe('/admin/sign-in');
});

test('a token that was planted before the sign-in is not the session after it (no fixation)', async () => {
  const member = await seedStaff(at.base);
  const [first] = await inside(await seedStaff(at.base));
  const planted = tokenOf(first);
  const who = visitor();
  for (const [key, value] of first.cookies) who.cookies.set(key, value);
  await first.submit(await open(first, '/admin/me'));
  const before = [...who.cookies.values()].map(({ value }) => value);
  await inside(member, who);
  expect(tokenOf(who)).toBeDefined();
  expect(tokenOf(who)).not.toBe(planted);
  expect(before.some((value) => value.endsWith(String(tokenOf(who))))).toBe(false);
  expect(await staff.sessionOf(at.base, String(planted))).toBeUndefined();
});

test('what stands between the steps opens no page', async () => {
  const member = await seedStaff(at.base);
  const who = visitor();
  const page = await half(who, member);
  expect(page.url.pathname).toBe('/admin/sign-in/factor');
  const entry = [...who.cookies.entries()].find(([key]) => key.startsWith('songhua-staff-entry'));
  const port = new URL(at.issuer).port;
  const value = `songhua-staff-${port}=${entry?.[1].value.split('=')[1]}`;
  who.cookies.set(`songhua-staff-${port} /`, { value, path: '/' });
  expect((await open(who, '/admin/me')).url.pathname).toBe('/admin/sign-in');
});

test('a stranger, a wrong password and somebody locked read the same page (Never 11)', async () => {
  const member = await seedStaff(at.base);
  const out = await seedStaff(at.base);
  await staff.lock(at.base, { staff_id: out.staff_id });
  const answers = [
    await half(visitor(), member, 'Wrong-one-4170'),
    await half(visitor(), { address: 'nobody@office.example' }),
    await half(visitor(), out),
  ];
  for (let i = 0; i < 5; i++) await half(visitor(), member, 'Wrong-one-4170');
  answers.push(await half(visitor(), member));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});

test('a form of another browser, or from another site, does nothing', async () => {
  const member = await seedStaff(at.base);
  const mine = await open(visitor(), '/admin/sign-in');
  const fields = { address: member.address, password: PASSWORD };
  const foreign = await visitor().submit(mine, fields);
  expect([foreign.status, foreign.text.includes('通行')]).toEqual([403, false]);
  const [who] = await inside(member);
  const form = new URLSearchParams({ _csrf: 'x' });
  const cookie = [...who.cookies.values()].map(({ value }) => value).join('; ');
  for (const headers of [{ cookie }, { cookie, 'sec-fetch-site': 'cross-site' }] as Record<
    string,
    string
  >[]) {
    const answer = await fetch(`${at.issuer}/admin/sign-out`, {
      method: 'POST',
      headers,
      body: form,
    });
    expect(answer.status).toBe(403);
  }
  expect(await staff.sessionOf(at.base, String(tokenOf(who)))).toBeDefined();
});

test('the cookie is read by no script, sent from no other site, and not kept by shared caches', async () => {
  const member = await seedStaff(at.base);
  nextStep();
  const seen: Response[] = [];
  const who = visitor({ sees: (_url, response) => seen.push(response) });
  await inside(member, who);
  const cookies = seen.flatMap(({ headers }) => headers.getSetCookie());
  const own = cookies.filter((one) => one.startsWith('songhua-staff'));
  expect(own.length).toBeGreaterThan(2);
  for (const one of own) expect(one).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
  for (const { headers } of seen) {
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('a cookie of staff opens no page of citizens, and the reverse', async () => {
  const [who] = await inside(await seedStaff(at.base));
  const account = await open(who, '/account');
  expect(account.url.pathname).not.toBe('/account');
  const person = await citizen(at.base, 'rowan');
  const other = visitor();
  const home = await signInLocally(other, `${at.issuer}/account`, person);
  expect(home.url.pathname).toBe('/account');
  for (const path of ['/admin', '/admin/me', '/admin/staff'])
    expect((await open(other, path)).url.pathname).toBe('/admin/sign-in');
  // Nor does the one's token stand in the other's cookie.
  const port = new URL(at.issuer).port;
  const session = [...other.cookies.entries()].find(([key]) => key.startsWith(`songhua-${port}`));
  const value = `songhua-staff-${port}=${session?.[1].value.split('=')[1]}`;
  other.cookies.set(`songhua-staff-${port} /`, { value, path: '/' });
  expect((await open(other, '/admin/me')).url.pathname).toBe('/admin/sign-in');
  const cited = `songhua-${port}=${tokenOf(who)}`;
  who.cookies.set(`songhua-${port} /`, { value: cited, path: '/' });
  expect((await open(who, '/account')).url.pathname).not.toBe('/account');
});

test('whoever signed in elsewhere is told so at the next request', async () => {
  const member = await seedStaff(at.base);
  const [first] = await inside(member);
  await inside(member);
  const page = await open(first, '/admin/me');
  expect(page.url.pathname).toBe('/admin/sign-in');
  expect(page.text).toContain('您的账号在另一处登录');
});

test('somebody invited opens the account behind the link; looking at it uses nothing up', async () => {
  const { department_id } = (await staff.byId(
    at.base,
    (
      await seedStaff(at.base)
    ).staff_id,
  )) as staff.Member;
  const address = 'fresh@office.example';
  const { token } = await staff.invite(at.base, { name: '全新', address, department_id });
  const who = visitor();
  const path = `/admin/invitation/${token}`;
  await open(visitor(), path);
  const weak = await who.submit(await open(who, path), { password: 'weak' });
  expect([weak.status, weak.text.includes('至少需要 12 个字符')]).toEqual([400, true]);
  const enrol = await who.submit(weak, { password: PASSWORD });
  expect(enrol.url.pathname).toBe('/admin/enrol');
  expect(enrol.html).toContain('data-passkey="create"');
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(enrol.html)?.[1]?.replaceAll(' ', '') ?? '';
  const wrong = await who.submit(enrol, { code: '000000' });
  expect(wrong.status).toBe(400);
  const codes = await who.submit(wrong, { code: codeAt(at.clock.now(), secret) });
  expect(codes.html.match(/<code>[\dA-Z]{5}-[\dA-Z]{5}<\/code>/g)).toHaveLength(10);
  expect((await open(who, '/admin/me')).text).toContain(address);
  expect((await open(visitor(), path)).status).toBe(404);
});

test('an unknown link is answered like one that is over', async () => {
  const page = await open(visitor(), `/admin/invitation/${'A'.repeat(43)}`);
  expect([page.status, page.text.includes('链接已失效')]).toEqual([404, true]);
});

test('after 90 days the sign-in goes on to a new password', async () => {
  const member = await seedStaff(at.base);
  const set = await at.base.db.raw(
    "update staff_passwords set set_at = set_at - interval '91 days' where staff_id = ?",
    [member.staff_id],
  );
  expect(set.rowCount).toBe(1);
  const [who, page] = await inside(member);
  expect(page.url.pathname).toBe('/admin/sign-in/password');
  expect((await open(who, '/admin/me')).url.pathname).toBe('/admin/sign-in');
  const used = await who.submit(await open(who, '/admin/sign-in/password'), { password: PASSWORD });
  expect(used.text).toContain('最近 5 个密码');
  const done = await who.submit(used, { password: 'Yalu-ferry-3141' });
  expect(done.url.pathname).toBe('/admin/me');
});

test('one’s own account: a change asks for the second factor again, and then is made', async () => {
  const member = await seedStaff(at.base);
  const [who, page] = await inside(member);
  expect(page.text).toContain('更换验证器应用');
  for (let i = 0; i < 2; i++) {
    at.clock.advance(8 * 60_000);
    await open(who, '/admin/me');
  }
  const later = await open(who, '/admin/me');
  expect(later.text).toContain('更改前请再次验证');
  expect((await open(who, '/admin/me/password')).url.pathname).toBe('/admin/me');
  const again = await who.submit(later, { code: codeOf(at.base, member) });
  expect(again.text).not.toContain('更改前请再次验证');

  const changed = await who.submit(await open(who, '/admin/me/password'), {
    current_password: PASSWORD,
    password: 'Yalu-ferry-3141',
  });
  expect(changed.url.pathname + changed.url.search).toBe('/admin/me?done=changed');

  const app = await open(who, '/admin/me/app');
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(app.html)?.[1]?.replaceAll(' ', '') ?? '';
  const added = await who.submit(app, { code: codeAt(at.clock.now(), secret) });
  expect(added.url.pathname).toBe('/admin/me');
  expect(await staff.factorsOf(at.base, member.staff_id)).toHaveLength(1);

  const form = added.forms.find(({ action }) => action.pathname === '/admin/me/codes');
  const codes = await fetch(form?.action ?? '', {
    method: 'POST',
    headers: { cookie: [...who.cookies.values()].map(({ value }) => value).join('; ') },
    body: new URLSearchParams(form?.fields),
  });
  expect((await codes.text()).match(/<code>[\dA-Z]{5}-[\dA-Z]{5}<\/code>/g)).toHaveLength(10);
  expect((await open(who, '/admin/me')).text).toContain('还剩 10 个');
});

test('nothing of staff stands in clear: not in the tables, not in the trail (Never 9)', async () => {
  const member = await seedStaff(at.base, { name: '海兰江畔', address: 'hailan@office.example' });
  const [who] = await inside(member);
  await open(who, '/admin/me');
  await half(visitor(), member, 'Wrong-one-4170');
  const [code = ''] = await staff.renewCodes(at.base, member.staff_id);
  const { rows } = await at.base.db.raw(
    `select table_name from information_schema.tables where table_schema = 'public' and table_name like 'staff%'`,
  );
  const dumped = await Promise.all(
    rows.map(async ({ table_name }: { table_name: string }) =>
      JSON.stringify((await at.base.db.raw(`select * from ${table_name}`)).rows),
    ),
  );
  const all = [...dumped, JSON.stringify(await auditTrail(at.base))].join('\n');
  const secrets = [
    '海兰江畔',
    'hailan',
    PASSWORD,
    code,
    code.replace('-', ''),
    member.totp_secret,
    String(tokenOf(who)),
  ];
  for (const secret of secrets) expect(all.includes(secret)).toBe(false);
  expect(rows.length).toBeGreaterThan(9);
});
