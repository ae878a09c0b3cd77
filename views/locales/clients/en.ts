import type * as zhCN from './zh-CN.ts';

export const states: typeof zhCN.states = {
  draft: 'Draft',
  submitted: 'Submitted, to be looked at',
  approved: 'Approved, not live yet',
  live: 'Live',
  suspended: 'Stopped',
  retired: 'Retired',
};

export const acts: typeof zhCN.acts = {
  'client.admit': 'Approve an application',
  'client.change': 'Change how an application is registered',
  'client.suspend': 'Stop an application',
  'client.resume': 'Let an application go on',
};

export const events: typeof zhCN.events = {
  'client.drafted': 'Application drafted',
  'client.changed': 'Application changed by its owner',
  'client.change_asked': 'Change of an application asked for',
  'client.change_granted': 'Application changed as asked',
  'client.submitted': 'Application submitted',
  'client.withdrawn': 'Application or change withdrawn',
  'client.refused': 'Application or change sent back',
  'client.admitted': 'Application approved',
  'client.went_live': 'Application went live',
  'client.resumed': 'Application let go on',
  'client.abandoned': 'Application given up before it was live',
};

export const refusals: typeof zhCN.refusals = {
  'clients.unknown': {
    title: 'There is no such application',
    what: 'No application is registered under this id.',
    now: 'Go back to the list and look again.',
  },
  'clients.id_taken': {
    title: 'The id was used before',
    what: 'This id belongs to another application, perhaps a retired one. Ids are never given twice.',
    now: 'Choose another id.',
  },
  'clients.wrong_state': {
    title: 'The application cannot do that now',
    what: 'From where it stands this is no step of its life; nothing was changed.',
    now: 'Open its page and take a step that is listed there. What waits to be looked at is withdrawn before it is changed.',
  },
  'clients.incomplete': {
    title: 'Something is missing',
    what: 'One item that is needed before it can be submitted is empty. It was not submitted.',
    now: 'Fill in the item that is marked, and submit again.',
  },
  'clients.not_accepted': {
    title: 'The acceptance is not passed yet',
    what: 'There is no report that this application, as it is registered now, has passed its acceptance. It was not submitted.',
    now: 'Pass the acceptance in the sandbox first, and submit with its report.',
  },
  'clients.change_waits': {
    title: 'Another change waits',
    what: 'One change of an application waits at a time.',
    now: 'Wait for its decision, or withdraw it first.',
  },
  'clients.no_credentials': {
    title: 'The application has no secret',
    what: 'Without a good secret it could get no token. It did not go live.',
    now: 'Make a secret first.',
  },
};
