/**
 * Every kind of audit event, with what it means; docs/audit-events.md is generated from this.
 * An event carries ids and keyed hashes, never values.
 */
export const kinds = {
  'config.changed': 'A lasting setting of the gateway was changed.',
  'client.registered': 'A department application was registered or its registration changed.',
  'client.secret_added': 'A client was given a new secret; earlier ones end at their date.',
  'client.suspended': 'A client was stopped: nobody is let in there any more.',
  'code.replayed': 'An authorisation code came a second time; its grant was ended.',
  'refresh.replayed': 'A refresh token that had been used came again; its grant was ended.',
  'claims.released': 'A client was given an identification number.',
  'session.started': 'Somebody signed in; a session began.',
  'session.joined': 'A client was told of a session for the first time (the first hop).',
  'session.ended': 'A session was ended; the detail says why and how many clients are owed a logout token.',
  'delivery.delivered': 'Something owed to an outside party was accepted by it; the receipt is in the outbox.',
  'delivery.dead': 'Something owed to an outside party was given up; the code is the last fault.',
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof kinds;
