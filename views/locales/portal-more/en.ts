import type { zhCN, done as zhDone } from './zh-CN.ts';

export const en: typeof zhCN = {
  part: 'Notices and encryption',
  more: {
    lead: 'All of it may be left empty. What you fill in, standard client libraries speak as it is.',
    notices_uri: 'Address for notices of changes',
    notices_hint: 'When something changes we tell this address from behind (RFC 8935). Over https.',
    subscriptions: 'Changes to be told of',
    kinds: {
      'records.changed': 'A case of a citizen changed (needs the scope of cases)',
      'identity.changed': 'Name, document, phone or level of a citizen changed',
      'consent.withdrawn': 'A citizen withdrew their consent',
    },
    resources: 'Resource indicators (RFC 8707)',
    resources_hint: 'For JWT access tokens to an API of your own: one https or urn a line.',
    max_age: 'Oldest sign-in (seconds)',
    max_age_hint:
      'A citizen who signed in before that signs in anew, unless the request has a max_age of its own. Empty: no limit.',
    id_token: 'Encryption of the ID token',
    userinfo_signed: 'Signature of userinfo',
    userinfo: 'Encryption of userinfo',
    enc: 'Encryption of the content',
    plain: 'Not encrypted',
    unsigned: 'Not signed (JSON)',
    keys_hint:
      'We encrypt to a public key of yours: register one with use “enc” under “Credentials” first.',
    sector: 'Sector',
    sector_hint:
      'Applications of one sector see the same citizen under the same number. You may choose a sector that applications of your department have; once live it is never changed.',
    sector_own: (id: string) => `${id} (this application alone)`,
    sector_fixed: (sector: string) =>
      `The sector is ${sector}. Once live it is not changed: every citizen would be somebody else.`,
  },
  two_secrets:
    'Two secrets are valid already, and there may be no more than two. Wait until the earlier one ends, or leave the date empty: all earlier ones end at once.',
  sessions: {
    title: 'My sign-ins',
    lead: 'Where you are signed in to this portal. End what you do not know, and tell your department administrator.',
    started: 'Since',
    seen: 'Last used',
    here: 'This browser',
    state: 'State',
    other: 'Another browser',
    end: 'End',
    end_which: (started: string) => `End the sign-in since ${started}`,
    end_others: 'End all others',
    none: 'Nobody is signed in.',
  },
};

export const done: typeof zhDone = {
  session_ended: 'Ended.',
  session_none: 'That sign-in had ended already.',
};
