// Whole, since it is one table of cases with its properties: a rule is read beside its neighbours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arriving, Candidate, Decision, Facts } from '../../src/identities/decision.ts';
import { decide } from '../../src/identities/matching.ts';

/** Keys are opaque to the rule, so that the table can be read: names and numbers as they are said. */
const ZHANG = { type: 'resident_id', key: 'number of Zhang' };
const LI = { type: 'resident_id', key: 'number of Li' };

const zhang: Candidate = {
  id: 'zhang',
  state: 'active',
  name_key: '张测试',
  identifiers: [{ ...ZHANG, standing: 'owned' }],
  bound: true,
  contested: false,
};
const li: Candidate = {
  ...zhang,
  id: 'li',
  name_key: '李测试',
  identifiers: [{ ...LI, standing: 'owned' }],
};
/** Made through a self-registered account: says Zhang's name and number, and has proved nothing. */
const saysZhang: Candidate = {
  ...zhang,
  id: 'says-zhang',
  identifiers: [{ ...ZHANG, standing: 'claimed' }],
  bound: false,
};
const unnumbered: Candidate = { ...zhang, id: 'unnumbered', identifiers: [], bound: false };

const issued: Arriving = { binds: true, number_given: true, identifier: ZHANG, name_key: '张测试' };
const selfMade: Arriving = { ...issued, binds: false };
const withoutNumber = { number_given: false, identifier: undefined };
const foreignCard = (key: string) => ({ type: 'foreign_pr', key });

const facts = (known: Partial<Facts> = {}): Facts => ({ join: 'undecided', ...known });
const through = (candidate: Candidate, suspended = false) => ({ link: { candidate, suspended } });

