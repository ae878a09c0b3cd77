// Whole, since it is one table: what comes next, whatever is known.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Known, next } from '../../src/login/next.ts';

const start: Known = {
  needed_level: 0,
  consent_asked: false,
  may_continue: false,
  continuing: false,
  may_rise: false,
  password_chosen: false,
  hint_waits: false,
  waiting: false,
};
const stranger = {
  known: false,
  notice_accepted: false,
  level: 0,
  to_tell: false,
  must_renew: false,
  password_asked: false,
  put_off: false,
  factor_owed: false,
  with_factor: 0,
  other_ways: false,
};
const linked = { ...stranger, known: true, outcome: 'known_link', level: 2 } as const;

const newcomer = {
  code_sent: true,
  proved: true,
  notice_accepted: true,
  face_chosen: false,
  check_done: true,
  asks: false,
};

const check = { method: 'operator', said: true, code_sent: false, proved: false } as const;

const cases: [string, Partial<Known>, ReturnType<typeof next>][] = [
  [
    'somebody who is signed in and asked for a consent sees that alone',
    { consent_asked: true, may_continue: true, may_rise: true },
    { page: 'consent' },
  ],
  [
    'a newcomer begins with a telephone',
    { registering: { ...newcomer, code_sent: false, proved: false } },
    { page: 'register_phone' },
  ],
  [
    'a newcomer proves it before anything else',
    { registering: { ...newcomer, proved: false } },
    { page: 'register_code' },
  ],
  [
    'a newcomer reads the notice before anything is said of them',
    { registering: { ...newcomer, notice_accepted: false, check_done: false } },
    { page: 'notice' },
  ],
  [
    'a newcomer agrees to a comparison of faces on a page of its own',
    { registering: { ...newcomer, face_chosen: true, check_done: false } },
    { page: 'register_face' },
  ],
  [
    'a newcomer is checked, or skips it',
    { registering: { ...newcomer, check_done: false } },
    { page: 'register_check' },
  ],
  [
    'a newcomer is asked after an older account before a password is set',
    { registering: { ...newcomer, asks: true } },
    { page: 'register_known' },
  ],
  [
    'with a password a newcomer is there, and not before',
    { registering: newcomer, may_continue: true },
    { page: 'register_password' },
  ],
  ['somebody who just came chooses a way in', {}, { page: 'picker' }],
  ['a live session is offered first', { may_continue: true }, { page: 'continue_as' }],
  [
    'who goes on with it is let through',
    { may_continue: true, continuing: true },
    { act: 'carry_on' },
  ],
  [
    'going on counts for nothing where the request asks for a new sign-in',
    { may_continue: false, continuing: true },
    { page: 'picker' },
  ],
  ['a way with a password is asked for it', { password_chosen: true }, { page: 'password' }],
  [
    'a chosen password way comes before the offer to continue',
    { may_continue: true, password_chosen: true },
    { page: 'password' },
  ],
  [
    'what the service proposes is tried before anybody chooses',
    { hint_waits: true },
    { act: 'follow_hint' },
  ],
  [
    'a live session is offered before what the service proposes',
    { may_continue: true, hint_waits: true },
    { page: 'continue_as' },
  ],
  [
    'a way that was chosen is asked before what the service proposes',
    { password_chosen: true, hint_waits: true },
    { page: 'password' },
  ],
  [
    'who has come is not sent off to what the service proposes',
    { hint_waits: true, came: stranger },
    { page: 'notice' },
  ],
  ['an unknown person reads the notice first', { came: stranger }, { page: 'notice' }],
  [
    'and is looked up once it is accepted',
    { came: { ...stranger, notice_accepted: true } },
    { act: 'resolve' },
  ],
  ['a known one is looked up at once', { came: { ...stranger, known: true } }, { act: 'resolve' }],
  [
    'a refused one is turned away',
    { came: { ...linked, outcome: 'refused' } },
    { act: 'turn_away' },
  ],
  [
    'an unproved account is asked for proof',
    { came: { ...linked, outcome: 'asked_to_prove' } },
    { page: 'prove' },
  ],
  ['a proof joins what waits', { waiting: true, came: linked }, { act: 'join' }],
  [
    'a way in that is new and proved joins too',
    { waiting: true, came: { ...linked, outcome: 'created' } },
    { act: 'join' },
  ],
  [
    'a second unproved account joins nothing',
    { waiting: true, came: { ...linked, outcome: 'asked_to_prove' } },
    { page: 'prove' },
  ],
  [
    'a conflict joins nothing and is told',
    { waiting: true, came: { ...linked, outcome: 'conflict', to_tell: true } },
    { page: 'told' },
  ],
  [
    'who is told something reads it first',
    { came: { ...linked, to_tell: true } },
    { page: 'told' },
  ],
  [
    'a level too low is said, not let through',
    { needed_level: 3, came: linked },
    { page: 'step_up' },
  ],
  [
    'what must be told comes before the level',
    { needed_level: 3, came: { ...linked, to_tell: true } },
    { page: 'told' },
  ],
  [
    'a password that may not stay is replaced before anybody is let in',
    { came: { ...linked, must_renew: true } },
    { page: 'new_password' },
  ],
  [
    'and not for a sign-in that would not reach the level anyway',
    { needed_level: 3, came: { ...linked, must_renew: true } },
    { page: 'step_up' },
  ],
  [
    'nor for somebody who is turned away',
    { came: { ...linked, outcome: 'refused', must_renew: true } },
    { act: 'turn_away' },
  ],
  [
    'who comes another way is led to the new password that staff asked for',
    { came: { ...linked, password_asked: true } },
    { page: 'asked_password' },
  ],
  [
    'is told why before that',
    { came: { ...linked, password_asked: true, to_tell: true } },
    { page: 'told' },
  ],
  [
    'and may put it off: what was stopped stays so',
    { came: { ...linked, password_asked: true, put_off: true } },
    { act: 'finish' },
  ],
  [
    "a department's weak password does not set the one that staff asked for",
    { came: { ...linked, password_asked: true, must_renew: true } },
    { act: 'turn_away' },
  ],
  [
    'a factor that makes up what is missing is asked for before other ways',
    { needed_level: 3, came: { ...linked, with_factor: 3 } },
    { page: 'second_factor' },
  ],
  [
    'the other ways are shown to who looks for them',
    { needed_level: 3, came: { ...linked, with_factor: 3, other_ways: true } },
    { page: 'step_up' },
  ],
  [
    'a check that was chosen begins with what is said',
    { needed_level: 3, came: { ...linked, checking: { ...check, said: false } } },
    { page: 'check_said' },
  ],
  [
    'then operators need a telephone',
    { needed_level: 3, came: { ...linked, checking: check } },
    { page: 'check_phone' },
  ],
  [
    'that is proved',
    { needed_level: 3, came: { ...linked, checking: { ...check, code_sent: true } } },
    { page: 'check_code' },
  ],
  [
    'and a face a consent of its own',
    { needed_level: 3, came: { ...linked, checking: { ...check, method: 'face' } } },
    { page: 'check_face' },
  ],
  [
    'who has the level by then is asked for nothing more',
    { needed_level: 2, came: { ...linked, checking: check } },
    { act: 'finish' },
  ],
  [
    'a factor that does not reach the level is not asked for',
    { needed_level: 4, came: { ...linked, with_factor: 3 } },
    { page: 'step_up' },
  ],
  [
    'nor is one where nothing is missing',
    { needed_level: 2, came: { ...linked, with_factor: 3 } },
    { act: 'finish' },
  ],
  [
    'who wants it asked always is asked before anything is told',
    { came: { ...linked, to_tell: true, factor_owed: true } },
    { page: 'second_factor' },
  ],
  [
    'and before anything is joined, also when they look for other ways',
    { waiting: true, came: { ...linked, factor_owed: true, other_ways: true } },
    { page: 'second_factor' },
  ],
  [
    'who is turned away is asked for no factor',
    { came: { ...linked, outcome: 'refused', factor_owed: true } },
    { act: 'turn_away' },
  ],
  [
    'a live session that lacks the level alone is gone on from',
    { needed_level: 3, may_rise: true },
    { act: 'rise' },
  ],
  [
    'unless another way in was chosen',
    { needed_level: 3, may_rise: true, password_chosen: true },
    { page: 'password' },
  ],
  ['the level exactly needed is enough', { needed_level: 2, came: linked }, { act: 'finish' }],
  [
    'a new arrival outweighs the session that lives',
    { may_continue: true, continuing: true, came: linked },
    { act: 'finish' },
  ],
];

