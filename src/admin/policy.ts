/**
 * Who may do what in the console: one table, permissions as sentences. A role holds in the subtree
 * of its grant (scope.ts), a developer's for one client. test/admin/matrix.test.ts tries every
 * role at every route, inside and outside its scope.
 *
 * The system administrator has settings, sources and keys; the security administrator staff, roles
 * and locks; the audit administrator reads the trail and changes nothing. Where one person asks and
 * another decides, the two permissions stand below one another.
 */
import type { Grant, Role } from '../staff/roles.ts';

const everybody = [
  'system_administrator',
  'security_administrator',
  'audit_administrator',
  'department_administrator',
  'developer',
  'operator',
] as const;

export const policy = {
  'enter the console': everybody,
  'see statistics': ['system_administrator', 'security_administrator', 'department_administrator'],
  'see approvals': everybody,

  'see departments': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
    'operator',
  ],
  'add and rename departments': ['system_administrator', 'department_administrator'],
  'move, merge and close departments': ['system_administrator'],

  'see sources': ['system_administrator', 'security_administrator', 'department_administrator'],
  'connect a source': ['system_administrator', 'department_administrator'],
  'ask for a change of a source': ['system_administrator', 'department_administrator'],
  'decide on a change of a source': ['system_administrator'],
  'switch a source off at once': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
  ],
  'review what was switched off at once': ['system_administrator', 'security_administrator'],

  'see clients': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
    'developer',
  ],
  'ask for claims of a client': ['department_administrator', 'developer'],
  'decide on claims of a client': ['system_administrator'],
  // Whoever looks after an application brings it; its department answers for it by asking, and the
  // province decides.
  'bring a client': ['department_administrator', 'developer'],
  // One person: it gives nobody anything, and whoever asked reads why.
  'send a client back': ['system_administrator', 'department_administrator'],
  'ask for a client to be approved': ['department_administrator'],
  'decide on a client': ['system_administrator'],
  'ask to stop or end a client': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
  ],
  // The department that was given it says that it is deleted: nobody says so for it.
  'hand in a receipt of deletion': ['department_administrator'],
  'decide to stop or end a client': ['system_administrator'],
  'stop a client at once': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
  ],
  // One person: a machine gives nobody a thing; whoever stands before it decides.
  'register machines of a client': ['department_administrator', 'developer'],

  // By it programs register drafts of a department, within what two people agreed to.
  'see registration tokens': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
  ],
  'ask for a registration token': ['department_administrator'],
  'decide on a registration token': ['system_administrator'],
  // One person, at once: it takes away, and a leak cannot wait for a second word.
  'revoke a registration token': [
    'system_administrator',
    'security_administrator',
    'department_administrator',
  ],

  // One person: an invitation gives nobody a thing but the applications of that department, and those
  // are approved by others.
  'see developers': ['security_administrator', 'department_administrator'],
  'invite developers': ['department_administrator'],

  'see keys': ['system_administrator', 'security_administrator'],
  'ask for a change of a key': ['system_administrator'],
  'decide on a change of a key': ['system_administrator', 'security_administrator'],

  'see staff': ['security_administrator'],
  'invite and lock staff': ['security_administrator'],
  'ask for a change of a role': ['security_administrator'],
  'decide on a change of a role': ['security_administrator'],
  'appoint a second security administrator': ['security_administrator'],

  // With the names of the staff who acted, which the trail itself does not hold.
  'read the trail': ['audit_administrator'],
  'ask for an export of the trail': ['audit_administrator'],
  'decide on an export of the trail': ['audit_administrator', 'security_administrator'],

  'look up one identity': ['security_administrator', 'operator'],
  // One person, at once, since it takes nobody's account: a password that has leaked cannot wait for
  // a second word, and the person comes in by another way and sets a new one; whoever may lock takes
  // it back alone.
  'require a new password of an identity': ['security_administrator', 'operator'],
  // One person, at once, since false evidence must not count a minute longer; the account stays open,
  // and the person ends it with fresh evidence. Nobody of the staff can.
  'require new evidence of an identity': ['security_administrator'],
  // Two people, also for the way back: one asks for it or for its end, another decides.
  'ask to lock or close an identity': ['security_administrator'],
  'decide on a lock of an identity': ['security_administrator'],

  // One person, since somebody stands before them with the document: each paper is told to its owner,
  // and whoever looks after the counter sees how many were printed by whom (ADR 0031).
  'print a claim paper': ['operator'],
  'see claim papers': ['security_administrator', 'department_administrator', 'operator'],
  'void a claim paper': ['security_administrator', 'department_administrator', 'operator'],

  'see conflicts': ['security_administrator', 'department_administrator', 'operator'],
  'settle conflicts': ['department_administrator', 'operator'],
  'decide on a merge': ['security_administrator', 'department_administrator'],

  'see records': ['department_administrator', 'operator'],
  'see deliveries': ['system_administrator', 'department_administrator', 'developer'],
  // What the settings say and what came of it: nothing can be done there.
  'see outside services': ['system_administrator'],
  'send a delivery again': ['system_administrator', 'department_administrator', 'developer'],
  'see sessions': ['system_administrator', 'security_administrator', 'department_administrator'],
  'end a session': ['security_administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof policy;

/** Those of somebody's grants that carry a permission; none: the person lacks it everywhere. */
export function carrying(grants: readonly Grant[], permission: Permission): Grant[] {
  const roles: readonly Role[] = policy[permission];
  return grants.filter(({ role }) => roles.includes(role));
}
