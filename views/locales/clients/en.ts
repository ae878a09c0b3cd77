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
  'client.retire': 'Retire an application',
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
  'client.reviewed': 'Application reviewed by its owner',
  'client.ending': 'Day of an application’s end set',
  'client.retired': 'Application retired',
  'client.deletion_received': 'Receipt of the deletion of data taken',
  'client.people_told': 'People who used an application were told of its end',
  'client.parted': 'Ended application left sessions that go on',
  'client.grants_ended': 'Grants of an ended application ended',
  'client.review_reminded': 'Yearly review of an application reminded of',
  'client.review_overdue': 'Yearly review of an application long overdue',
  'client.contacts_told': 'Those who answer for an application were written to',
  'client.abandoned': 'Application given up before it was live',
};

export const refusals: typeof zhCN.refusals = {
  'oidc.client_retired': {
    title: 'This service has been retired',
    what: 'The service that you want to sign in to is no longer in use, and nobody can sign in there.',
    now: 'Look for what took its place in the service hall, or contact its department.',
  },
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
    what: 'Something that is needed before it can be submitted is empty. It was not submitted.',
    now: 'Fill in what is named, and submit again.',
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

export const life: typeof zhCN.life = {
  about: 'What it is',
  review: 'Next yearly review',
  review_late: 'The yearly review is overdue',
  ends: 'Ends on',
  receipt: 'Receipt of deletion',
  receipt_waits: 'not there yet',
  day: 'Day',
  by: 'Who deleted it',
  deleted: 'What was deleted',
  contacts: { responsible: 'Responsible', technical: 'Technical contact', duty: 'On duty' },
  waits: (act) => `“${act}” waits for the decision of somebody else`,
  submitted: 'The registration as submitted',
  changes: 'The change that is asked for',
  accepted: 'acceptance passed',
  excused: 'Not passed in the acceptance, to be excused',
  excused_lead:
    'Every other point passed. Whoever approves this registration accepts the reason below.',
  accepted_but: (points) =>
    points === '1'
      ? 'acceptance passed but for one point'
      : `acceptance passed but for ${points} points`,
  columns: { field: 'Item', was: 'Now', to: 'Asked' },
  past: 'What was asked before',
  no_past: 'Nothing was asked before.',
  past_columns: { what: 'What', asked: 'Asked', came: 'Came of it', why: 'Why' },
  first: 'Registration',
  change: 'Change',
  came: { asked: 'waiting', granted: 'approved', refused: 'sent back', withdrawn: 'withdrawn' },
  acts: {
    approval: {
      title: 'Ask for approval',
      what: 'You say for the department that what was submitted is true. It counts once somebody else has decided.',
      button: 'Ask for approval',
    },
    return: {
      title: 'Send it back',
      what: 'Whoever asked reads the reason. A registration is a draft again; a change is not made.',
      button: 'Send back',
    },
    open: {
      title: 'Take it live',
      what: 'From now on everybody can sign in to this application.',
      button: 'Take live',
    },
    review: {
      title: 'Finish the yearly review',
      what: 'You say that purpose, matters, contacts and what it may receive are still true. The next review is in a year.',
      button: 'They are true',
    },
    retire: {
      title: 'Ask for its end',
      what: 'Once somebody else has approved, people who used it read the day in their account. On that day nobody can sign in there any more, its secrets end, and its id is never given again. This cannot be undone.',
      button: 'Ask for its end',
    },
    receipt: {
      title: 'Enter the receipt of deletion',
      what: 'The department says who deleted what it was given, and on which day.',
      button: 'Enter the receipt',
    },
    stop: {
      title: 'Ask to stop the application',
      what: 'Once somebody else has approved, nobody can sign in there any more, and its tokens are refused.',
      button: 'Ask to stop it',
    },
    stop_now: {
      title: 'Stop the application at once',
      what: 'For emergencies. It counts at once, and somebody else reviews it within 24 hours.',
      button: 'Stop it at once',
    },
    resume: {
      title: 'Ask to let the application go on',
      what: 'Once somebody else has approved, people can sign in there again.',
      button: 'Ask to let it go on',
    },
  },
  fields: {
    names: 'Name',
    logo: 'Logo',
    descriptions: 'Description',
    purpose: 'Purpose',
    matters: 'Codes of matters',
    contacts: 'Contacts',
    sector: 'Sector',
    redirect_uris: 'Return addresses',
    post_logout_redirect_uris: 'Return addresses after sign-out',
    home_uri: 'Home page',
    backchannel_logout_uri: 'Sign-out notice address',
    scopes: 'What it may receive',
    claims: 'On what each of it rests',
    grant_types: 'Grant types',
    level_floor: 'Lowest level',
    accepted_sources: 'Accepted sources',
    pkce_exempt: 'Exemption from PKCE',
    networks: 'Private networks',
    notices_uri: 'Change notice address',
    subscriptions: 'Notices subscribed to',
    profile: 'Profile',
    auth_method: 'How it authenticates',
    application_type: 'Type of application',
    jwks: 'Public keys',
    jwks_uri: 'Address of public keys',
    initiate_login_uri: 'Address that begins a sign-in',
    resources: 'Resource indicators',
    id_token_alg: 'Signature of tokens',
    default_max_age: 'Oldest sign-in (seconds)',
    require_auth_time: 'Time of sign-in required',
    id_token_encrypted_alg: 'ID token key encryption',
    id_token_encrypted_enc: 'ID token content encryption',
    userinfo_signed_alg: 'Userinfo signature',
    userinfo_encrypted_alg: 'Userinfo key encryption',
    userinfo_encrypted_enc: 'Userinfo content encryption',
    request_object_alg: 'Signature of request objects',
  },
};

/** Beside an application in the list of who received what. */
export const received: typeof zhCN.received = {
  ends: 'Ends on',
  ended: 'Ended on',
  deleted: 'Its department says that it deleted what it had of you',
  not_deleted: 'Its department has not said yet that it deleted what it had of you',
};
