/**
 * Every kind of audit event, with what it means; docs/audit-events.md is generated from this.
 * An event carries ids and keyed hashes, never values.
 */
export const kinds = {
  'config.changed': 'A lasting setting of the gateway was changed.',
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof kinds;
