import type { Clock } from '../../src/clock.ts';

/** A clock that a test moves. It stands still otherwise. */
export type TestClock = Clock & { advance(ms: number): void; set(date: Date): void };

/** A Monday morning in Changchun. */
export const MORNING = new Date('2026-03-02T01:00:00Z');

export function testClock(start: Date = MORNING): TestClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
    set: (date) => {
      at = date.getTime();
    },
  };
}

/** A clock that goes on by itself, for suites beside programs with clocks of their own. */
export function tickingClock(): TestClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (ms) => {
      ahead += ms;
    },
    set: (date) => {
      ahead = date.getTime() - Date.now();
    },
  };
}
