import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as staff from '../staff/staff.ts';
import { behind, handleOf } from './handles.ts';
import type { PlaceOf } from './route.ts';
import type { Place } from './scope.ts';

/** Somebody of the staff hangs on their department: who looks after that may see them. */
export const placeOfMember: PlaceOf = async (base, params) => {
  const member = await memberOf(base, params);
  return member && { department_ids: [member.department_id] };
};

/**
 * Whoever does something to a member has to look after all that the member may: the lowest node
 * above their department and every role they hold. Otherwise an office could lock out or take over
 * somebody of the province who sits there.
 */
export const reachOfMember: PlaceOf = async (base, params) => {
  const member = await memberOf(base, params);
  if (!member) return undefined;
  const nodes = [member.department_id, ...(await rolesOf(base, member.id))];
  let shared: string[] | undefined;
  for (const node of new Set(nodes)) {
    const above = await departments.ancestors(base, node);
    shared = shared === undefined ? above : shared.filter((one) => above.includes(one));
  }
  const [lowest] = shared ?? [];
  const place: Place = lowest === undefined ? 'province' : { department_ids: [lowest] };
  return place;
};

/** The name that has to be typed before something is ended for somebody. */
export const nameOfMember = async (base: Base, params: Record<string, string>) =>
  (await memberOf(base, params))?.name ?? '';

/** The page of a member: no address names a person by the id that the trail knows them by. */
export const memberHref = ({ ring }: Base, id: string): string =>
  `/admin/staff/${handleOf(ring, 'staff', id)}`;

/** The id behind the handle of an address, which may be any text. */
export const memberId = ({ ring }: Base, { id }: Record<string, string>): string | undefined =>
  behind(ring, 'staff', id);

const rolesOf = async (base: Base, id: string) =>
  (await staff.grantHistory(base, id))
    .filter(({ ended_at }) => ended_at === null)
    .map(({ department_id }) => department_id);

async function memberOf(base: Base, params: Record<string, string>) {
  const id = memberId(base, params);
  return id === undefined ? undefined : staff.byId(base, id);
}
