import { describe, expect, it } from 'vitest';
import { isChild } from '../../src/identities/birthdates.ts';
import { type Newcomer, newcomer } from '../../src/identities/newcomer.ts';

const by = (level: number, binds: boolean) => ({ checked: { level, binds } });
const owner = (state: 'active' | 'suspended' | 'closed') => ({ owner: { state } });

describe('somebody who registers', () => {
  it.each<[string, Omit<Newcomer, 'join'>, object]>([
    ['skipped the check', {}, { outcome: 'created', standing: 'none', level: 0 }],
    [
      'had name and number checked',
      by(1, false),
      { outcome: 'created', standing: 'claimed', level: 1 },
    ],
    [
      'was confirmed by operators',
      by(2, true),
      { outcome: 'created', standing: 'owned', level: 2 },
    ],
    ['showed their face', by(3, true), { outcome: 'created', standing: 'owned', level: 3 }],
    [
      'is owned by an account',
      { ...by(3, true), ...owner('active') },
      { outcome: 'asked_to_prove' },
    ],
    [
      'is owned by a suspended one',
      { ...by(2, true), ...owner('suspended') },
      { outcome: 'refused' },
    ],
    ['is owned by a closed one', { ...by(3, true), ...owner('closed') }, { outcome: 'refused' }],
  ])('who %s', (_, known, becomes) => {
    expect(newcomer({ ...known, join: 'undecided' })).toEqual(becomes);
  });

  it('apart from the account that owns the number has nothing of it', () => {
    const apart = newcomer({ ...by(3, true), ...owner('active'), join: 'separate' });
    expect(apart).toEqual({ outcome: 'conflict', level: 0 });
  });

  it.each(['active', 'suspended', 'closed'] as const)(
    'by name and number alone is answered the same where an %s account owns it',
    (state) => {
      for (const join of ['undecided', 'separate'] as const)
        expect(newcomer({ ...by(1, false), ...owner(state), join })).toEqual(
          newcomer({ ...by(1, false), join }),
        );
    },
  );
});

describe('a child', () => {
  // 01:00 UTC is 09:00 in Changchun; 16:00 UTC is the next day there.
  it.each([
    ['2012-03-03', '2026-03-02T01:00:00Z', true],
    ['2012-03-02', '2026-03-02T01:00:00Z', false],
    ['2012-03-03', '2026-03-02T16:00:00Z', false],
    ['2012-02-29', '2026-02-28T01:00:00Z', true],
    ['2012-02-29', '2026-03-01T01:00:00Z', false],
  ])('born on %s is one at %s: %s', (birthdate, now, child) => {
    expect(isChild(birthdate, new Date(now))).toBe(child);
  });
});
