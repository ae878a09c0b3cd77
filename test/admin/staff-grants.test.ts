import { afterAll, beforeAll, expect, test } from 'vitest';
import { handleOf } from '../../src/admin/handles.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { seedStaff } from '../staff/people.ts';
import { ownClient, send, waiting } from './approving.ts';
import { type Console, type Member, OWN_CLIENT, startConsole } from './console.ts';

let hall: Console;
let local: Member;
let province: Member;
let staff_id: string;
beforeAll(async () => {
  hall = await startConsole();
  await ownClient(hall);
  await clients.register(hall.base, { ...elsewhere, department_code: 'shuangyang-fund' });
  [local, province] = [
    await hall.as('security_administrator', 'inside'),
    await hall.as('security_administrator', 'province'),
  ];
  staff_id = (await seedStaff(hall.base, { department_code: 'yanji-fund' })).staff_id;
}, 60_000);
afterAll(() => hall?.stop());

const elsewhere = {
  ...{ id: 'shuangyang-app', sector: 'shuangyang-app', scopes: 'openid' },
  names: { 'zh-CN': '双阳办事', ko: '쌍양봉사', en: 'Shuangyang services' },
  redirect_uris: ['https://shuangyang.example/cb'],
  grant_types: ['authorization_code' as const],
};

const ask = (client_id: string, department = 'yanji-fund') =>
  send(local, `/admin/staff/${handleOf(hall.base.ring, 'staff', staff_id)}/grant`, {
    role: 'developer',
    department,
    client_id,
  });
const approve = async (id: string) =>
  send(province, `/admin/approvals/${id}/decide`, { verdict: 'approve' });

test('an office makes nobody a developer of a client that is not its own, or that is not there', async () => {
  expect(await ask(elsewhere.id)).toBe('admin.not_here');
  expect(await ask('no-such-app')).toBe('admin.not_here');
  // The role lies where the client hangs, and nowhere above it.
  expect(await ask(OWN_CLIENT, 'yanji')).toBe('departments.bad_node');
  expect(await hall.base.db('approvals').where({ act: 'staff.grant' } as never)).toEqual([]);
});

test('a developer of the own client: the request hangs on the client, and a second person gives the role', async () => {
  expect(await ask(OWN_CLIENT)).toContain('done=asked');
  const id = await waiting(hall, 'staff.grant');
  const department_id = (await departments.idOf(hall.base, 'yanji-fund')) ?? '';
  expect(await hall.base.db('approvals').where({ id }).first()).toMatchObject({
    department_ids: [department_id],
    client_id: OWN_CLIENT,
  });
  await approve(id);
  const [given] = await staff.grantsOf(hall.base, staff_id);
  expect(given).toEqual({ role: 'developer', department_id, client_id: OWN_CLIENT });
  const [grant] = await staff.grantHistory(hall.base, staff_id);
  await staff.revoke(hall.base, { grant_id: grant?.id ?? '' });
});

test('a client that went to another department since has no developer by that word', async () => {
  await ask(OWN_CLIENT);
  const id = await waiting(hall, 'staff.grant');
  await clients.register(hall.base, {
    ...{ ...elsewhere, id: OWN_CLIENT, sector: OWN_CLIENT },
    department_code: 'shuangyang-fund',
  });
  expect(await approve(id)).toContain('done=not_done');
  expect((await approvals.read(hall.base, id))?.state).toBe('failed');
  expect(await staff.grantsOf(hall.base, staff_id)).toEqual([]);
});