const table: [
  title: string,
  arriving: Arriving,
  known: Partial<Facts>,
  expected: Partial<Decision>,
][] = [
  // Somebody new.
  [
    'the first account of a person that was issued makes an identity that owns the number',
    issued,
    {},
    { outcome: 'created', reason: 'first_arrival', standing: 'owned', counts: true },
  ],
  [
    'an identity without any number is legal',
    { ...issued, ...withoutNumber },
    {},
    { outcome: 'created', reason: 'no_identifier', counts: true },
  ],
  [
    'a self-registered account without a number makes an identity of level 0',
    { ...selfMade, ...withoutNumber },
    {},
    { outcome: 'created', reason: 'no_identifier', counts: false },
  ],
  [
    'an organisation’s account is not a person',
    { ...issued, identifier: { type: 'uscc', key: 'x' } },
    {},
    { outcome: 'refused', reason: 'not_a_person' },
  ],
  [
    'a claim of the same number by somebody else blocks nobody',
    issued,
    { owner: undefined },
    { outcome: 'created', standing: 'owned' },
  ],

  // Somebody who is here already, through another account.
  [
    'a second department that issued its account against the document finds the same identity',
    issued,
    { owner: zhang },
    { outcome: 'linked', reason: 'identifier_and_name', to: 'zhang', counts: true },
  ],
  [
    'a second account of one person at one source is linked too',
    issued,
    { owner: zhang },
    { outcome: 'linked', to: 'zhang' },
  ],
  [
    'the same number under another name is a conflict',
    { ...issued, name_key: '王测试' },
    { owner: zhang },
    { outcome: 'conflict', reason: 'other_name', own: true },
  ],
  [
    'the same number without a name is a conflict',
    { ...issued, name_key: undefined },
    { owner: zhang },
    { outcome: 'conflict', reason: 'name_missing' },
  ],
  [
    'a name that old software may have misspelt goes to the counter',
    { ...issued, name_key: '\ue863测', name_read_as: '张测试' },
    { owner: zhang },
    { outcome: 'conflict', reason: 'name_needs_counter_check' },
  ],
  [
    'an owner whose evidence was all revoked is joined by nobody',
    issued,
    { owner: { ...zhang, bound: false } },
    { outcome: 'conflict', reason: 'owner_unproved' },
  ],
  [
    'nothing attaches to a closed identity',
    issued,
    { owner: { ...zhang, state: 'closed' } },
    { outcome: 'refused', reason: 'identity_closed' },
  ],
  [
    'nothing attaches to a suspended identity',
    issued,
    { owner: { ...zhang, state: 'suspended' } },
    { outcome: 'refused', reason: 'identity_suspended' },
  ],

  // Takeover by name and number.
  [
    'a self-registered account with a citizen’s name and number is asked to prove',
    selfMade,
    { owner: zhang },
    { outcome: 'asked_to_prove' },
  ],
  ['... and so is one whose number nobody has', selfMade, {}, { outcome: 'asked_to_prove' }],
  [
    '... and one whose number cannot be read',
    { ...selfMade, identifier: undefined },
    {},
    { outcome: 'asked_to_prove' },
  ],
  [
    '... and one whose owner is closed',
    selfMade,
    { owner: { ...zhang, state: 'closed' } },
    { outcome: 'asked_to_prove' },
  ],
  [
    'going on separately makes an identity of level 0 that only claims the number',
    selfMade,
    { owner: zhang, join: 'separate' },
    { outcome: 'created', reason: 'separate', standing: 'claimed', counts: false },
  ],
  [
    'a recycled phone links nothing: it is no part of the question',
    { ...selfMade, ...withoutNumber },
    { owner: undefined },
    { outcome: 'created', counts: false },
  ],

  // Pre-hijacking: an identity that somebody prepared with a citizen's name and number.
  [
    'the citizen who then comes does not fall into the prepared identity',
    issued,
    { owner: undefined },
    { outcome: 'created', reason: 'first_arrival' },
  ],

  // Both proved.
  [
    'a self-registered account is linked to the identity that the person proved',
    selfMade,
    { proved: zhang, owner: zhang },
    { outcome: 'linked', reason: 'proved', to: 'zhang', standing: 'owned' },
  ],
  [
    'an issued account is linked to a proved identity that had no number, and brings it',
    issued,
    { proved: unnumbered },
    { outcome: 'linked', reason: 'proved', to: 'unnumbered', standing: 'owned', counts: true },
  ],
  [
    'an account with another number is a conflict even when both were proved',
    issued,
    { proved: li, owner: zhang },
    { outcome: 'conflict', reason: 'other_identifier', own: false },
  ],
  [
    'an account with another name is a conflict even when both were proved',
    { ...issued, name_key: '王测试' },
    { proved: zhang, owner: zhang },
    { outcome: 'conflict', reason: 'other_name' },
  ],
  [
    'a self-registered account that differs goes on as its own identity',
    { ...selfMade, identifier: LI },
    { proved: zhang },
    { outcome: 'conflict', own: false },
  ],
  [
    'a claimed number counts as a difference as well',
    { ...issued, identifier: LI },
    { proved: saysZhang },
    { outcome: 'conflict', reason: 'other_identifier' },
  ],
  [
    'a number that somebody else owns is not brought to a proved identity',
    issued,
    { proved: unnumbered, owner: zhang },
    { outcome: 'conflict', reason: 'identifier_of_another', own: false },
  ],
  [
    'a new card and an old card of permanent residence are never linked by themselves',
    { ...issued, identifier: foreignCard('new') },
    {
      proved: {
        ...zhang,
        identifiers: [{ type: 'foreign_pr_old', key: 'old', standing: 'owned' }],
      },
    },
    { outcome: 'conflict', reason: 'other_identifier' },
  ],
  [
    'a suspended identity cannot be proved',
    issued,
    { proved: { ...zhang, state: 'suspended' } },
    { outcome: 'refused', reason: 'identity_suspended' },
  ],

  // The account is known.
  [
    'a known account leads to its identity',
    issued,
    { ...through(zhang), owner: zhang },
    { outcome: 'known_link', reason: 'same_account', to: 'zhang', counts: true },
  ],
  [
    '... but not while the link is suspended',
    issued,
    { ...through(zhang, true), owner: zhang },
    { outcome: 'refused', reason: 'link_suspended' },
  ],
  [
    '... until it is proved again',
    issued,
    { ...through(zhang, true), owner: zhang, proved: zhang },
    { outcome: 'known_link', reason: 'proved_again', to: 'zhang' },
  ],
  [
    '... nor while the identity is suspended',
    issued,
    { ...through({ ...zhang, state: 'suspended' }) },
    { outcome: 'refused', reason: 'identity_suspended' },
  ],
  [
    'a known account is not moved to whoever is signed in',
    issued,
    { ...through(zhang), owner: zhang, proved: li },
    { outcome: 'refused', reason: 'linked_elsewhere' },
  ],
  [
    'an account that was handed to somebody else lets nobody in',
    { ...issued, identifier: LI, name_key: '李测试' },
    { ...through(zhang), owner: li },
    { outcome: 'refused', reason: 'account_changed_hands' },
  ],
  [
    '... also when it now gives another name and no number',
    { ...issued, ...withoutNumber, name_key: '李测试' },
    through(zhang),
    { outcome: 'refused', reason: 'account_changed_hands' },
  ],
  [
    'a changed name with the same number goes on, and is asked about',
    { ...issued, name_key: '张新名' },
    { ...through(zhang), owner: zhang },
    { outcome: 'known_link', reason: 'name_changed', counts: false },
  ],
  [
    'a nickname at a self-registered source proves and changes nothing',
    { ...selfMade, ...withoutNumber, name_key: '小张' },
    through(zhang),
    { outcome: 'known_link', reason: 'name_changed', counts: false, standing: 'none' },
  ],
  [
    'a renewed card with the same name goes on, and is asked about',
    { ...issued, identifier: foreignCard('new') },
    through({ ...zhang, identifiers: [{ ...foreignCard('old'), standing: 'owned' }] }),
    { outcome: 'known_link', reason: 'number_renewed', counts: false, standing: 'claimed' },
  ],
  [
    'a renewed card without a name does not',
    { ...issued, identifier: foreignCard('new'), name_key: undefined },
    through({ ...zhang, identifiers: [{ ...foreignCard('old'), standing: 'owned' }] }),
    { outcome: 'refused', reason: 'account_changed_hands' },
  ],
  [
    'an identity made in a conflict stays at level 0 while another owns the number',
    issued,
    { ...through(saysZhang), owner: zhang },
    { outcome: 'known_link', reason: 'identifier_of_another', counts: false },
  ],
  [
    '... also when the account stops giving the number',
    { ...issued, ...withoutNumber },
    through({ ...saysZhang, contested: true }),
    { outcome: 'known_link', counts: false },
  ],
  [
    'a known self-registered account never comes to own the number it claims',
    selfMade,
    through(saysZhang),
    { outcome: 'known_link', standing: 'claimed', counts: false },
  ],
];

