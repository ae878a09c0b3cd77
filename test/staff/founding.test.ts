import { afterAll, beforeAll, expect, it } from 'vitest';
import { means } from '../../src/admin/executors.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { codeOf } from '../approvals/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { seedStaff } from './people.ts';

let data: FreshDatabase;
beforeAll(async () => {
  data = await freshDatabase();
});
afterAll(() => data.drop());

const role = 'security_administrator' as const;

const found = async (by: string, staff_id: string, wanted: staff.Role = role) => {
  const department_id = await departments.rootId(data.base);
  const params = { staff_id, role: wanted, department_id };
  const asked = { act: 'staff.grant', params, place: 'province', reason: '第一位同事' } as const;
  return approvals.actNow(data.base, { ...asked, by }, means);
};

it('the only security administrator makes the second one alone, who then reviews it; the third takes two', async () => {
  const { base, clock } = data;
  const first = (await seedStaff(base, { roles: [role] })).staff_id;
  const [second, third] = [(await seedStaff(base)).staff_id, (await seedStaff(base)).staff_id];
  expect(await codeOf(found(first, second, 'system_administrator'))).toBe('approvals.not_allowed');
  // Of two at once one founds.
  const said = await Promise.all([codeOf(found(first, second)), codeOf(found(first, third))]);
  expect(said.sort()).toEqual(['approvals.not_allowed', 'done']);
  const [row] = await base.db('approvals').where({ emergency: true });
  const made = String(row?.params['staff_id']);
  expect(await staff.grantsOf(base, made)).toMatchObject([{ role }]);
  const word = { id: row?.id ?? '', verdict: 'right', reason: '本人已到岗' } as const;
  expect(await codeOf(approvals.review(base, { ...word, by: first }, means))).toBe(
    'approvals.same_person',
  );
  await approvals.review(base, { ...word, by: made }, means);

  // Whoever takes the role from the other does not found anew at once.
  const [grant] = await staff.grantHistory(base, made);
  await staff.revoke(base, { grant_id: grant?.id ?? '', by: first });
  const other = made === second ? third : second;
  expect(await codeOf(found(first, other))).toBe('approvals.not_allowed');
  clock.advance(7 * 24 * 3_600_000 + 1);
  expect(await codeOf(found(first, other))).toBe('done');
});
