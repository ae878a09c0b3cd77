import type { Base } from '../../src/base.ts';
import { transaction } from '../../src/base.ts';
import * as departments from '../../src/departments/departments.ts';
import * as staff from '../../src/staff/staff.ts';
import { codeAt } from '../../src/staff/totp.ts';

/** Made-up people of the staff. */

export interface SeededStaff {
  staff_id: string;
  address: string;
  password: string;
  totp_secret: string;
}

/** What everybody here signs in with, unless told. */
export const PASSWORD = 'Tumen-crane-417';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

let count = 0;

/**
 * An active member with these roles at a department (the province unless told; it is put into an
 * empty tree), a password and an authenticator app.
 */
export async function seedStaff(
  base: Base,
  {
    roles = [],
    department_code = '220000',
    name = '许江河',
    client_id,
    address = `staff-${++count}@office.example`,
    several_sessions = false,
  }: {
    roles?: readonly staff.Role[];
    department_code?: string;
    name?: string;
    /** Of a developer. */
    client_id?: string;
    address?: string;
    several_sessions?: boolean;
  } = {},
): Promise<SeededStaff> {
  const department_id =
    (await departments.idOf(base, department_code)) ??
    (await departments.add(base, {
      code: department_code,
      kind: 'region',
      names: words(`地区 ${department_code}`),
    }));
  const made = await staff.enrolled(base, {
    ...{ name, address, department_id, several_sessions },
    password: PASSWORD,
  });
  const { staff_id } = made;
  for (const role of roles)
    await staff.grant(base, {
      ...{ staff_id, role, department_id },
      client_id: role === 'developer' ? client_id : undefined,
    });
  return { ...made, address, password: PASSWORD };
}

/** The token of a session cookie of somebody who is there already. */
export function sessionFor(base: Base, staff_id: string, several = true): Promise<string> {
  return transaction(base, (base) =>
    staff.begin(base, { staff_id, several, device: 'Firefox · Linux', network: '192.0.2.0/24' }),
  );
}

/** Somebody new with these roles, signed in: the token of the cookie. */
export async function signedInStaff(
  base: Base,
  who: Parameters<typeof seedStaff>[1] = {},
): Promise<SeededStaff & { token: string }> {
  const member = await seedStaff(base, who);
  return { ...member, token: await sessionFor(base, member.staff_id) };
}

/** The code that this person's app shows now. */
export const codeOf = (base: Base, { totp_secret }: Pick<SeededStaff, 'totp_secret'>): string =>
  codeAt(base.clock.now(), totp_secret);
