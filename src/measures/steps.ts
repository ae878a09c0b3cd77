/** The steps in which things are added up, and how long each is kept. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Days are those of the province; Asia/Shanghai has known no summer time since 1991. */
const OFFSET = 8 * HOUR;

export const steps = ['minute', 'hour', 'day', 'ever'] as const;
export type Step = (typeof steps)[number];

/** The beginning of the step that an instant falls into; `ever` has one, the epoch. */
export function beginningOf(step: Step, at: Date): Date {
  if (step === 'ever') return new Date(0);
  if (step === 'day') return new Date(floor(at.getTime() + OFFSET, DAY) - OFFSET);
  return new Date(floor(at.getTime(), step === 'hour' ? HOUR : MINUTE));
}

const floor = (ms: number, unit: number) => Math.floor(ms / unit) * unit;

/** How long the rows of a step are kept; `ever` stays. */
export const keptFor = {
  minute: 2 * DAY,
  hour: 35 * DAY,
  day: 400 * DAY,
} as const satisfies Record<Exclude<Step, 'ever'>, number>;

/** What a page may ask for: how far back, and in which steps. */
export const ranges = {
  '1h': { step: 'minute', count: 60, ms: MINUTE },
  '24h': { step: 'hour', count: 24, ms: HOUR },
  '30d': { step: 'day', count: 30, ms: DAY },
} as const satisfies Record<string, { step: Step; count: number; ms: number }>;

export type Range = keyof typeof ranges;

/** The beginnings of the steps of a range, the oldest first; the last one is still going on. */
export function momentsOf(range: Range, now: Date): Date[] {
  const { step, count, ms } = ranges[range];
  const last = beginningOf(step, now).getTime();
  return Array.from({ length: count }, (_, i) => new Date(last - (count - 1 - i) * ms));
}
