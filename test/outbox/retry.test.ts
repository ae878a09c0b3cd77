import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BREAKER_OPENS_AT, batchSize, restAfter, waitAfter } from '../../src/outbox/retry.ts';

const longest = () => 0.999_999;

describe('waiting after a failed delivery', () => {
  it('doubles its range with each attempt, up to a quarter of an hour', () => {
    const ranges = [1, 2, 3, 4, 10, 100].map((attempt) => waitAfter(attempt, longest));
    expect(ranges.map((ms) => Math.ceil(ms / 1_000))).toEqual([2, 4, 8, 16, 900, 900]);
  });

  it('is spread over the whole range, from none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, at) => {
          const wait = waitAfter(attempt, () => at);
          return wait >= 0 && wait <= waitAfter(attempt, longest) + 1 && Number.isInteger(wait);
        },
      ),
    );
    expect(waitAfter(7, () => 0)).toBe(0);
  });
});

describe('the breaker of a destination', () => {
  it('stays closed below five failures in a row, then rests longer and longer, five minutes at most', () => {
    expect([0, 1, BREAKER_OPENS_AT - 1].map(restAfter)).toEqual([0, 0, 0]);
    expect([5, 6, 7, 10, 1_000].map((failures) => restAfter(failures) / 1_000)).toEqual([
      15, 30, 60, 300, 300,
    ]);
  });

  it('sends a single delivery to see whether the destination is back', () => {
    expect(batchSize(BREAKER_OPENS_AT - 1, 8)).toBe(8);
    expect(batchSize(BREAKER_OPENS_AT, 8)).toBe(1);
  });
});
