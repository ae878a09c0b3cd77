import { h } from 'preact';
import { StaffMePage } from '../../views/admin/staff-me.tsx';
import type { StaffTrouble } from '../../views/admin/staff-trouble.tsx';
import * as departments from '../departments/departments.ts';
import { seeOther } from '../http/see-other.ts';
import * as staff from '../staff/staff.ts';
import { setStaffToken } from './cookie.ts';
import type { Own } from './me-at.ts';
import { show } from './sign-in-at.ts';

/** One's own account. */
export async function me(own: Own, error?: StaffTrouble): Promise<void> {
  const { base, needs, session, frame } = own;
  const { staff_id, grants } = session;
  const member = await staff.byId(base, staff_id);
  const nodes = [session.department_id, ...grants.map(({ department_id }) => department_id)];
  const known = await departments.named(base, nodes);
  const nameOf = (id: string) => known.get(id)?.names ?? id;
  const fresh = staff.isFresh(base, session);
  const sessions = await staff.sessionsOf(base, staff_id);
  show(
    own,
    h(StaffMePage, {
      ...{ frame, error, fresh },
      address: member?.work_address ?? '',
      department: nameOf(session.department_id),
      roles: grants.map(({ role, department_id, client_id }) => ({
        ...{ role, node: nameOf(department_id), client: client_id },
      })),
      password: { set_at: await staff.passwordSetAt(base, staff_id), days: staff.PASSWORD_DAYS },
      factors: await staff.factorsOf(base, staff_id),
      codes_left: await staff.codesLeft(base, staff_id),
      sessions: sessions.map((one) => ({ ...one, current: one.id === session.id })),
      passkey: fresh ? undefined : await staff.passkeyToShow(base, needs, staff_id),
    }),
  );
}

/** Shows a second factor again, before a change. */
export async function prove(
  own: Own,
  { code = '', answer }: { code?: string; answer?: string },
): Promise<void> {
  const { base, ctx, needs, session } = own;
  const shown = answer === undefined ? { code } : { answer };
  if (await staff.proveAgain(base, needs, { session, shown })) return seeOther(ctx, '/admin/me');
  ctx.status = 400;
  await me(own, {
    code: answer === undefined ? 'wrong_code' : 'staff.passkey_refused',
    field: 'code',
  });
}

/** Ends another session of one's own. */
export async function endOne(own: Own, { session_id }: { session_id: string }): Promise<void> {
  const { base, ctx, session } = own;
  const { staff_id, id } = session;
  const which = { staff_id, ids: [session_id], except: id };
  const count = await staff.endSessions(base, which, 'own', staff_id);
  seeOther(ctx, `/admin/me?done=${count > 0 ? 'changed' : 'nothing'}`);
}

/** Leaves the console in this browser. */
export async function signOut(own: Own): Promise<void> {
  const { base, ctx, needs, session } = own;
  await staff.endSessions(base, { ids: [session.id] }, 'signed_out', session.staff_id);
  setStaffToken(ctx, needs.issuer, undefined);
  seeOther(ctx, '/admin/sign-in?said=signed_out');
}
