/**
 * The people who run this system. Owns who they are, how they sign in, their sessions and their
 * roles; nothing of it is shared with citizens. Does not own what a role may do (admin/policy.ts).
 */
import type { Base } from '../base.ts';
import type { Grant } from './roles.ts';

export type { Grant, Role } from './roles.ts';

/** Somebody of the staff who is signed in, with the roles they hold now. */
export interface StaffSession {
  id: string;
  staff_id: string;
  name: string;
  department_id: string;
  grants: Grant[];
}

/** The session behind a cookie's token; undefined when there is none any more. One query. */
export async function sessionOf(_base: Base, _token: string): Promise<StaffSession | undefined> {
  return undefined;
}
