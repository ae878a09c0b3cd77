import type * as zhCN from './zh-CN.ts';

export const acts: typeof zhCN.acts = { 'initial_token.grant': 'Give a registration token' };

export const events: typeof zhCN.events = {
  'client.registered_by_program': 'Application registered by a program',
  'client.token_turned': 'Registration of an application replaced by a program',
  'client.token_ended': 'A program’s token for an application ended',
  'initial_token.granted': 'Registration token given',
  'initial_token.taken': 'Registration token taken',
  'initial_token.revoked': 'Registration token revoked',
  'initial_token.refused': 'Registration token shown that is over',
};

// What programs read of these (RFC 6749 §5.2) is their second sentence: plain ASCII.
export const refusals: typeof zhCN.refusals = {
  'clients.bad_metadata': {
    title: 'What was registered cannot stand',
    what: 'One member of what was registered cannot stand as it was given; nothing was registered.',
    now: 'Mend the one that is named, as the documents say.',
  },
  'clients.beyond_token': {
    title: 'Beyond the registration token',
    what: 'One member of what was registered lies beyond what the initial access token allows; nothing was registered.',
    now: 'Mend the one that is named, or have your department ask for another token.',
  },
  'clients.not_by_program': {
    title: 'A program cannot do that now',
    what: 'From where the application stands a program may neither change nor end it; nothing was changed.',
    now: 'Have a developer of the department take the step at the portal, or the department ask for its end.',
  },
  'clients.token_refused': {
    title: 'The token is not valid',
    what: 'No valid token was shown; nothing was done.',
    now: 'Check the token that the program uses, or have your department ask for another one.',
  },
  'clients.bad_token': {
    title: 'A token cannot be given like this',
    what: 'One of the fields cannot stand. Nothing was asked for.',
    now: 'Mend the field that is marked.',
  },
  'clients.token_taken': {
    title: 'The token was taken before',
    what: 'This token was taken before, or is over. It cannot be shown again.',
    now: 'Where it was not kept, revoke it and ask for another one.',
  },
};

export const endpoint: typeof zhCN.endpoint = 'Registration (/reg)';

export const en: zhCN.TokensCatalogue = {
  title: 'Registration tokens',
  intro:
    'With one of these a department’s program registers applications by itself. They are drafts like those of the portal: acceptance, submission and approval come before anybody can sign in.',
  empty: 'No registration token yet.',
  to_clients: 'Back to the applications',
  department: 'Department',
  hosts: 'Hosts of addresses',
  hosts_hint:
    'With blanks between them, such as yb.example.gov.cn. All addresses of an application lie there: those of return, of sign-out notices, of keys.',
  networks: 'Private networks',
  networks_hint:
    'With blanks between them, such as 10.20.0.0/16. Only where back ends lie in private space.',
  scopes: 'What may be asked for',
  profiles: 'Profiles',
  profile_names: { standard: 'Standard', strict: 'Strict (FAPI 2.0)' },
  auth_methods: 'How applications authenticate',
  grant_types: 'Grant types',
  sector: 'Sector',
  sector_hint:
    'Left empty, each application has its own. With a name, all that this token registers see the same subject of a person.',
  own_sector: 'Each application its own',
  level_floor: 'Lowest level',
  most_uses: 'Uses at most',
  days: 'Days that it is good',
  uses: 'Used',
  used: (uses, most) => `${uses} of ${most}`,
  granted: 'Approved',
  until: 'Good until',
  standing: 'State',
  standings: {
    waiting: 'to be taken',
    good: 'good',
    spent: 'used up',
    expired: 'expired',
    revoked: 'revoked',
  },
  none: 'none',
  ask: 'Ask for a registration token',
  ask_what: 'Once somebody else has approved, you take it here. It is shown once.',
  applications: 'Applications that it registered',
  no_applications: 'No application was registered with it yet.',
  client: 'Id',
  registered: 'Registered',
  looked_after: 'Looked after by a program',
  yes: 'yes',
  no: 'no',
  take: 'Take the token',
  take_what: 'It is shown this once. Put it where the program keeps its secrets.',
  taken_title: 'Your registration token',
  taken_lead:
    'It is shown this once, and cannot be seen again after this page. Put it where the program keeps its secrets.',
  back: 'Back to the token',
  revoke: 'Revoke the token',
  revoke_what:
    'Nobody can register with it any more, and programs can look after none of its applications any more. The applications stay as they are.',
};
