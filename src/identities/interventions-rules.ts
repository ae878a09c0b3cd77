/**
 * What staff may do to an identity, and where that leads (issue 4, part 6). Pure: the one table of
 * what follows what, and the closed lists of kinds and reasons. The words for the citizen stand in
 * the catalogue under the same names.
 */

/** What can be done. A merge and an opening by support are written down too, and change no state here. */
export const acts = [
  'suspend',
  'restore',
  'require_password',
  'require_evidence',
  'close',
] as const;
export type Act = (typeof acts)[number];

export type State = 'active' | 'suspended' | 'closed' | 'absorbed';

/** What an act is called once it was done, in the table and on the person's page. */
export const kindOf = {
  suspend: 'suspended',
  restore: 'restored',
  require_password: 'password_required',
  require_evidence: 'evidence_required',
  close: 'closed',
} as const satisfies Record<Act, string>;

/** What another part did to the identity, and is written down here for its owner to read. */
export type Noted = 'viewed' | 'merged' | 'separated' | 'service_ends' | RecoveryKind | OwnKind;

/** What the person did to the account and its ways in (blocks.ts): nobody's act, and told where the acts are. */
export const ownKinds = [
  'source_blocked',
  'source_allowed',
  'new_sources_blocked',
  'new_sources_allowed',
  // How the account began (registering.ts).
  'registered',
  // A check raised its level (raising.ts): its owner is written to as well.
  'raised',
  // Second factors (second-factors.ts); these are told at the next sign-in too.
  'factor_added',
  'factor_removed',
  'factor_asked',
] as const;
export type OwnKind = (typeof ownKinds)[number];

/** What leads in again without an old way (src/recovery/). */
export const recoveryKinds = [
  'paper_printed',
  'regained',
  'recovery_begun',
  'recovery_stopped',
] as const;
export type RecoveryKind = (typeof recoveryKinds)[number];

export type Kind = (typeof kindOf)[Act] | Noted;

export const isRecovery = (kind: Kind): kind is RecoveryKind =>
  (recoveryKinds as readonly string[]).includes(kind);

export const isOwn = (kind: Kind): kind is OwnKind =>
  (ownKinds as readonly string[]).includes(kind);

/** From which state which act leads where. What is not here cannot be done. */
export const transitions: Readonly<Record<State, Partial<Readonly<Record<Act, State>>>>> = {
  active: {
    suspend: 'suspended',
    close: 'closed',
    require_password: 'active',
    require_evidence: 'active',
    // Takes back that a new password is asked for; evidence comes from the person alone.
    restore: 'active',
  },
  suspended: {
    restore: 'active',
    close: 'closed',
    require_password: 'suspended',
    require_evidence: 'suspended',
  },
  // Within the days below; afterwards for good.
  closed: { restore: 'active' },
  // Another identity goes on for it: whatever is to be done is done there.
  absorbed: {},
};

/** How long a closed identity can be restored. */
export const FINAL_AFTER_DAYS = 30;

/** How an identity stands, as far as the rule looks at it. */
export interface Standing {
  state: State;
  /** Of a closed one: until when it can be restored. */
  final_at?: Date;
  password_required: boolean;
  evidence_required: boolean;
}

/** What an act makes of an identity; undefined when it cannot be done now. */
export function leadsTo(standing: Standing, act: Act, now: Date): State | undefined {
  const to = transitions[standing.state][act];
  if (act === 'require_password' && standing.password_required) return undefined;
  if (act === 'require_evidence' && standing.evidence_required) return undefined;
  if (act === 'restore') {
    if (standing.state === 'active' && !standing.password_required) return undefined;
    // Closed by something older than this table: nobody knows since when.
    if (standing.state === 'closed' && !(standing.final_at && now < standing.final_at))
      return undefined;
  }
  return to;
}

/** Why: told to the person in these words and no others. `system` is what a rule of the gateway did. */
export const reasons = {
  suspend: ['misuse_reported', 'misuse_suspected', 'own_request', 'identity_doubt', 'by_law'],
  restore: ['settled', 'own_request', 'mistake'],
  require_password: ['misuse_reported', 'misuse_suspected', 'password_leaked', 'own_request'],
  require_evidence: ['identity_doubt', 'misuse_suspected', 'evidence_doubt', 'own_request'],
  close: ['own_request', 'deceased', 'duplicate', 'by_law'],
} as const satisfies Record<Act, readonly string[]>;

/** Why somebody of support looked: the same closed list on the form and on the person's page. */
export const viewingReasons = ['help_call', 'help_counter', 'complaint', 'security_check'] as const;

export type ViewingReason = (typeof viewingReasons)[number];

/** Why a counter printed a claim paper. */
export const paperReasons = ['no_account', 'no_phone', 'ways_lost'] as const;
export type PaperReason = (typeof paperReasons)[number];

/** By what somebody whose ways in were lost came in again. */
export const regainedBy = ['by_paper', 'by_check'] as const;

export type ReasonCode =
  | (typeof reasons)[Act][number]
  | ViewingReason
  | PaperReason
  | (typeof regainedBy)[number]
  // Somebody had to say whether two accounts are one person's.
  | 'conflict'
  | 'same_person'
  | 'not_same_person'
  /** A department ends a service that the person used. */
  | 'service_ends'
  /** The person wanted it so. */
  | 'own_choice';
