import { afterAll, beforeAll, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { seedStaff, sessionFor, signedInStaff } from './people.ts';

let data: FreshDatabase;
let base: FreshDatabase['base'];
beforeAll(async () => {
  data = await freshDatabase();
  base = data.base;
});
afterAll(() => data.drop());

test('a session says who it is and what they may at this moment, in one query', async () => {
  const { token, staff_id } = await signedInStaff(base, { roles: ['operator'], name: '金春姬' });
  const session = await staff.sessionOf(base, token);
  const root = await departments.rootId(base);
  expect(session).toMatchObject({
    staff_id,
    name: '金春姬',
    department_id: root,
    grants: [{ role: 'operator', department_id: root }],
  });
  expect(await staff.grantsOf(base, staff_id)).toEqual(session?.grants);
});

test('a role that was taken away is gone at the next request, and the session lives on', async () => {
  const { token, staff_id } = await signedInStaff(base, { roles: ['operator'] });
  const [held] = await staff.grantHistory(base, staff_id);
  expect(await staff.revoke(base, { grant_id: held?.id ?? '' })).toBe(true);
  expect(await staff.revoke(base, { grant_id: held?.id ?? '' })).toBe(false);
  expect((await staff.sessionOf(base, token))?.grants).toEqual([]);
  const trail = await auditTrail(base);
  expect(
    trail.filter(({ kind, object_id }) => kind === 'staff.grant_ended' && object_id === staff_id),
  ).toHaveLength(1);
});

test('the three administrators exclude one another in one person', async () => {
  const { staff_id } = await seedStaff(base, { roles: ['system_administrator'] });
  const department_id = await departments.rootId(base);
  const give = (role: staff.Role) => staff.grant(base, { staff_id, role, department_id });
  await expect(give('security_administrator')).rejects.toThrow('staff.roles_exclude');
  await expect(give('audit_administrator')).rejects.toThrow('staff.roles_exclude');
  await give('operator');
  expect((await staff.grantsOf(base, staff_id)).map(({ role }) => role).sort()).toEqual([
    'operator',
    'system_administrator',
  ]);
});

test('two administrator roles granted in the same instant: one holds', async () => {
  const { staff_id } = await seedStaff(base);
  const department_id = await departments.rootId(base);
  const given = await Promise.allSettled(
    (['security_administrator', 'audit_administrator', 'system_administrator'] as const).map(
      (role) => staff.grant(base, { staff_id, role, department_id }),
    ),
  );
  expect(given.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await staff.grantsOf(base, staff_id)).toHaveLength(1);
});

test('the database refuses a second administrator role, whoever writes it', async () => {
  const { staff_id } = await seedStaff(base, { roles: ['audit_administrator'] });
  const insert = base.db.raw(
    `insert into staff_grants (id, staff_id, role, department_id, granted_at)
     select gen_random_uuid(), staff_id, 'security_administrator', department_id, granted_at
     from staff_grants where staff_id = ?`,
    [staff_id],
  );
  await expect(insert).rejects.toMatchObject({ constraint: 'staff_grants_exclusive' });
});

test("a developer's role is for one client, and no other role is", async () => {
  const { staff_id } = await seedStaff(base);
  const department_id = await departments.rootId(base);
  for (const [role, client_id] of [
    ['developer', undefined],
    ['operator', 'hall'],
  ] as const)
    await expect(staff.grant(base, { staff_id, role, department_id, client_id })).rejects.toThrow(
      'staff.grant_client',
    );
});

test('without several sessions, a new one ends the older one, which is told why', async () => {
  const { staff_id, token } = await signedInStaff(base);
  const second = await sessionFor(base, staff_id, false);
  expect(await staff.sessionOf(base, token)).toBeUndefined();
  expect(await staff.whyOver(base, token)).toBe('elsewhere');
  expect(await staff.sessionOf(base, second)).toBeDefined();
  const third = await sessionFor(base, staff_id, true);
  expect(await staff.sessionOf(base, second)).toBeDefined();
  expect(await staff.sessionOf(base, third)).toBeDefined();
});

test('a session ends when nothing is done for 15 minutes, and after 12 hours in any case', async () => {
  const idle = await signedInStaff(base);
  const busy = await signedInStaff(base);
  for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
    data.clock.advance(10 * 60_000);
    expect(await staff.sessionOf(base, busy.token)).toBeDefined();
  }
  expect(await staff.sessionOf(base, idle.token)).toBeUndefined();
  expect(await staff.whyOver(base, idle.token)).toBe('idle');
  data.clock.advance(10 * 60_000);
  expect(await staff.sessionOf(base, busy.token)).toBeUndefined();
  expect(await staff.whyOver(base, busy.token)).toBe('absolute');
  expect(await staff.endStale(base)).toBeGreaterThanOrEqual(2);
  expect(await staff.whyOver(base, idle.token)).toBe('idle');
  expect(await staff.endStale(base)).toBe(0);
  const ended = (await auditTrail(base)).filter(
    ({ kind, object_id }) => kind === 'staff.session_ended' && object_id === idle.staff_id,
  );
  expect(ended.map(({ detail, actor_kind }) => [detail['reason'], actor_kind])).toEqual([
    ['idle', 'system'],
  ]);
});

test('requests within a minute write nothing', async () => {
  const { token } = await signedInStaff(base);
  const seen = async () =>
    (await base.db.raw('select max(xmin::text::bigint) as x from staff_sessions')).rows[0].x;
  const before = await seen();
  data.clock.advance(30_000);
  await staff.sessionOf(base, token);
  expect(await seen()).toBe(before);
  data.clock.advance(31_000);
  await staff.sessionOf(base, token);
  expect(await seen()).not.toBe(before);
});

test('lists show who lies in the scope, by state and role, in pages', async () => {
  const root = await departments.rootId(base);
  const code = 'here-1';
  const words = { 'zh-CN': '这里', ko: '여기', en: 'here' };
  const here = await departments.add(base, {
    code,
    parent_code: '220000',
    kind: 'department',
    names: words,
  });
  const one = await seedStaff(base, { department_code: code, roles: ['operator'] });
  data.clock.advance(1);
  const two = await seedStaff(base, { department_code: code, name: '朴大山' });
  const scope = { department_ids: [here] };
  const ids = async (page: Parameters<typeof staff.list>[2]) =>
    (await staff.list(base, scope, page)).map(({ id }) => id);
  expect(await ids({ limit: 10 })).toEqual([two.staff_id, one.staff_id]);
  expect(await ids({ limit: 10, role: 'operator' })).toEqual([one.staff_id]);
  expect(await ids({ limit: 10, state: 'left' })).toEqual([]);
  expect(await ids({ limit: 10, after: two.staff_id })).toEqual([one.staff_id]);
  expect(await staff.list(base, { department_ids: [] }, { limit: 10 })).toEqual([]);
  const all = await staff.list(base, { department_ids: 'all' }, { limit: 100, within: [root] });
  expect(all.map(({ id }) => id)).not.toContain(two.staff_id);
  expect(await staff.names(base, [two.staff_id])).toEqual(new Map([[two.staff_id, '朴大山']]));
});
