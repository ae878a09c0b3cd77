/** How long a session lives, in milliseconds (DESIGN 5). The settings may say otherwise. */
export interface Limits {
  idle: number;
  kiosk_idle: number;
  absolute: number;
}

const MINUTE = 60_000;

export const standardLimits: Limits = {
  idle: 30 * MINUTE,
  kiosk_idle: 2 * MINUTE,
  absolute: 12 * 60 * MINUTE,
};

interface Timed {
  kind: 'browser' | 'kiosk';
  started_at: Date;
  ends_at: Date;
}

/**
 * What the sweeper does with a session whose last activity was `last` (absent: none since it began):
 * ends it, or looks again at `due_at`. An activity in the future counts as now: clocks of nodes differ.
 */
export function judge(
  session: Timed,
  last: Date | undefined,
  now: Date,
  limits: Limits,
): { end: 'idle' | 'kiosk_idle' | 'absolute' } | { due_at: Date } {
  if (now >= session.ends_at) return { end: 'absolute' };
  const kiosk = session.kind === 'kiosk';
  const active = Math.min((last ?? session.started_at).getTime(), now.getTime());
  const idleAt = active + (kiosk ? limits.kiosk_idle : limits.idle);
  if (now.getTime() >= idleAt) return { end: kiosk ? 'kiosk_idle' : 'idle' };
  return { due_at: new Date(Math.min(idleAt, session.ends_at.getTime())) };
}
