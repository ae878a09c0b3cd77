// What the console says of those who send messages to people, and of those who check people.

import type { Outside } from './zh-CN.ts';

export const en: Outside = {
  title: 'Outside services',
  intro:
    'By what people are reached and checked. The settings of this node decide which of them are configured, and they can only be looked at here; without one, nothing that needs it is offered.',
  name: 'Service',
  names: {
    sms: 'Text messages',
    mail: 'Mail',
    name_and_number: 'Check of name and number (level 1)',
    operator: 'Check with the operators whose a telephone is (level 2)',
    face: 'Comparison of faces (level 3)',
  },
  set: 'Settings',
  is_set: 'Configured',
  not_set: 'Not configured',
  means: 'What comes of it',
  sends: (messages) => `Sends: ${messages}`,
  unregistered: (messages) => `Without a template, and not sent: ${messages}`,
  messages: {
    one_time_code: 'codes',
    recovery_begun: 'notices before a password is reset',
    recovery_begun_plain: 'the same to numbers that nobody proved, without a link',
    paper_printed: 'notices of a code printed at a counter',
    regained: 'notices of a password that was reset',
    developer_invited: 'invitations of developers',
  },
  offers: {
    name_and_number: 'Offered to newcomers, and to reach a higher level',
    operator: 'Offered to newcomers, to reach a higher level, and to recover a password',
    face: 'Offered to newcomers, to reach a higher level, and to recover a password; never the only way',
  },
  without: {
    sms: 'Nobody registers online or recovers a password by telephone; the sign-in page sends newcomers to a counter',
    mail: 'No notices are sent by mail',
    name_and_number: 'Newcomers cannot have name and number alone checked',
    operator: 'No check of whose a telephone is, and no password is recovered by telephone',
    face: 'No comparison of faces for newcomers, nor to recover a password',
  },
  comma: ', ',
  stop: '. ',
  state: 'Connection',
  well: 'Well',
  unused: 'Not used yet',
  failing: (failures) => `failed ${failures} times in a row`,
  rests: (until) => `left alone until ${until}`,
  answered: 'Last answer',
  fault: 'Last fault',
  fault_at: (fault, at) => `${fault} (${at})`,
  never: 'none',
  empty: 'There is no outside service.',
};
