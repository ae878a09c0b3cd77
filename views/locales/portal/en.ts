import type { refusals as inChinese, PortalCatalogue } from './zh-CN.ts';

export const en: PortalCatalogue = {
  title: 'Application portal',
  sign_in: {
    title: 'Sign in to the application portal',
    lead: 'For developers of department applications. Give your work e-mail address: we send a one-time code to it, there is no password.',
    sandbox:
      'This is the sandbox: anybody with a work address may come in. Its citizens are made up.',
    production: 'To come in for the first time, a department administrator invites your address.',
    no_mail:
      'This site is not set up to send mail, so nobody can sign in now. Please call the help line.',
    address: 'Work e-mail address',
    submit: 'Send a code',
    said: {
      signed_out: 'You have signed out.',
      idle: 'Nothing was done for 30 minutes. Please sign in again.',
      absolute: 'You were signed in for 12 hours. Please sign in again.',
    },
    missing_address: 'Write your work e-mail address.',
    wait: (minutes) => `Too many tries. Please wait ${minutes} min and try again.`,
    code_title: 'Type the code',
    code_lead: (address) =>
      `If ${address} may come in, a code is on its way there. If none arrives, look among junk mail, or ask your department administrator to invite you.`,
    code: 'Code',
    code_hint: 'Six digits. Good for 10 minutes, in this browser only.',
    code_submit: 'Sign in',
    other: 'Another address, or another mail',
    missing_code: 'Type the code.',
    wrong_code:
      'The code is wrong, used or too old. Look at the latest mail; after several wrong ones, ask for another.',
  },
  done: {
    joined: 'You have joined the department.',
    declined: 'The invitation was declined.',
    left: 'You have left the department.',
  },
  home: {
    title: 'My applications',
    invited: 'Invitations',
    invited_by: (department) => `${department} invites you to join`,
    until: (day) => `Open until ${day}`,
    join: 'Join',
    join_which: (department) => `Join ${department}`,
    decline: 'Decline',
    decline_which: (department) => `Decline ${department}`,
    own: 'My own drafts',
    own_lead:
      'Only you see them. An application is submitted in the name of a department, once one has invited you.',
    app: 'Application',
    id: 'client_id',
    state: 'Progress',
    states: {
      draft: 'Draft',
      submitted: 'Submitted',
      approved: 'Approved',
      live: 'Live',
      suspended: 'Suspended',
      retired: 'Retired',
    },
    no_apps: 'No application yet.',
    nothing:
      'You belong to no department yet. Ask its administrator to invite your address, in the console under “Developers”.',
    leave: 'Leave this department',
    leave_what:
      'You will see its applications no longer. They are the department’s and stay. To come back you need a new invitation.',
  },
};

export const refusals: typeof inChinese = {
  'developers.address_form': {
    title: 'The work address cannot be written like this',
    what: 'A work address looks like name@office.example and has at most 190 characters.',
    now: 'Check it and write it again.',
  },
  'developers.domain_refused': {
    title: 'Addresses of this domain are not taken',
    what: 'Here, work addresses are of these domains: {domains}.',
    now: 'Use the address of your office.',
  },
  'developers.entry_over': {
    title: 'This sign-in is over',
    what: 'The code came too late, or in another browser than the one that asked for it.',
    now: 'Write your work address again.',
  },
  'developers.invitation_over': {
    title: 'The invitation can no longer be used',
    what: 'It was used, taken back, or is too old.',
    now: 'Ask the department administrator to invite you again.',
  },
  'developers.not_here': {
    title: 'This application was not found',
    what: 'There is no such application, or it is none of your departments’.',
    now: 'Go back to “My applications”, or ask your department administrator.',
  },
};
