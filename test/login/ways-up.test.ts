import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Facts, type Source, waysUp } from '../../src/login/ways-up.ts';

const none: Facts = {
  ...{ needed: 3, with_factor: 0, evidence: 3, showable: [], takes_local: true },
  ...{ by_passkey: false, sources: [], checks: [] },
};
const fund: Source = { id: 'fund', ceiling: 3, linked: true, healthy: true, issued: true };
const passkey = { kind: 'passkey', bound_level: 3 } as const;

const table: [string, Partial<Facts>, string[]][] = [
  ['there may be none, and the counter is named', {}, []],
  [
    'a factor that lifts this sign-in comes first',
    { with_factor: 3, sources: [fund] },
    ['factor', 'fund'],
  ],
  ['one that does not is not offered', { with_factor: 2 }, []],
  [
    'a passkey by itself comes before departments',
    { showable: [passkey], sources: [fund] },
    ['passkey', 'fund'],
  ],
  [
    'not where the service takes no account of ours',
    { showable: [passkey], takes_local: false },
    [],
  ],
  ['nor to whoever came by it', { showable: [passkey], by_passkey: true }, []],
  ['nor one that was bound too weakly', { showable: [{ ...passkey, bound_level: 2 }] }, []],
  ['nor beyond the evidence', { showable: [passkey], evidence: 2 }, []],
  ['a passkey is no certificate', { showable: [passkey], evidence: 4, needed: 4 }, []],
  ['an app by itself signs in nobody', { showable: [{ kind: 'totp', bound_level: 3 }] }, []],
  [
    'linked departments come before others',
    { sources: [{ ...fund, id: 'other', linked: false }, fund] },
    ['fund', 'other'],
  ],
  ['a department below the level does not help', { sources: [{ ...fund, ceiling: 2 }] }, []],
  ['nor one that does not answer', { sources: [{ ...fund, healthy: false }] }, []],
  [
    'nor an open register for whoever lacks the evidence',
    { evidence: 1, sources: [{ ...fund, issued: false }] },
    [],
  ],
  ['which is fresh evidence where accounts are issued', { evidence: 1, sources: [fund] }, ['fund']],
  [
    'a check comes last, and only one that proves enough',
    {
      sources: [fund],
      checks: [
        { id: 'operator', level: 2 },
        { id: 'face', level: 3 },
      ],
    },
    ['fund', 'face'],
  ],
  [
    'whatever the evidence is: a check is fresh evidence',
    { evidence: 0, checks: [{ id: 'face', level: 3 }] },
    ['face'],
  ],
  ['nor a face beside which this sign-in reaches less', { checks: [{ id: 'face', level: 2 }] }, []],
];

test.each(table)('%s', (_, facts, names) => {
  const ways = waysUp({ ...none, ...facts });
  expect(ways.map((one) => ('id' in one ? one.id : one.way))).toEqual(names);
});

test('no way is offered twice, nor one that does not reach the level', () => {
  const level = fc.integer({ min: 0, max: 4 });
  const source = fc.record({
    ...{ id: fc.string(), ceiling: level, linked: fc.boolean() },
    ...{ healthy: fc.boolean(), issued: fc.boolean() },
  });
  fc.assert(
    fc.property(
      level,
      level,
      level,
      fc.uniqueArray(source, { selector: (one) => one.id }),
      (needed, evidence, with_factor, sources) => {
        const ways = waysUp({ ...none, needed, evidence, with_factor, sources });
        expect(new Set(ways.map((one) => JSON.stringify(one))).size).toBe(ways.length);
        for (const one of ways) {
          if (one.way === 'factor') expect(with_factor).toBeGreaterThanOrEqual(needed);
          const named = one.way === 'source' && sources.find(({ id }) => id === one.id);
          if (named) expect(named.ceiling).toBeGreaterThanOrEqual(needed);
        }
      },
    ),
  );
});
