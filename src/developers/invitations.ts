import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { hashColumns } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import type { Words } from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as messages from '../messages/messages.ts';
import {
  addressIn,
  folded,
  type Gate,
  hashesOf,
  hashOf,
  readAddress,
  sealedAddress,
} from './addresses.ts';
import * as store from './invitations-store.ts';
import { langOf } from './languages.ts';
import * as memberships from './memberships-store.ts';

const DAY = 86_400_000;
/** An invitation is open so long. */
export const INVITATION_DAYS = 14;

/** An invitation that is open. */
export interface Invitation {
  id: string;
  address: string;
  department_id: string;
  made_at: Date;
  expires_at: Date;
}

/**
 * Invites whoever has a work address to a department. The invitation is to the address, and holds no
 * secret: proving the address opens it (ADR 0041). A mail says so where mail is set up and the
 * address may be written to now; gives whether one is on its way. Throws `developers.address_form`,
 * `developers.domain_refused`.
 */
export async function invite(
  base: Base,
  gate: Gate,
  input: {
    address: string;
    department_id: string;
    by: string;
    /** What the mail says; absent: none is sent. `lang`: for an address that is no developer's yet. */
    mail?: { department: Words; link: string; lang: messages.Lang; network: string };
  },
): Promise<{ id: string; mailed: boolean }> {
  const address = readAddress(input.address, gate);
  const { department_id, by, mail } = input;
  // Counted apart: whoever was just invited asks for a code at once, and that one had a mail is nobody's to see (Never 11).
  const to = `invitation ${folded(address)}`;
  const mailed =
    mail !== undefined && (await messages.allow(base, { to, network: mail.network })) === 0;
  return transaction(base, async (base) => {
    const id = newId(base.clock);
    const made_at = base.clock.now();
    const { current, also } = hashesOf(base, address);
    const row = {
      ...{ id, department_id, made_by: by, made_at, used_at: null, withdrawn_at: null },
      address_sealed: sealedAddress(base, 'developer_invitations', id, address),
      ...hashColumns(base.ring, 'address_hash', { current, ...(also && { also }) }),
      expires_at: new Date(made_at.getTime() + INVITATION_DAYS * DAY),
    };
    await store.replace(base, row, current);
    if (mailed) {
      const lang = (await langOf(base, address)) ?? mail.lang;
      await messages.owe(base, {
        ...{ channel: 'mail', to: address, template: 'developer_invited', lang },
        words: { department: mail.department[lang], link: mail.link, days: INVITATION_DAYS },
        lives_ms: INVITATION_DAYS * DAY,
      });
    }
    await audit.append(base, {
      kind: 'developer.invited',
      actor: { kind: 'staff', id: by },
      object: { kind: 'developer_invitation', id },
      outcome: 'ok',
      detail: { department: department_id, mailed },
    });
    return { id, mailed };
  });
}

/** What waits for whoever has proved this address. */
export async function invitationsOf(base: Base, address: string): Promise<Invitation[]> {
  const rows = await store.toAddress(base, hashOf(base, address), base.clock.now());
  return rows.map((row) => opened(base, row));
}

/** The open invitations of some departments, from after one of them. */
export async function openIn(
  base: Base,
  department_ids: readonly string[] | 'all',
  page: { limit: number; after?: string | undefined },
): Promise<Invitation[]> {
  const rows = await store.listed(base.db, department_ids, { ...page, now: base.clock.now() });
  return rows.map((row) => opened(base, row));
}

/** One that is open; undefined when there is none. */
export async function openInvitation(base: Base, id: string): Promise<Invitation | undefined> {
  const row = await store.openById(base.db, id, base.clock.now());
  return row && opened(base, row);
}

/**
 * Takes an invitation: once, whichever node sees it first (Never 5). Only for whoever has proved its
 * address. Throws `developers.invitation_over`.
 */
export function join(
  base: Base,
  { id, developer_id, address }: { id: string; developer_id: string; address: string },
): Promise<void> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const used = await store.use(base, id, hashOf(base, address), now);
    if (!used) throw new Refusal('developers.invitation_over');
    const { department_id } = used;
    await memberships.insert(base.db, {
      ...{ id: newId(base.clock), developer_id, department_id, invitation_id: id },
      ...{ began_at: now, ended_at: null, ended_by: null },
    });
    await audit.append(base, {
      kind: 'developer.joined',
      actor: { kind: 'developer', id: developer_id },
      object: { kind: 'developer_invitation', id },
      outcome: 'ok',
      detail: { department: department_id },
    });
  });
}

/** Whoever is invited does not want it. Throws `developers.invitation_over`. */
export const decline = (
  base: Base,
  { id, developer_id, address }: { id: string; developer_id: string; address: string },
): Promise<void> =>
  takeBack(base, id, { kind: 'developer', id: developer_id }, hashOf(base, address));

/** The department takes an invitation back. Throws `developers.invitation_over`. */
export const withdraw = (base: Base, { id, by }: { id: string; by: string }): Promise<void> =>
  takeBack(base, id, { kind: 'staff', id: by });

function takeBack(
  base: Base,
  id: string,
  actor: audit.AuditEvent['actor'],
  hash?: string,
): Promise<void> {
  return transaction(base, async (base) => {
    const back = await store.withdraw(base, id, base.clock.now(), hash);
    if (!back) throw new Refusal('developers.invitation_over');
    await audit.append(base, {
      kind: 'developer.invitation_withdrawn',
      actor,
      object: { kind: 'developer_invitation', id },
      outcome: 'ok',
      detail: { department: back.department_id },
    });
  });
}

function opened(base: Base, row: store.InvitationRow): Invitation {
  const { id, department_id, made_at, expires_at } = row;
  const address = addressIn(base, row, 'developer_invitations');
  return { id, address, department_id, made_at, expires_at };
}
