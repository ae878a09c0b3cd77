import { h } from 'preact';
import { z } from 'zod';
import { HomePage } from '../../views/admin/dashboard-home.tsx';
import { type Act, acts, list as approvalsOf, isAct } from '../approvals/approvals.ts';
import * as clients from '../clients/clients.ts';
import * as conflicts from '../identities/conflicts.ts';
import * as staff from '../staff/staff.ts';
import { type At, answer, done } from './at.ts';
import { carrying, type Permission } from './policy.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { scopeOf } from './scope.ts';
import { today } from './statistics.ts';

/** As far as the first page counts. */
const MANY = 100;

/** The first page: how today goes, and what waits for whoever is signed in. */
async function home(at: At): Promise<void> {
  const { base, staff: who } = at;
  const seen = await scopeOf(base, who.grants, 'see statistics');
  answer(
    at,
    h(HomePage, {
      frame: at.frame,
      today: seen && (await today(base, seen)),
      waiting: {
        approvals: await approvalsFor(at),
        conflicts: await conflictsFor(at),
        reviews: await reviewsFor(at),
      },
      many: MANY,
      messages: await staff.messagesFor(base, who.staff_id),
    }),
  );
}

/** Acts that this person may decide on or review, and did not ask for. */
async function approvalsFor(at: At): Promise<number> {
  const { grants, staff_id } = at.staff;
  const mine = (permission: string | undefined) =>
    permission !== undefined && carrying(grants, permission as Permission).length > 0;
  const declared: Record<Act, { decide: string; review?: string }> = acts;
  const every = Object.keys(acts).filter(isAct);
  const decide = every.filter((act) => mine(declared[act].decide));
  const review = every.filter((act) => mine(declared[act].review));
  if (decide.length + review.length === 0) return 0;
  const { department_ids, client_ids } = at.scope;
  const found = await approvalsOf(
    at.base,
    { reader: staff_id, department_ids, client_ids, waiting: { decide, review } },
    { limit: MANY },
  );
  return found.length;
}

/** Questions about two accounts in this person's regions, where they may settle them. */
async function conflictsFor(at: At): Promise<number> {
  const scope = await scopeOf(at.base, at.staff.grants, 'settle conflicts');
  if (!scope) return 0;
  const { department_ids } = scope;
  return conflicts.countOpen(at.base, department_ids === 'all' ? null : department_ids, MANY);
}

/** Applications whose yearly review is so late that staff are asked, where this person may ask for a stop. */
async function reviewsFor({ base, staff }: At): Promise<number> {
  const scope = await scopeOf(base, staff.grants, 'ask to stop or end a client');
  if (!scope) return 0;
  const due_by = clients.reviewDueBy(base, 'staff');
  return (await clients.list(base, scope, { due_by, limit: MANY })).length;
}

export const routes: ConsoleRoute[] = [
  page({ path: '/admin', may: 'enter the console', handle: home }),
  post({
    path: '/admin/message-read',
    may: 'enter the console',
    fields: { message_id: z.uuid() },
    async handle(at, { message_id }) {
      await staff.readMessage(at.base, { message_id, staff_id: at.staff.staff_id });
      done(at, '/admin', 'changed');
    },
  }),
];
