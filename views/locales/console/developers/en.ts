import type { DevelopersCatalogue } from './zh-CN.ts';

export const en: DevelopersCatalogue = {
  title: 'Developers',
  intro:
    'They register and change the department’s applications in the application portal (/clients). An application is the department’s, and stays when its people leave.',
  empty: 'No developer yet. Invite one first.',
  address: 'Work address',
  department: 'Department',
  since: 'Since',
  invited: 'Open invitations',
  invited_intro: 'An invitation is to an address: whoever signs in with that may take it, once.',
  invited_empty: 'No open invitation.',
  members: 'Back to the developers',
  made: 'Made',
  until: 'Open until',
  invite: 'Invite a developer',
  invite_what: (days) =>
    `Open for ${days} days, and only for whoever gets the mail of this address. They will see and change all applications of the department.`,
  mailed: 'A mail is sent to them.',
  not_mailed:
    'This site is not set up to send mail: please tell them to open the application portal.',
  withdraw: 'Withdraw the invitation',
  withdraw_what: 'Nobody can join by it any more.',
  end: 'End the membership',
  end_what:
    'From their next request on they see nothing of this department’s applications. What they changed stays.',
};
