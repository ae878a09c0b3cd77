import { h } from 'preact';
import { z } from 'zod';
import {
  DeveloperInvitationPage,
  DeveloperInviteAct,
  DeveloperPage,
} from '../../views/admin/developers.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as developers from '../developers/developers.ts';
import { Refusal } from '../errors.ts';
import { type At, answer, done } from './at.ts';
import { nodeInScope } from './departments-place.ts';
import { behind, type HandleKind, handleOf } from './handles.ts';
import { placesIn } from './places.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';
import { after, answerTable, pageOf } from './table.ts';

/** The developers of a department's applications: who they are, and who is invited (ADR 0041). */

const see = 'see developers';
const may = 'invite developers';

/** The id behind the handle of an address: no internal id leaves the gateway. */
const memberId = ({ ring }: Base, { member }: Record<string, string>) =>
  behind(ring, 'membership', member);
const invitationId = ({ ring }: Base, { invitation }: Record<string, string>) =>
  behind(ring, 'invitation', invitation);

async function memberOf(base: Base, params: Record<string, string>) {
  const id = memberId(base, params);
  return id === undefined ? undefined : developers.membership(base, id);
}

async function invitationOf(base: Base, params: Record<string, string>) {
  const id = invitationId(base, params);
  return id === undefined ? undefined : developers.openInvitation(base, id);
}

const placeOfMember: PlaceOf = async (base, params) => {
  const found = await memberOf(base, params);
  return found && { department_ids: [found.department_id] };
};

const placeOfInvitation: PlaceOf = async (base, params) => {
  const found = await invitationOf(base, params);
  return found && { department_ids: [found.department_id] };
};

/** What was typed to end it: the address. */
const confirm = async (base: Base, params: Record<string, string>) =>
  (await memberOf(base, params))?.address ?? '';

/** The cursor of a list, whose rows are known by handles. */
function cursor(at: At, kind: HandleKind): string | undefined {
  const [handle] = after(at, z.tuple([z.string()])) ?? [];
  const id = behind(at.base.ring, kind, handle);
  if (handle !== undefined && id === undefined)
    throw new Refusal('http.bad_input', { field: 'after' });
  return id;
}

const namesOf = async (at: At, rows: readonly { department_id: string }[]) => {
  const ids = [...new Set(rows.map(({ department_id }) => department_id))];
  const known = await departments.named(at.base, ids);
  return (id: string) => known.get(id)?.names ?? '';
};

async function list(at: At): Promise<void> {
  const { base, frame, limit, scope, needs } = at;
  const { lang } = frame;
  const t = sentences(lang).console.developers;
  const rows = await developers.membersOf(base, scope.department_ids, {
    ...{ limit: limit + 1, after: cursor(at, 'membership') },
  });
  const nameOf = await namesOf(at, rows);
  await answerTable(at, {
    ...{ section: 'developers', title: t.title, intro: t.intro, empty: t.empty },
    ...pageOf(rows, limit, ({ id }) => [handleOf(base.ring, 'membership', id)]),
    href: ({ id }) => `/admin/developers/${handleOf(base.ring, 'membership', id)}`,
    columns: [
      { title: t.address, text: ({ address }) => address },
      { title: t.department, text: ({ department_id }) => inWords(nameOf(department_id), lang) },
      { title: t.since, text: ({ began_at }) => momentWords(began_at, lang), whole: true },
    ],
    below: h(DeveloperInviteAct, {
      ...{ frame, days: developers.INVITATION_DAYS, places: await placesIn(at, scope) },
      mail: needs.senders.offers('mail', 'developer_invited'),
    }),
  });
}

async function invited(at: At): Promise<void> {
  const { base, frame, limit, scope } = at;
  const { lang } = frame;
  const t = sentences(lang).console.developers;
  const rows = await developers.openIn(base, scope.department_ids, {
    ...{ limit: limit + 1, after: cursor(at, 'invitation') },
  });
  const nameOf = await namesOf(at, rows);
  await answerTable(at, {
    ...{ section: 'developers', title: t.invited, intro: t.invited_intro },
    empty: t.invited_empty,
    ...pageOf(rows, limit, ({ id }) => [handleOf(base.ring, 'invitation', id)]),
    href: ({ id }) => `/admin/developers/invited/${handleOf(base.ring, 'invitation', id)}`,
    columns: [
      { title: t.address, text: ({ address }) => address },
      { title: t.department, text: ({ department_id }) => inWords(nameOf(department_id), lang) },
      { title: t.made, text: ({ made_at }) => momentWords(made_at, lang), whole: true },
      { title: t.until, text: ({ expires_at }) => momentWords(expires_at, lang), whole: true },
    ],
    above: h('p', null, h('a', { href: '/admin/developers' }, t.members)),
  });
}

async function oneMember(at: At): Promise<void> {
  const found = await memberOf(at.base, at.params);
  if (!found) throw new Refusal('admin.not_here');
  const nameOf = await namesOf(at, [found]);
  const { address, began_at } = found;
  const href = `/admin/developers/${at.params['member']}`;
  const department = nameOf(found.department_id);
  answer(at, h(DeveloperPage, { frame: at.frame, address, department, href, began_at }));
}

async function oneInvitation(at: At): Promise<void> {
  const found = await invitationOf(at.base, at.params);
  if (!found) throw new Refusal('admin.not_here');
  const nameOf = await namesOf(at, [found]);
  const { address, made_at, expires_at } = found;
  const href = `/admin/developers/invited/${at.params['invitation']}`;
  const department = nameOf(found.department_id);
  answer(
    at,
    h(DeveloperInvitationPage, {
      ...{ frame: at.frame, address, department, href, made_at, expires_at },
    }),
  );
}

async function invite(at: At, input: { address: string; department: string }): Promise<void> {
  const { base, ctx, needs, frame, staff } = at;
  const node = await nodeInScope(at, input.department, 'department');
  const mail = {
    department: node.names,
    link: `${needs.issuer}/clients`,
    ...{ lang: frame.lang, network: ctx.ip },
  };
  const { mailed } = await developers.invite(base, needs.developers, {
    ...{ address: input.address, department_id: node.id, by: staff.staff_id },
    ...(needs.senders.offers('mail', 'developer_invited') && { mail }),
  });
  done(at, '/admin/developers/invited', mailed ? 'invited' : 'invited_unmailed');
}

const code = z.string().trim().min(1).max(40);

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/developers', may: see, handle: list }),
  post({
    ...{ path: '/admin/developers/invite', may, handle: invite },
    fields: { address: z.string().max(300), department: code },
  }),
  page({ path: '/admin/developers/invited', may: see, handle: invited }),
  page({
    ...{ path: '/admin/developers/invited/:invitation', may: see },
    ...{ place: placeOfInvitation, handle: oneInvitation },
  }),
  post({
    ...{ path: '/admin/developers/invited/:invitation/withdraw', may, place: placeOfInvitation },
    fields: {},
    async handle(at) {
      const id = invitationId(at.base, at.params) ?? '';
      await developers.withdraw(at.base, { id, by: at.staff.staff_id });
      done(at, '/admin/developers/invited', 'withdrawn');
    },
  }),
  page({
    ...{ path: '/admin/developers/:member', may: see, place: placeOfMember, handle: oneMember },
  }),
  post({
    ...{ path: '/admin/developers/:member/end', may, place: placeOfMember, confirm, fields: {} },
    async handle(at) {
      const id = memberId(at.base, at.params) ?? '';
      const ended = await developers.endMembership(at.base, { id, by: at.staff.staff_id });
      done(at, '/admin/developers', ended ? 'changed' : 'nothing');
    },
  }),
];
