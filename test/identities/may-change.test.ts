import { expect, test } from 'vitest';
import { asksFirst, type Changing } from '../../src/identities/may-change.ts';

const MINUTE = 60_000;
const strong = { id: 'strong', bound_level: 3 };
const weak = { id: 'weak', bound_level: 1 };
const shown = (of: { id: string; bound_level: number }, ago = 0) => ({ shown: { ...of, ago } });

type Row = [
  string,
  Partial<Changing>,
  { id: string; bound_level: number }[],
  ReturnType<typeof asksFirst>,
];

const table: Row[] = [
  ['the first one takes a fresh sign-in', {}, [], undefined],
  ['and no older one', { proved_ago: 16 * MINUTE }, [], 'sign_in'],
  [
    'beside one that counts as much, it is shown first',
    {},
    [{ id: 'a', bound_level: 2 }],
    'factor',
  ],
  ['shown just now, it does', shown(strong), [strong], undefined],
  ['shown too long ago, it does not', shown(strong, 16 * MINUTE), [strong], 'factor'],
  [
    'shown just now, it stands for the sign-in too',
    { proved_ago: 60 * MINUTE, ...shown(strong) },
    [strong, weak],
    undefined,
  ],
  ['a weak one does not open a strong one', shown(weak), [strong], 'factor'],
  ['nor does it when there are both', shown(weak), [strong, weak], 'factor'],
  ['but it opens itself', shown(weak), [weak], undefined],
  ['a session above what was bound needs none of it', { level: 2 }, [weak], undefined],
  ['one at the same level does', { level: 1 }, [weak], 'factor'],
  ['nor is a stronger session old', { level: 3, proved_ago: 16 * MINUTE }, [weak], 'sign_in'],
  [
    'what staff have unbound holds nobody out',
    { level: 1 },
    [{ id: 'z', bound_level: 0 }],
    undefined,
  ],
];

test.each(table)('%s', (_, changing, concerned, asks) => {
  expect(asksFirst({ level: 2, proved_ago: 0, ...changing }, concerned)).toBe(asks);
});
