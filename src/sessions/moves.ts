import type { Move } from '../moves.ts';

/**
 * Sessions that were: where somebody was signed in, and which clients know them. Those that go on
 * are ended before, so that nobody holds one under another name than it began with (ADR 0022).
 */
export const moves: readonly Move[] = [
  {
    table: 'sessions',
    column: 'identity_id',
    key: { column: 'id', type: 'uuid' },
    clashes: [],
    through: ['link_id', 'credential_id'],
    unexported: 'all',
  },
];
