import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { seedStaff } from './people.ts';

let data: FreshDatabase;
let base: FreshDatabase['base'];
beforeEach(async () => {
  data = await freshDatabase();
  base = data.base;
  const names = { 'zh-CN': '吉林省', ko: '길림성', en: 'Jilin' };
  await departments.add(base, { code: '220000', kind: 'region', names });
});
afterEach(() => data.drop());

const who = { name: '首任', address: 'first@office.example' };

test('the machine invites the first security administrator, at the province; all other staff are told', async () => {
  const reader = await seedStaff(base);
  const { staff_id, token } = await staff.makeFirst(base, who);
  expect(await staff.linkOf(base, token)).toMatchObject({ purpose: 'join' });
  const root = await departments.rootId(base);
  const [given] = await staff.grantHistory(base, staff_id);
  expect(given).toMatchObject({
    role: 'security_administrator',
    department_id: root,
    granted_by: null,
  });
  const [message] = await staff.messagesFor(base, reader.staff_id);
  expect(message).toMatchObject({ kind: 'first_administrator', about: staff_id });
  const read = { message_id: message?.id ?? '', staff_id: reader.staff_id };
  await staff.readMessage(base, read);
  await staff.readMessage(base, read);
  expect(await staff.messagesFor(base, reader.staff_id)).toEqual([]);
  // Nobody is warned of herself.
  expect(await staff.messagesFor(base, staff_id)).toEqual([]);
  const kinds = (await auditTrail(base)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'staff.first_made')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'staff.message_read')).toHaveLength(1);
});

test('one who never came is replaced, and their link is void', async () => {
  const before = await staff.makeFirst(base, who);
  const after = await staff.makeFirst(base, who);
  await expect(staff.linkOf(base, before.token)).rejects.toThrow('staff.link_over');
  expect(await staff.linkOf(base, after.token)).toBeDefined();
  expect((await staff.byId(base, before.staff_id))?.state).toBe('left');
});

test('while there is an active one the command makes none; once they are locked it does', async () => {
  const active = await seedStaff(base, { roles: ['security_administrator'] });
  await expect(staff.makeFirst(base, who)).rejects.toThrow('staff.not_first');
  await staff.lock(base, { staff_id: active.staff_id });
  expect(await staff.makeFirst(base, who)).toBeDefined();
});

test('run twice in the same instant, one link is good', async () => {
  const other = { ...base, db: connect(data.url) };
  const [one, two] = await Promise.all([
    staff.makeFirst(base, who),
    staff.makeFirst(other, { ...who, address: 'second@office.example' }),
  ]);
  await other.db.destroy();
  const good = await Promise.allSettled([one, two].map(({ token }) => staff.linkOf(base, token)));
  expect(good.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
