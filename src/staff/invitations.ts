import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { hashColumns, keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as factors from './factors-store.ts';
import * as store from './invitations-store.ts';
import * as members from './members.ts';
import * as membersStore from './members-store.ts';
import { newToken } from './sessions.ts';

const HOUR = 3_600_000;
/** A link is good so long. */
export const INVITATION_HOURS = 72;

/** Somebody invited, and the secret of the link, which is shown once and kept nowhere. */
export interface Invited {
  staff_id: string;
  token: string;
}

/**
 * Invites somebody to a work address, without a role. The link is handed over by the office's own
 * way: this gateway sends no mail. It is good for 72 hours and once.
 * Throws `staff.address_form`, `staff.address_taken`, `staff.name_form`.
 */
export function invite(
  base: Base,
  input: { name: string; address: string; department_id: string; by?: string | undefined },
): Promise<Invited> {
  const { by, ...who } = input;
  return transaction(base, async (base) => {
    const staff_id = await newMember(base, who, by);
    return { staff_id, token: await link(base, { staff_id, purpose: 'join', by }) };
  });
}

/**
 * A new link for somebody: to join, while they have not; for a second factor, once the old ones were
 * reset by two people; for a password that was forgotten, which the second factor still guards. An
 * earlier link is void. Throws `staff.unknown`, `staff.gone`, `staff.locked`.
 */
export function inviteAgain(
  base: Base,
  { staff_id, by }: { staff_id: string; by?: string | undefined },
): Promise<string> {
  return transaction(base, async (base) => {
    const { state } = await members.locked(base, staff_id);
    if (state === 'left') throw new Refusal('staff.gone');
    if (state === 'locked') throw new Refusal('staff.locked');
    const has = (await factors.list(base.db, staff_id)).length > 0;
    const purpose = state === 'invited' ? 'join' : has ? 'password' : 'factor';
    return link(base, { staff_id, purpose, by });
  });
}

/** The row of somebody who has not yet come; the link is the caller's to make. */
export async function newMember(
  base: Base,
  input: { name: string; address: string; department_id: string },
  by: string | undefined,
): Promise<string> {
  const address = members.readAddress(input.address);
  const name = members.readName(input.name);
  const { current, also } = members.hashesOfAddress(base, address);
  const taken = () => new Refusal('staff.address_taken', { field: 'address' });
  if (await membersStore.byAddress(base, current)) throw taken();
  const id = newId(base.clock);
  const now = base.clock.now();
  await membersStore
    .insert(base.db, {
      id,
      department_id: input.department_id,
      name_sealed: members.sealedName(base, id, name),
      work_address_sealed: members.sealedAddress(base, id, address),
      ...hashColumns(base.ring, 'work_address_hash', { current, also }),
      ...{ state: 'invited', several_sessions: false, created_at: now, updated_at: now },
    })
    .catch((fault: { code?: string }) => {
      throw fault.code === '23505' ? taken() : fault;
    });
  await audit.append(base, {
    kind: 'staff.invited',
    actor: actor(by),
    object: { kind: 'staff', id },
    outcome: 'ok',
    detail: { department: input.department_id },
  });
  return id;
}

async function link(
  base: Base,
  { staff_id, purpose, by }: Pick<store.InvitationRow, 'staff_id' | 'purpose'> & { by?: string },
): Promise<string> {
  const token = newToken();
  const made_at = base.clock.now();
  await store.replace(base.db, {
    ...{ id: newId(base.clock), staff_id, purpose, token_hash: hashOfLink(base, token) },
    ...{ made_by: by ?? null, made_at, used_at: null, replaced_at: null },
    expires_at: new Date(made_at.getTime() + INVITATION_HOURS * HOUR),
  });
  await audit.append(base, {
    kind: 'staff.link_made',
    actor: actor(by),
    object: { kind: 'staff', id: staff_id },
    outcome: 'ok',
    detail: { purpose },
  });
  return token;
}

export const hashOfLink = (base: Base, token: string): string =>
  keyedHash(base.ring, 'artefact', `staff link ${token}`);

/** What somebody's open link is for, and until when; without its secret. */
export async function openLink(base: Base, staff_id: string) {
  const row = await store.open(base.db, staff_id, base.clock.now());
  return row && { purpose: row.purpose, expires_at: row.expires_at };
}
