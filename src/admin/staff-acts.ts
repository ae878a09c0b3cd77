import { h } from 'preact';
import { z } from 'zod';
import { StaffLinkPage } from '../../views/admin/staff-link.tsx';
import * as approvals from '../approvals/approvals.ts';
import { transaction } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as staff from '../staff/staff.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { nodeInScope } from './departments-place.ts';
import { type ConsoleRoute, post } from './route.ts';
import { covers, type Place } from './scope.ts';
import {
  nameOfMember as confirm,
  memberHref,
  memberId,
  reachOfMember as place,
} from './staff-place.ts';

/** What is done to somebody of the staff: some at once, some by two people. */

const may = 'invite and lock staff';
const mayAsk = 'ask for a change of a role';
/** The guard has found somebody behind it. */
const idOf = ({ base, params }: At) => memberId(base, params) ?? '';
const back = (at: At) => memberHref(at.base, idOf(at));

/** The link is shown on the answer to the form, once, and stands in no address of the console. */
function showLink(at: At, staff_id: string, token: string): void {
  const link = `${at.needs.issuer}/admin/invitation/${token}`;
  answer(
    at,
    h(StaffLinkPage, {
      ...{ frame: at.frame, link, hours: staff.INVITATION_HOURS },
      back: memberHref(at.base, staff_id),
    }),
  );
}

async function invite(
  at: At,
  input: { name: string; address: string; department: string },
): Promise<void> {
  const { name, address, department } = input;
  const node = await nodeInScope(at, department, 'department');
  const by = at.staff.staff_id;
  const { staff_id, token } = await staff.invite(at.base, {
    ...{ name, address, department_id: node.id, by },
  });
  showLink(at, staff_id, token);
}

/** Does something at once and comes back. */
const atOnce =
  (act: (base: At['base'], on: { staff_id: string; by: string }) => Promise<unknown>) =>
  async (at: At): Promise<void> => {
    const changed = await act(at.base, { staff_id: idOf(at), by: at.staff.staff_id });
    done(at, back(at), changed === false ? 'nothing' : 'changed');
  };

async function endSession(at: At, { session_id }: { session_id: string }): Promise<void> {
  const which = { staff_id: idOf(at), ids: [session_id] };
  const count = await staff.endSessions(at.base, which, 'staff', at.staff.staff_id);
  done(at, back(at), count > 0 ? 'changed' : 'nothing');
}

async function ask(at: At, asked: approvals.Asked, where: Place, reason: string): Promise<void> {
  const asking = { ...asked, place: where, reason, by: at.staff.staff_id };
  await approvals.ask(at.base, asking, at.needs.approvals);
  done(at, back(at), 'asked');
}

/** Asks for a role at a node that the person who asks looks after too. */
async function askGrant(
  at: At,
  input: { role: staff.Role; department: string; client_id: string; reason: string },
): Promise<void> {
  const { role, department, reason } = input;
  const node = await nodeInScope(at, department, 'department');
  const client_id = input.client_id.trim() || undefined;
  if ((role === 'developer') !== (client_id !== undefined))
    throw new Refusal('staff.grant_client', { field: 'client_id' });
  const of = { ...(client_id && { client_id }) };
  if (client_id && (await departmentOf(at, client_id)) !== node.id)
    throw new Refusal('departments.bad_node', { field: 'department' });
  const params = { staff_id: idOf(at), role, department_id: node.id, ...of };
  await ask(at, { act: 'staff.grant', params }, { department_ids: [node.id], ...of }, reason);
}

/** Where a client hangs that the person who asks looks after; as if there were none elsewhere. */
async function departmentOf(at: At, client_id: string): Promise<string> {
  const client = await clients.read(at.base, client_id);
  if (!client || !covers(at.scope, { department_ids: [client.department_id], client_id }))
    throw new Refusal('admin.not_here');
  return client.department_id;
}

/**
 * On the first day there is nobody to decide: the only security administrator makes a second one at
 * once, for the whole province. All staff are told, and the new one reviews it within a day (ADR 24).
 */
async function appointSecond(at: At, { reason }: { reason: string }): Promise<void> {
  const { base, needs } = at;
  const department_id = await departments.rootId(base);
  const staff_id = idOf(at);
  const params = { staff_id, role: 'security_administrator', department_id };
  const place = { department_ids: [department_id] };
  const by = at.staff.staff_id;
  await transaction(base, async (base) => {
    const asking = { act: 'staff.grant', params, place, reason, by } as const;
    await approvals.actNow(base, asking, needs.approvals);
    await staff.tellAll(base, 'second_administrator', staff_id);
  });
  done(at, back(at), 'changed');
}

async function askRevoke(at: At, input: { grant_id: string; reason: string }): Promise<void> {
  const { grant_id, reason } = input;
  const held = await staff.grantById(at.base, grant_id);
  if (!held || held.staff_id !== idOf(at) || held.ended_at) throw new Refusal('staff.unknown');
  const params = { staff_id: held.staff_id, grant_id };
  await ask(at, { act: 'staff.revoke', params }, { department_ids: [held.department_id] }, reason);
}

async function askReset(at: At, { reason }: { reason: string }): Promise<void> {
  const where = await place(at.base, at.params);
  if (!where) throw new Refusal('admin.not_here');
  const params = { staff_id: idOf(at) };
  await ask(at, { act: 'staff.reset_factor', params }, where, reason);
}

const code = z.string().trim().min(1).max(40);
const on = (act: string) => `/admin/staff/:id/${act}`;

export const acts: readonly ConsoleRoute[] = [
  post({
    ...{ path: '/admin/staff/invite', may, handle: invite },
    fields: { name: z.string().max(200), address: z.string().max(300), department: code },
  }),
  post({
    ...{ path: on('link'), may, place, fields: {} },
    async handle(at) {
      const on = { staff_id: idOf(at), by: at.staff.staff_id };
      showLink(at, on.staff_id, await staff.inviteAgain(at.base, on));
    },
  }),
  post({ path: on('lock'), may, place, fields: {}, handle: atOnce(staff.lock) }),
  post({ path: on('unlock'), may, place, fields: {}, handle: atOnce(staff.unlock) }),
  post({ path: on('leave'), may, place, confirm, fields: {}, handle: atOnce(staff.leave) }),
  post({
    ...{ path: on('several'), may, place, fields: { several: z.enum(['yes', 'no']) } },
    handle: (at, { several }) =>
      atOnce((base, on) => staff.allowSeveral(base, { ...on, several: several === 'yes' }))(at),
  }),
  post({
    ...{ path: on('session-end'), may, place },
    ...{ fields: { session_id: z.uuid() }, handle: endSession },
  }),
  post({
    ...{ path: on('grant'), may: mayAsk, place, handle: askGrant },
    fields: { role: z.enum(staff.roles), department: code, client_id: z.string().max(60), reason },
  }),
  post({
    ...{ path: on('second'), may: 'appoint a second security administrator', place },
    ...{ fields: { reason }, handle: appointSecond },
  }),
  post({
    ...{ path: on('revoke'), may: mayAsk, place, handle: askRevoke },
    fields: { grant_id: z.uuid(), reason },
  }),
  post({
    ...{ path: on('reset'), may: mayAsk, place, confirm, handle: askReset },
    fields: { reason },
  }),
];
