import { afterAll, beforeAll, expect, it } from 'vitest';
import { means } from '../../src/admin/executors.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { codeAt } from '../../src/staff/totp.ts';
import { codeOf } from '../approvals/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { PASSWORD, seedStaff } from './people.ts';

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

  // Whoever is left over does not found anew, however long ago it was: neither the first one,
  const [grant] = await staff.grantHistory(base, made);
  await staff.revoke(base, { grant_id: grant?.id ?? '', by: first });
  const other = made === second ? third : second;
  clock.advance(366 * 24 * 3_600_000);
  expect(await codeOf(found(first, other))).toBe('approvals.not_allowed');
  // nor one whom people appointed.
  const department_id = await departments.rootId(base);
  await staff.grant(base, { staff_id: other, role, department_id, by: first });
  const [mine] = await staff.grantHistory(base, first);
  await staff.revoke(base, { grant_id: mine?.id ?? '', by: other });
  expect(await codeOf(found(other, made))).toBe('approvals.not_allowed');

  // The way back leads over the machine, and opens it once.
  await staff.lock(base, { staff_id: other });
  const site = { issuer: 'http://localhost:3000' };
  const from = { device: 'Firefox · Linux', network: '192.0.2.0/24' };
  await staff.makeFirst(base, { name: '未到', address: 'never-came@office.example' });
  clock.advance(1);
  const anew = await staff.makeFirst(base, { name: '重来', address: 'anew@office.example' });
  const entry = await staff.join(base, { token: anew.token, password: PASSWORD });
  const { secret } = await staff.enrolment(base, site, entry);
  const shown = { code: codeAt(clock.now(), secret) };
  expect(await staff.finishEnrolment(base, site, { entry, first: shown, from })).toBeDefined();
  clock.advance(1);
  expect(await codeOf(found(anew.staff_id, made))).toBe('done');
  expect(await codeOf(found(anew.staff_id, first))).toBe('approvals.not_allowed');
});
