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
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof kinds;
