import type { Base } from '../../src/base.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import type { Secrets } from '../secrets.ts';
import { accessOf, members } from './members.ts';

/** Those of the sample staff who are not there yet, with their roles; a second start changes nothing. */
export async function seedStaff(base: Base, secrets: Secrets): Promise<void> {
  const there = await staff.list(base, { department_ids: 'all' }, { limit: 1_000 });
  const addresses = new Set(there.map(({ work_address }) => work_address));
  for (const member of members) {
    const access = accessOf(secrets, member.key);
    if (addresses.has(access.address)) continue;
    const { staff_id } = await staff.enrolled(base, {
      name: member.name,
      department_id: await node(base, member.department),
      ...access,
    });
    for (const { role, at, client_id } of member.roles)
      await staff.grant(base, { staff_id, role, department_id: await node(base, at), client_id });
  }
}

async function node(base: Base, code: string): Promise<string> {
  const id = await departments.idOf(base, code);
  if (id === undefined) throw new Error(`the sample province has no node ${code}`);
  return id;
}