test.each(cases)('%s', (_, known, step) => {
  expect(next({ ...start, ...known })).toEqual(step);
});

const outcomes = [
  'known_link',
  'linked',
  'created',
  'asked_to_prove',
  'conflict',
  'refused',
] as const;

const anything: fc.Arbitrary<Known> = fc.record({
  needed_level: fc.integer({ min: 0, max: 4 }),
  consent_asked: fc.boolean(),
  may_continue: fc.boolean(),
  continuing: fc.boolean(),
  may_rise: fc.boolean(),
  password_chosen: fc.boolean(),
  hint_waits: fc.boolean(),
  waiting: fc.boolean(),
  came: fc.option(
    fc.record({
      known: fc.boolean(),
      notice_accepted: fc.boolean(),
      outcome: fc.option(fc.constantFrom(...outcomes), { nil: undefined }),
      level: fc.integer({ min: 0, max: 4 }),
      to_tell: fc.boolean(),
      must_renew: fc.boolean(),
      password_asked: fc.boolean(),
      put_off: fc.boolean(),
      factor_owed: fc.boolean(),
      with_factor: fc.integer({ min: 0, max: 4 }),
      other_ways: fc.boolean(),
    }),
    { nil: undefined },
  ),
});

test('nobody finishes without an outcome that makes somebody of them, or below the needed level', () => {
  fc.assert(
    fc.property(anything, (known) => {
      const step = next(known);
      if (!('act' in step) || step.act !== 'finish') return;
      expect(known.came?.level).toBeGreaterThanOrEqual(known.needed_level);
      expect(['known_link', 'linked', 'created', 'conflict']).toContain(known.came?.outcome);
      expect(known.came?.to_tell).toBe(false);
      expect(known.came?.must_renew).toBe(false);
      expect(known.came?.factor_owed).toBe(false);
    }),
  );
});

test('nobody unknown is looked up, and so made, before the notice was accepted', () => {
  fc.assert(
    fc.property(anything, (known) => {
      const step = next(known);
      if (!('act' in step) || step.act !== 'resolve') return;
      expect(known.came?.known || known.came?.notice_accepted).toBe(true);
    }),
  );
});
