/** Every way in which a session of the staff ends; keys of the sentences that its person reads. */
export const sessionEnds = [
  'signed_out',
  'elsewhere',
  'idle',
  'absolute',
  'password_changed',
  'factor_reset',
  'locked',
  'left',
  'own',
  'staff',
] as const;

export type SessionEnd = (typeof sessionEnds)[number];
