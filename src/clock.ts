/** The time, passed in so that tests can move it. Instants only; time zones belong to views. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