describe('whose arrival it is', () => {
  it.each(table)('%s', (_title, arriving, known, expected) => {
    expect(decide(arriving, facts(known))).toMatchObject(expected);
  });

  it('answers a self-registered account the same, whoever owns the number', () => {
    const answers = [undefined, zhang, li, { ...zhang, state: 'closed' as const }].map((owner) =>
      decide(selfMade, facts({ owner })),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});

describe('whatever arrives', () => {
  const names = fc.constantFrom('张测试', '李测试', undefined);
  const numbers = fc.constantFrom(ZHANG, LI, foreignCard('a'), foreignCard('b'), undefined);
  const arriving: fc.Arbitrary<Arriving> = fc
    .record({ binds: fc.boolean(), identifier: numbers, name_key: names, unread: fc.boolean() })
    .map(({ unread, ...rest }) => ({
      ...rest,
      number_given: unread || rest.identifier !== undefined,
    }));
  const candidate = (id: string): fc.Arbitrary<Candidate> =>
    fc.record({
      id: fc.constant(id),
      state: fc.constantFrom('active' as const, 'suspended' as const, 'closed' as const),
      name_key: names,
      identifiers: fc.array(
        fc
          .tuple(numbers, fc.constantFrom('claimed' as const, 'owned' as const))
          .map(([number, standing]) => ({ ...(number ?? ZHANG), standing })),
        { maxLength: 2 },
      ),
      bound: fc.boolean(),
      contested: fc.boolean(),
    });
  /** An owner owns what arrives: the database answers nothing else. */
  const question = fc
    .record({
      arriving,
      owner: fc.option(candidate('owner'), { nil: undefined }),
      linked: fc.option(candidate('linked'), { nil: undefined }),
      proved: fc.option(candidate('proved'), { nil: undefined }),
      suspended: fc.boolean(),
      join: fc.constantFrom('undecided' as const, 'separate' as const),
    })
    .map(({ arriving, owner, linked, proved, suspended, join }) => {
      const number = arriving.identifier;
      const owns = owner &&
        number && { ...owner, identifiers: [{ ...number, standing: 'owned' as const }] };
      const known: Facts = { join, owner: owns, proved };
      if (linked) known.link = { candidate: linked, suspended };
      return { arriving, known };
    });
  const always = (holds: (arriving: Arriving, known: Facts, decision: Decision) => void) =>
    fc.assert(
      fc.property(question, ({ arriving, known }) =>
        holds(arriving, known, decide(arriving, known)),
      ),
      { numRuns: 2_000 },
    );
  const target = (known: Facts, decision: Decision) =>
    'to' in decision
      ? [known.owner, known.link?.candidate, known.proved].find((one) => one?.id === decision.to)
      : undefined;

  it('two different names are never linked', () =>
    always((arriving, known, decision) => {
      if (decision.outcome !== 'linked') return;
      const name = target(known, decision)?.name_key;
      if (name && arriving.name_key) expect(arriving.name_key).toBe(name);
      if (!known.proved) expect(arriving.name_key).toBe(name);
    }));

  it('a self-registered account is linked to nobody but whom the person proved', () =>
    always((arriving, known, decision) => {
      if (arriving.binds || decision.outcome !== 'linked') return;
      expect(decision.to).toBe(known.proved?.id);
    }));

  it('a self-registered account never comes to own a number', () =>
    always((arriving, known, decision) => {
      if (arriving.binds || !('standing' in decision) || decision.standing !== 'owned') return;
      const held = target(known, decision)?.identifiers ?? [];
      expect(held).toContainEqual({ ...arriving.identifier, standing: 'owned' });
    }));

  it('nobody gets into an identity that is not active', () =>
    always((_arriving, known, decision) => {
      if ('to' in decision) expect(target(known, decision)?.state).toBe('active');
    }));

  it('a known account leads to its own identity or to none', () =>
    always((_arriving, known, decision) => {
      if (!known.link) return;
      expect(['known_link', 'refused']).toContain(decision.outcome);
      if ('to' in decision) expect(decision.to).toBe(known.link.candidate.id);
    }));

  it('a number that another owns is never taken over, and such an arrival proves nothing', () =>
    always((arriving, known, decision) => {
      if (!known.owner || !('standing' in decision)) return;
      if ('to' in decision && decision.to === known.owner.id) return;
      const held = target(known, decision)?.identifiers ?? [];
      const already = held.some(
        (one) => one.key === arriving.identifier?.key && one.standing === 'owned',
      );
      if (already) return;
      expect(decision.standing).not.toBe('owned');
      expect(decision.counts).toBe(false);
    }));
});
