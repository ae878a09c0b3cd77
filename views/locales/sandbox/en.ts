import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  department: {
    title: 'Sign in at the sandbox department',
    lead: 'There is no such department. Everybody here is made up; their password stands on the page of test citizens.',
    wrong:
      'No test citizen has this account here, or the password is wrong. Not everybody has one at this department: the page of test citizens says where each signs in.',
  },
  citizens: {
    title: 'Test citizens',
    lead: 'To try an application, sign in as any of these. They are made up and everybody knows their password, which is why it cannot be changed and why they are not on the real gateway.',
    shared: 'Everybody shares these accounts: enter nothing about real people.',
    username: 'Account',
    password: 'Password',
    password_all: 'Password of all citizens',
    name: 'Name',
    number: 'Document number',
    phone: 'Phone',
    level: 'Level',
    where: 'Signs in at',
    about: 'What it is for',
    none: 'none',
    places: {
      local: 'Jilin Province account',
      department: 'sandbox department',
      limited: 'sandbox department (level 1 only)',
    },
    levels:
      'A password reaches level 2. For level 3 or 4 sign in at the sandbox department: a sign-in there says that two factors, or a certificate, were used.',
    abouts: {
      'level-zero':
        'A phone and no real name. Signs in with the Jilin Province account only; an application or a step that asks for level 1 or more does not let them in',
      'level-one': 'Name and number compared; nobody knows whether it is the person',
      'level-two': 'Several factors proved',
      'level-three': 'Proved by face or at a counter',
      'level-four': 'A certificate',
      korean: 'A name in Korean letters, with Chinese characters beside',
      'long-name': 'A very long name with dots in it',
      'no-phone': 'No phone',
      foreigner: 'A permanent residence card, a name in Latin letters',
      ceiling:
        'Proved at level 3, but the source bears level 1: for 2 or more another way is needed',
      blocked: 'Suspended: nobody lets them in',
    },
    more: 'You can also',
    portal: 'Register an application, have it tried, switch failures on',
    messages: 'Read the text messages and mails to test citizens',
    register:
      'On the sign-in page choose to register anew, and make one more: the code is not really sent, and is read on the page above.',
  },
  messages: {
    title: 'Text messages and mails',
    lead: 'A sandbox sends nothing to test citizens. What it would have sent stands here for an hour. Codes and invitations to developers are really mailed, and are not here.',
    to: 'To',
    at: 'When',
    channel: 'By',
    channels: { sms: 'text message', mail: 'mail' },
    text: 'Text',
    only: 'Only to this number or address',
    empty: 'Nothing was sent within the hour.',
    refresh: 'Refresh',
  },
  failures: {
    lead: 'While one is on, the sandbox makes this one mistake, for this application alone: see what it does. An hour at most, then it goes off by itself.',
    robot:
      'The robot is trying the application: until it is done, what you switched on has no effect.',
    which: 'Failure',
    minutes: 'How long',
    minutes_of: (minutes) => `${minutes} minutes`,
    on: 'Switch on',
    off: 'Switch off',
    off_which: (name) => `Switch off “${name}”`,
    until: (moment) => `until ${moment}`,
    now: 'On now',
    none: 'No failure is on.',
  },
  carry: {
    download: 'Keep the registration as a file',
    title: 'Take the registration elsewhere',
    lead: 'Copy all of this and paste it at “New application” of the real portal: nothing has to be typed again. Secrets, contacts and the department are not in it.',
    paste: 'A registration brought from the sandbox',
    paste_hint:
      'Paste all of the text from the overview in the sandbox. Names and id above may then stay empty.',
    unreadable: 'It cannot be read: copy the whole text from the overview in the sandbox again.',
  },
  shared_account: {
    title: 'A shared account',
    what: 'Everybody shares the accounts of test citizens: this cannot be changed.',
    now: 'To try it, choose to register anew on the sign-in page and make a citizen of your own.',
  },
};
