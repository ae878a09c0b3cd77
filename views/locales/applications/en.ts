// How far the applications of departments are, their yearly review, their end, their picture.
import type { zhCN } from './zh-CN.ts';

const board: (typeof zhCN)['board'] = {
  title: 'Progress',
  intro:
    'How many applications of each department are at which step. A number leads to the list of them.',
  empty: 'No department here has an application yet. Drafts of no department are not counted here.',
  department: 'Department',
  total: 'All',
  which: (state, department) => `${state} · ${department}`,
};

const staff: (typeof zhCN)['staff'] = {
  department: 'Code of the department',
  review: 'Yearly review',
  reviews: { late: 'overdue', staff: 'overdue by 90 days' },
  days_left: (days) => `${days} days left`,
  days_over: (days) => `${days} days overdue`,
  ask_stop:
    'The yearly review is overdue by more than 90 days, and those who answer for the application were reminded several times. Please speak with the department; if it stays out, ask below for a stop, on which somebody else decides. Nothing is stopped by itself.',
  home_reviews: (count) =>
    `${count} applications whose yearly review is overdue by 90 days: speak with the department`,
  rows: (count) => `${count} in this set`,
  people_told: 'People who used it told',
  cleared: 'Sessions and grants cleared',
  under_way: 'under way',
  on_the_day: 'on the day it ends',
  par: 'PAR (pushed requests)',
  dpop: 'DPoP',
  required: 'required',
  possible: 'may be used',
  device: 'Self-service machines (device grant)',
  yes: 'yes',
  no: 'no',
  claims: 'Grounds for what it receives',
  no_claims: 'Nothing said: all of it rests on a legal duty.',
  claim_columns: {
    scope: 'What',
    basis: 'Basis',
    law: 'Law',
    purpose: 'Purpose',
    period: 'Kept for',
  },
  bases: { duty: 'legal duty', consent: 'consent', optional: 'consent (may be left out)' },
  months: (count) => `${count} months`,
  by_law: 'as the law says',
  history: 'What was done',
  no_history: 'Nothing yet.',
  history_columns: { what: 'What', who: 'By', at: 'When', detail: 'Detail' },
};

const developers: (typeof zhCN)['developers'] = {
  review: 'Yearly review',
  due: (day) => `due by ${day}`,
  review_what:
    'You confirm that purpose, matters, contacts and what it receives are still so. The next review is in a year.',
  review_act: 'Confirm the yearly review',
  soon: 'review due soon',
  late: 'review overdue',
  ends: 'Ends on',
  receipt: 'Receipt of deletion',
  receipt_waits: 'Owed: the administrator of the department hands it in on the console',
  receipt_came: (day) => `handed in on ${day}`,
  list: 'Applications',
};

const logo: (typeof zhCN)['logo'] = {
  title: 'Logo',
  lead: 'The picture that people see when they sign in. PNG only, square, 64 to 512 pixels a side, at most 64 KB.',
  held: 'The logo now',
  none: 'No logo yet.',
  waits: 'The logo that is asked for',
  file: 'PNG file',
  submit: 'Upload',
  remove: 'Take the logo away',
  remove_what: 'People see the name alone when they sign in.',
  alt: (service) => `Logo of ${service}`,
  faults: {
    empty: 'Choose a file.',
    not_png: 'This is no PNG picture.',
    too_large: 'The file is larger than 64 KB. Make it smaller.',
    size: 'The picture has to be square, 64 to 512 pixels a side.',
    broken: 'The picture is not whole, or holds what is not taken. Save it as a plain PNG again.',
  },
};

export const en = { board, staff, developers, logo };
