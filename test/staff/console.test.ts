import { afterAll, beforeAll, expect, test } from 'vitest';
import { handleOf } from '../../src/admin/handles.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { startTestGateway, type TestGateway, type Visitor } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type SeededStaff, seedStaff, sessionFor } from './people.ts';

let at: TestGateway;
let security: SeededStaff;
let local: SeededStaff;
beforeAll(async () => {
  at = await startTestGateway();
  const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
  const kind = 'region';
  for (const code of ['yanbian', 'baishan'])
    await departments.add(at.base, { code, parent_code: '220000', kind, names: words(code) });
  security = await seedStaff(at.base, { roles: ['security_administrator'] });
  local = await seedStaff(at.base, {
    roles: ['security_administrator'],
    department_code: 'yanbian',
  });
});
afterAll(() => at.stop());

/** A browser in which this member is signed in. */
async function as({ staff_id }: Pick<SeededStaff, 'staff_id'>): Promise<Visitor> {
  const who = visitor();
  const value = await sessionFor(at.base, staff_id);
  const name = `songhua-staff-${new URL(at.issuer).port}`;
  who.cookies.set(`${name} /`, { value: `${name}=${value}`, path: '/' });
  return who;
}

/** The page of a member, by their handle. */
const pageOf = ({ base }: TestGateway, { staff_id }: Pick<SeededStaff, 'staff_id'>) =>
  `/admin/staff/${handleOf(base.ring, 'staff', staff_id)}`;

const open = (who: Visitor, path: string) => who.open(`${at.issuer}${path}`);

/** Posts the form of this page that leads there. */
async function press(who: Visitor, page: Page, path: string, fill: Record<string, string> = {}) {
  const form = page.forms.find(({ action }) => action.pathname.endsWith(path));
  if (!form) throw new Error(`no form to ${path} on ${page.url.pathname}`);
  // Choices and long texts are no inputs, and have names all the same.
  return who.submit({ ...page, forms: [{ ...form, fields: { ...form.fields, ...fill } }] }, fill);
}

test('a security administrator invites somebody, and the link is shown once', async () => {
  const who = await as(security);
  const list = await open(who, '/admin/staff');
  expect(list.text).toContain(security.address);
  const address = 'guest@office.example';
  const given = await press(who, list, '/invite', { name: '来客', address, department: 'yanbian' });
  const [, token = ''] = /\/admin\/invitation\/([\w-]{43})/.exec(given.html) ?? [];
  expect(given.url.pathname).toBe('/admin/staff/invite');
  expect(await staff.linkOf(at.base, token)).toMatchObject({ member: { name: '来客' } });
  const again = await open(who, '/admin/staff?state=invited');
  expect(again.text).toContain('来客');
  expect(again.html).not.toContain(token);
  const twice = await press(who, list, '/invite', { name: '另一', address, department: 'yanbian' });
  expect([twice.status, twice.text.includes('已有工作人员使用这个工作邮箱')]).toEqual([409, true]);
  // What was typed stands there again, on the page of the list, and the field is named.
  expect(twice.html).toMatch(/<details class="act" id="invite" open/);
  expect(twice.html).toMatch(/<a href="#wrong-field">/);
  expect(twice.html).toMatch(
    /<input type="text" id="wrong-field" name="address" value="guest@office\.example"[^>]*aria-invalid="true"/,
  );
  expect(twice.html).toMatch(/name="name" value="另一"/);
  expect(twice.html).toMatch(/<option value="yanbian" selected/);
  expect(twice.html).toMatch(/href="\/admin\/staff\?lang=ko"|\/admin\/staff\?.*lang=ko/);
});

test('a form that was not filled says which field, and offers the departments within reach', async () => {
  const who = await as(local);
  const list = await open(who, '/admin/staff');
  // Departments are chosen, and only those within reach stand there.
  expect(list.html).toMatch(/<select id="invite-department" name="department"/);
  expect(list.html).toContain('<option value="yanbian">');
  expect(list.html).not.toContain('<option value="baishan">');
  const named = { name: '来客', address: 'other@office.example', department: '' };
  const empty = await press(who, list, '/invite', named);
  expect([empty.status, empty.text.includes('这一项不符合要求')]).toEqual([400, true]);
  expect(empty.html).toMatch(/<select id="wrong-field" name="department" aria-invalid="true"/);
  const outside = await press(who, list, '/invite', { ...named, department: 'baishan' });
  expect([outside.status, outside.html.includes('name="name" value="来客"')]).toEqual([400, true]);
});

