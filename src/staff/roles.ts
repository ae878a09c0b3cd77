/**
 * What somebody of the staff may be (GB/T 22239 level 3, 三员分立). What each role may do stands in
 * admin/policy.ts; here only that the three administrators exclude one another in one person.
 */
export const roles = [
  'system_administrator',
  'security_administrator',
  'audit_administrator',
  'department_administrator',
  'developer',
  'operator',
] as const;

export type Role = (typeof roles)[number];

/** At most one of these in one person. */
export const exclusive: readonly Role[] = [
  'system_administrator',
  'security_administrator',
  'audit_administrator',
];

/** A role, and where it holds: at a node of the tree and everywhere below it. */
export interface Grant {
  role: Role;
  department_id: string;
  /** A developer's grant is for one client only. */
  client_id?: string;
}
