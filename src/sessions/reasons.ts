import type { AuditEvent } from '../audit/audit.ts';

/**
 * Every way in which a session ends, and whether the clients are told of it. Idle expiry asks for
 * sign-in again at the gateway and leaves clients to their own limits; every other ending tells all
 * (DESIGN 5). The names are keys of the sentences on the account page.
 */
export const endReasons = {
  sign_out: { tells: true },
  account: { tells: true },
  replaced: { tells: true },
  idle: { tells: false },
  kiosk_idle: { tells: true },
  absolute: { tells: true },
  source_paused: { tells: true },
  source_ended: { tells: true },
  unlinked: { tells: true },
  source_blocked: { tells: true },
  suspended: { tells: true },
  password_changed: { tells: true },
  factor_removed: { tells: true },
  locked: { tells: true },
  staff: { tells: true },
  merged: { tells: true },
  separated: { tells: true },
} as const satisfies Record<string, { tells: boolean }>;

export type EndReason = keyof typeof endReasons;

/** Why sessions end, and who wanted it; `system` when nobody is named. */
export interface Why {
  reason: EndReason;
  actor?: AuditEvent['actor'];
  /** Of staff: their reason, a word from a list of theirs. */
  said?: string;
}