test('an office sees and invites its own, and none of its neighbours', async () => {
  const who = await as(local);
  const neighbour = await seedStaff(at.base, { department_code: 'baishan', name: '邻人' });
  const list = await open(who, '/admin/staff');
  expect(list.text).toContain(local.address);
  expect(list.text).not.toContain(neighbour.address);
  expect((await open(who, pageOf(at, neighbour))).status).toBe(404);
  const over = { name: '外人', address: 'over@office.example', department: 'baishan' };
  expect((await press(who, list, '/invite', over)).status).toBeGreaterThanOrEqual(400);
  expect(
    (await staff.list(at.base, { department_ids: 'all' }, { limit: 100 })).map(({ name }) => name),
  ).not.toContain('外人');
});

test('an office does nothing to a member of it who holds a role beyond it', async () => {
  const member = await seedStaff(at.base, { department_code: 'yanbian', name: '两处' });
  const department_id = await departments.rootId(at.base);
  await staff.grant(at.base, { staff_id: member.staff_id, role: 'operator', department_id });
  const who = await as(local);
  const page = await open(who, pageOf(at, member));
  expect(page.status).toBe(200);
  for (const act of ['/lock', '/link']) expect((await press(who, page, act)).status).toBe(404);
  const leave = await press(who, page, '/leave', { named: '两处' });
  expect(leave.status).toBe(404);
  expect((await staff.byId(at.base, member.staff_id))?.state).toBe('active');
});

test('a role is asked for here and given by a second person', async () => {
  const member = await seedStaff(at.base, { department_code: 'yanbian', name: '新手' });
  const who = await as(security);
  const page = await open(who, pageOf(at, member));
  const fields = { role: 'operator', department: 'yanbian', client_id: '', reason: '负责窗口协助' };
  const asked = await press(who, page, '/grant', fields);
  expect(asked.url.search).toBe('?done=asked');
  expect(await staff.grantsOf(at.base, member.staff_id)).toEqual([]);
  const kinds = (await auditTrail(at.base)).map(({ kind }) => kind);
  expect(kinds).toContain('approval.asked');
  const wrong = await press(who, page, '/grant', { ...fields, role: 'developer' });
  expect(wrong.status).toBe(400);
});

test('locked and unlocked, a session ended, a leaving with the name typed', async () => {
  const member = await seedStaff(at.base, { name: '要走的人', several_sessions: true });
  const path = pageOf(at, member);
  const who = await as(security);
  const token = await sessionFor(at.base, member.staff_id);
  const page = await open(who, path);
  await press(who, page, '/session-end');
  expect(await staff.whyOver(at.base, token)).toBe('staff');
  await press(who, page, '/lock');
  const locked = await open(who, path);
  expect(locked.text).toContain('已锁定');
  await press(who, locked, '/unlock');
  expect((await staff.byId(at.base, member.staff_id))?.state).toBe('active');
  const unnamed = await press(who, page, '/leave', { named: '别的名字' });
  expect([unnamed.status, (await staff.byId(at.base, member.staff_id))?.state]).toEqual([
    400,
    'active',
  ]);
  await press(who, page, '/leave', { named: '要走的人' });
  expect((await staff.byId(at.base, member.staff_id))?.state).toBe('left');
  expect(
    (await open(who, path)).forms.some(({ action }) => action.pathname.endsWith('/lock')),
  ).toBe(false);
});

test('on one’s own page nothing is offered', async () => {
  const who = await as(security);
  const page = await open(who, pageOf(at, security));
  expect(page.text).toContain('这是您自己的账号');
  expect(page.forms.some(({ action }) => action.pathname.endsWith('/lock'))).toBe(false);
});

test('on the first day the only security administrator makes a second one at once, and all staff are told', async () => {
  const fresh = await startTestGateway();
  const first = await seedStaff(fresh.base, { roles: ['security_administrator'] });
  const second = await seedStaff(fresh.base, { name: '第二人' });
  const third = await seedStaff(fresh.base);
  const who = visitor();
  const name = `songhua-staff-${new URL(fresh.issuer).port}`;
  const value = `${name}=${await sessionFor(fresh.base, first.staff_id)}`;
  who.cookies.set(`${name} /`, { value, path: '/' });
  const page = await who.open(`${fresh.issuer}${pageOf(fresh, second)}`);
  const late = await who.open(`${fresh.issuer}${pageOf(fresh, third)}`);
  const made = await press(who, page, '/second', { reason: '第一天，尚无第二人' });
  expect(made.url.search).toBe('?done=changed');
  expect(made.forms.some(({ action }) => action.pathname.endsWith('/second'))).toBe(false);
  expect((await staff.grantsOf(fresh.base, second.staff_id)).map(({ role }) => role)).toEqual([
    'security_administrator',
  ]);
  const [message] = await staff.messagesFor(fresh.base, third.staff_id);
  expect(message).toMatchObject({ kind: 'second_administrator', about: second.staff_id });
  expect((await press(who, late, '/second', { reason: '再来一位' })).status).toBe(403);
  await fresh.stop();
});
