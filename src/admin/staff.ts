import { h } from 'preact';
import { z } from 'zod';
import { StaffInviteAct } from '../../views/admin/staff-link.tsx';
import { StaffMemberPage, StaffState } from '../../views/admin/staff-member.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as staff from '../staff/staff.ts';
import { type At, answer } from './at.ts';
import { behind, handleOf } from './handles.ts';
import { placesIn } from './places.ts';
import { type ConsoleRoute, page } from './route.ts';
import { acts } from './staff-acts.ts';
import { memberHref, memberId, placeOfMember } from './staff-place.ts';
import { after, answerTable, pageOf } from './table.ts';

/** The staff: who they are, what they hold, where they are signed in. */

async function list(at: At): Promise<void> {
  const { base, limit, frame, scope } = at;
  const { staff: t, table } = sentences(frame.lang).console;
  const wanted = filters(at.ctx, {
    state: z.enum(['invited', 'active', 'locked', 'left']).optional(),
    role: z.enum(staff.roles).optional(),
    department: z.string().trim().max(40).optional(),
  });
  const node = wanted.department && (await departments.idOf(base, wanted.department));
  const rows = await staff.list(base, scope, {
    state: wanted.state,
    role: wanted.role,
    within: wanted.department ? await departments.under(base, node ? [node] : []) : undefined,
    after: cursorOf(at),
    limit: limit + 1,
  });
  const names = await departments.named(
    base,
    rows.map(({ department_id }) => department_id),
  );
  const places = await placesIn(at, scope);
  const options = (words: Record<string, string>) => [
    { value: '', label: table.all },
    ...Object.entries(words).map(([value, label]) => ({ value, label })),
  ];
  await answerTable(at, {
    section: 'staff',
    title: t.title,
    intro: t.intro,
    filters: [
      { name: 'state', label: t.state, value: wanted.state, options: options(t.states) },
      { name: 'role', label: t.role, value: wanted.role, options: options(t.role_names) },
      {
        ...{ name: 'department', label: t.department, value: wanted.department },
        ...(places.length > 0 && { options: [{ value: '', label: table.all }, ...places] }),
      },
    ],
    columns: [
      { title: t.name, text: ({ name }) => name },
      { title: t.address, text: ({ work_address }) => work_address },
      {
        title: t.department,
        text: ({ department_id }) => {
          const known = names.get(department_id)?.names;
          return known ? inWords(known, frame.lang) : '';
        },
      },
      {
        title: t.roles,
        text: ({ grants }) =>
          [...new Set(grants.map(({ role }) => t.role_names[role]))].join(t.comma) || t.none,
      },
      {
        title: t.state,
        text: ({ state }) => t.states[state],
        cell: ({ state }) => h(StaffState, { frame, state }),
      },
    ],
    ...pageOf(rows, limit, ({ id }) => [handleOf(base.ring, 'staff', id)]),
    href: ({ id }) => memberHref(base, id),
    empty: t.empty,
    below: h(StaffInviteAct, { frame, places }),
  });
}

function cursorOf(at: At): string | undefined {
  const [handle] = after(at, z.tuple([z.string()])) ?? [];
  const id = behind(at.base.ring, 'staff', handle);
  if (handle !== undefined && id === undefined)
    throw new Refusal('http.bad_input', { field: 'after' });
  return id;
}

/** One of them. */
async function one(at: At): Promise<void> {
  const { base, params } = at;
  const id = memberId(base, params) ?? '';
  const member = id === '' ? undefined : await staff.byId(base, id);
  if (!member) throw new Refusal('admin.not_here');
  const held = await staff.grantHistory(base, id);
  const nodes = [member.department_id, ...held.map(({ department_id }) => department_id)];
  const known = await departments.named(base, nodes);
  const nameOf = (node: string) => known.get(node)?.names ?? node;
  const who = await staff.names(
    base,
    held.flatMap(({ granted_by }) => granted_by ?? []),
  );
  answer(
    at,
    h(StaffMemberPage, {
      frame: at.frame,
      member,
      href: memberHref(base, id),
      department: nameOf(member.department_id),
      grants: held.map(({ id, role, department_id, client_id, granted_by, ...times }) => ({
        ...{ id, role, node: nameOf(department_id), client_id },
        ...{ granted_at: times.granted_at, ended_at: times.ended_at },
        by: granted_by === null ? undefined : (who.get(granted_by) ?? granted_by),
      })),
      sessions: await staff.sessionsOf(base, id),
      factors: await staff.factorsOf(base, id),
      codes_left: await staff.codesLeft(base, id),
      places: await placesIn(at, at.scope),
      link: await staff.openLink(base, id),
      own: id === at.staff.staff_id,
      alone: await staff.isFounding(base, {
        by: at.staff.staff_id,
        role: 'security_administrator',
        department_id: await departments.rootId(base),
      }),
    }),
  );
}

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/staff', may: 'see staff', handle: list }),
  ...acts,
  page({ path: '/admin/staff/:id', may: 'see staff', place: placeOfMember, handle: one }),
];
