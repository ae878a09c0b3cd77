import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Act,
  acts,
  kindOf,
  leadsTo,
  ownKinds,
  paperReasons,
  reasons,
  regainedBy,
  type Standing,
  type State,
  viewingReasons,
} from '../../src/identities/interventions-rules.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';

const NOW = new Date('2026-03-02T01:00:00Z');
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
const standing = (state: State, more: Partial<Standing> = {}): Standing => ({
  ...{ state, password_required: false, evidence_required: false },
  ...more,
});
const asked = { password_required: true };
const doubted = { evidence_required: true };

const table: [string, Standing, Act, State | undefined][] = [
  ['an active one is suspended', standing('active'), 'suspend', 'suspended'],
  ['an active one is closed', standing('active'), 'close', 'closed'],
  ['of an active one a password is asked', standing('active'), 'require_password', 'active'],
  ['of an active one evidence is asked', standing('active'), 'require_evidence', 'active'],
  ['there is nothing to restore of an active one', standing('active'), 'restore', undefined],
  ['that a password is asked is taken back', standing('active', asked), 'restore', 'active'],
  ['that evidence is asked is not', standing('active', doubted), 'restore', undefined],
  ['a password is asked once', standing('active', asked), 'require_password', undefined],
  ['evidence is asked once', standing('active', doubted), 'require_evidence', undefined],
  ['a suspended one is restored', standing('suspended'), 'restore', 'active'],
  ['a suspended one is closed', standing('suspended'), 'close', 'closed'],
  ['a suspended one is suspended once', standing('suspended'), 'suspend', undefined],
  [
    'of a suspended one a password is asked',
    standing('suspended'),
    'require_password',
    'suspended',
  ],
  ['of a suspended one evidence is asked', standing('suspended'), 'require_evidence', 'suspended'],
  [
    'a closed one is restored in time',
    standing('closed', { final_at: hours(1) }),
    'restore',
    'active',
  ],
  ['and not in the instant after', standing('closed', { final_at: NOW }), 'restore', undefined],
  ['nor when nobody knows since when', standing('closed'), 'restore', undefined],
  [
    'a closed one is not suspended',
    standing('closed', { final_at: hours(1) }),
    'suspend',
    undefined,
  ],
  ['a closed one is closed once', standing('closed', { final_at: hours(1) }), 'close', undefined],
  ['of a closed one nothing is asked', standing('closed'), 'require_password', undefined],
];

describe('the table of what follows what', () => {
  test.each(table)('%s', (_, from, act, to) => {
    expect(leadsTo(from, act, NOW)).toBe(to);
  });

  test('leaves an absorbed one alone', () => {
    for (const act of acts)
      expect(leadsTo(standing('absorbed', { final_at: hours(1) }), act, NOW)).toBeUndefined();
  });
});

test('whatever is done in whatever order, whoever is kept out can be let in again in time, and nobody after it', () => {
  const steps = fc.array(
    fc.record({ act: fc.constantFrom(...acts), days: fc.integer({ min: 0, max: 40 }) }),
    {
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(steps, (done) => {
      let at = NOW;
      let now = standing('active');
      for (const { act, days } of done) {
        at = new Date(at.getTime() + days * 86_400_000);
        const late = now.state === 'closed' && now.final_at !== undefined && now.final_at <= at;
        const to = leadsTo(now, act, at);
        if (late) expect(to).toBeUndefined();
        if (!late && now.state !== 'active') expect(leadsTo(now, 'restore', at)).toBe('active');
        if (!to) continue;
        // Only the two that say so keep anybody out.
        if (to !== now.state) expect(['suspend', 'close', 'restore']).toContain(act);
        now = {
          state: to,
          ...(to === 'closed' && { final_at: new Date(at.getTime() + 30 * 86_400_000) }),
          password_required:
            act === 'require_password' ||
            (now.password_required && !(act === 'restore' && now.state === 'active')),
          evidence_required: act === 'require_evidence' || now.evidence_required,
        };
      }
    }),
  );
});

test.each(langs)('every kind and every reason has its words for the person in %s', (lang) => {
  const { kinds, reasons: said } = sentences(lang).account.history;
  const codes = [
    ...Object.values(reasons).flat(),
    ...viewingReasons,
    ...paperReasons,
    ...regainedBy,
    'conflict',
    'same_person',
    'not_same_person',
    'own_choice',
    'service_ends',
  ];
  expect(Object.keys(said).sort()).toEqual([...new Set<string>(codes)].sort());
  expect(Object.keys(kinds).sort()).toEqual(
    [
      ...Object.values(kindOf),
      ...['viewed', 'merged', 'separated'],
      ...['paper_printed', 'regained', 'recovery_begun', 'recovery_stopped'],
      'service_ends',
      ...ownKinds,
    ].sort(),
  );
});
