import { describe, expect, it } from 'vitest';
import type { Arriving, Candidate, Decision, Facts } from '../../src/identities/decision.ts';
import { decide } from '../../src/identities/matching.ts';
import { openRules, type Rules } from '../../src/identities/policy.ts';

const number = { type: 'resident_id', key: 'number of Zhang' };
const zhang: Candidate = {
  id: 'zhang',
  state: 'active',
  name_key: '张测试',
  identifiers: [{ ...number, standing: 'owned' }],
  bound: true,
  contested: false,
};
const unnumbered: Candidate = { ...zhang, id: 'unnumbered', identifiers: [], bound: false };
const issued: Arriving = {
  binds: true,
  number_given: true,
  identifier: number,
  name_key: '张测试',
};
const selfMade: Arriving = { ...issued, binds: false };
const numberless: Arriving = { binds: true, number_given: false, name_key: '张测试' };

/** One case for each thing that matching may say, under no rule at all. */
const cases = {
  known: [issued, { link: { suspended: false, candidate: zhang }, owner: zhang }],
  'known, number new': [issued, { link: { suspended: false, candidate: unnumbered } }],
  'known, no number': [numberless, { link: { suspended: false, candidate: unnumbered } }],
  'known, other name': [
    { ...issued, name_key: '张新名' },
    { link: { suspended: false, candidate: zhang }, owner: zhang },
  ],
  'known, suspended': [issued, { link: { suspended: true, candidate: zhang } }],
  joined: [issued, { owner: zhang }],
  'joined, apart wanted': [issued, { owner: zhang, join: 'separate' }],
  proved: [issued, { owner: zhang, proved: zhang }],
  'proved, number new': [issued, { proved: unnumbered }],
  'proved, other number': [
    { ...issued, identifier: { ...number, key: 'of Li' } },
    { proved: zhang },
  ],
  stranger: [issued, {}],
  'stranger without a number': [numberless, {}],
  'other name': [{ ...issued, name_key: '王测试' }, { owner: zhang }],
  'self-registered': [selfMade, {}],
  'self-registered, apart': [selfMade, { join: 'separate' }],
  organisation: [{ ...issued, identifier: { type: 'uscc', key: 'x' } }, {}],
} satisfies Record<string, [Arriving, Partial<Facts>]>;
type Case = keyof typeof cases;

const said = (decision: Decision) =>
  [
    decision.outcome,
    decision.reason,
    'standing' in decision ? decision.standing : '',
    'counts' in decision && decision.counts ? 'counts' : '',
    'as_it_is' in decision && decision.as_it_is ? 'as it is' : '',
    'own' in decision && decision.own ? 'own' : '',
  ]
    .filter(Boolean)
    .join(' ');

const decided = (name: Case, rules?: Partial<Rules>) => {
  const [arriving, known] = cases[name] as [Arriving, Partial<Facts>];
  return decide(arriving, { join: 'undecided', ...known }, { ...openRules, ...rules });
};

const noLink = 'refused link_not_allowed';
const noCreate = 'refused create_not_allowed';
const asked = 'asked_to_prove identifier_unproved';
const apart = 'created separate claimed';

/** What is other than without the rule. What does not stand here is the same. */
const switched: Record<string, [Partial<Rules>, Partial<Record<Case, string>>]> = {
  may_link: [
    { may_link: false },
    {
      joined: noLink,
      'joined, apart wanted': noLink,
      proved: noLink,
      'proved, number new': noLink,
      'proved, other number': noLink,
      'self-registered': noLink,
    },
  ],
  may_create: [
    { may_create: false },
    {
      stranger: noCreate,
      'stranger without a number': noCreate,
      'other name': noCreate,
      'self-registered, apart': noCreate,
    },
  ],
  links_alone: [{ links_alone: false }, { joined: asked, 'joined, apart wanted': apart }],
  'links_alone, may_create': [
    { links_alone: false, may_create: false },
    {
      joined: asked,
      'joined, apart wanted': noCreate,
      stranger: noCreate,
      'stranger without a number': noCreate,
      'other name': noCreate,
      'self-registered, apart': noCreate,
    },
  ],
  updates_alone: [
    { updates_alone: false },
    {
      known: 'known_link same_account none counts as it is',
      'known, number new': 'known_link same_account none counts as it is',
      'known, no number': 'known_link same_account none counts as it is',
      'known, other name': 'known_link name_changed none as it is',
      joined: 'linked identifier_and_name none counts as it is',
      'joined, apart wanted': 'linked identifier_and_name none counts as it is',
      proved: 'linked proved none counts as it is',
      'proved, number new': 'linked proved none counts as it is',
    },
  ],
  kinds: [
    { kinds: ['organisation'] },
    Object.fromEntries(
      (Object.keys(cases) as Case[])
        .filter((name) => name !== 'known, suspended' && name !== 'organisation')
        .map((name) => [name, 'refused kind_not_allowed']),
    ),
  ],
  bound_only: [
    { matching: 'bound_only' },
    {
      'known, number new': 'known_link same_account claimed',
      joined: asked,
      'joined, apart wanted': apart,
      'proved, number new': 'linked proved claimed',
      stranger: asked,
      'other name': asked,
    },
  ],
  national_hash: [
    { matching: 'national_hash' },
    {
      'known, number new': 'known_link same_account claimed',
      joined: asked,
      'joined, apart wanted': apart,
      'proved, number new': 'linked proved claimed',
      stranger: asked,
      'other name': asked,
    },
  ],
};

const every = Object.entries(switched).flatMap(([name, [rules, other]]) =>
  (Object.keys(cases) as Case[]).map((one) => ({ name, one, rules, other: other[one] })),
);

describe('the policy of a source', () => {
  it('left as it is leaves every decision as it was', () => {
    for (const name of Object.keys(cases) as Case[]) {
      const [arriving, known] = cases[name] as [Arriving, Partial<Facts>];
      expect(decided(name)).toEqual(decide(arriving, { join: 'undecided', ...known }));
    }
  });

  it.each(every)('$name: $one', ({ one, rules, other }) => {
    expect(said(decided(one, rules))).toBe(other ?? said(decided(one)));
  });

  it('never allows more, whatever is combined: no one else is joined, nothing counts or is owned that was not', () => {
    const flags = [true, false];
    for (const matching of ['identifier', 'bound_only', 'national_hash'] as const)
      for (const may_link of flags)
        for (const may_create of flags)
          for (const links_alone of flags)
            for (const updates_alone of flags)
              for (const name of Object.keys(cases) as Case[]) {
                const was = decided(name);
                const now = decided(name, {
                  ...{ matching, may_link, may_create, links_alone, updates_alone },
                });
                const told = `${name} ${said(was)} → ${said(now)}`;
                if (was.outcome === 'refused') expect(now, told).toEqual(was);
                if ('to' in now) expect('to' in was && was.to, told).toBe(now.to);
                if ('counts' in now && now.counts)
                  expect('counts' in was && was.counts, told).toBe(true);
                if ('standing' in now && now.standing === 'owned')
                  expect('standing' in was && was.standing, told).toBe('owned');
                if (now.outcome === 'linked') expect(may_link, told).toBe(true);
                if (now.outcome === 'created') expect(may_create, told).toBe(true);
              }
  });

  it('by bound accounts only says the same, whoever owns the number', () => {
    const answers = [undefined, zhang, { ...zhang, state: 'closed' as const }].map((owner) =>
      decide(
        issued,
        { join: 'undecided', ...(owner && { owner }) },
        { ...openRules, matching: 'bound_only' },
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});
