import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { addFactor } from './factors.ts';
import { newMember } from './invitations.ts';
import * as members from './members.ts';
import * as store from './members-store.ts';
import * as passwords from './passwords.ts';
import { newSecret, sealedSecret } from './totp.ts';

/**
 * Makes an active member with a password and the secret of an authenticator app at once, without an
 * invitation: for the demo and for tests. No page and no command leads here. Roles are `grant`ed.
 * Throws as `invite` and `prepare` do.
 */
export async function enrolled(
  base: Base,
  input: {
    name: string;
    address: string;
    department_id: string;
    password: string;
    several_sessions?: boolean;
    /** Of an authenticator that is there already (base32); absent: a new one. */
    totp_secret?: string;
  },
): Promise<{ staff_id: string; totp_secret: string }> {
  const { name, address, department_id, password, several_sessions = false } = input;
  return transaction(base, async (base) => {
    const staff_id = await newMember(base, { name, address, department_id }, undefined);
    const member = await members.locked(base, staff_id);
    await passwords.put(base, staff_id, await passwords.prepare(base, member, password));
    const totp_secret = input.totp_secret ?? newSecret();
    const id = newId(base.clock);
    await addFactor(base, {
      ...{ id, staff_id, kind: 'totp' },
      secret_sealed: sealedSecret(base, id, totp_secret),
    });
    const updated_at = base.clock.now();
    await store.change(base.db, staff_id, { state: 'active', several_sessions, updated_at });
    await audit.append(base, {
      kind: 'staff.enrolled',
      actor: { kind: 'system' },
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
    });
    return { staff_id, totp_secret };
  });
}
