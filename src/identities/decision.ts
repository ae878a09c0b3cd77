/** What matching looks at and what it may answer (DESIGN 4); the rule itself is matching.ts. */

export interface Arriving {
  /** The evidence ties the account to the person, rather than saying that such a person exists. */
  binds: boolean;
  /** A number was given, readable or not. */
  number_given: boolean;
  identifier?: { type: string; key: string };
  name_key?: string;
  /** For a name with private-use characters, the key it probably stands for. */
  name_read_as?: string;
}

/** An identity of ours, as far as matching may look at it. */
export interface Candidate {
  id: string;
  state: 'active' | 'suspended' | 'closed';
  name_key?: string;
  identifiers: { type: string; key: string; standing: 'claimed' | 'owned' }[];
  /** It holds unrevoked evidence that ties it to a person. */
  bound: boolean;
  /** Staff have an open question about it. */
  contested: boolean;
  /** Its person lets nobody in through the source that arrives. */
  blocks_source?: boolean;
}

export interface Facts {
  /** The live link of the account that arrives. */
  link?: { suspended: boolean; candidate: Candidate };
  /** Who owns the identifier that arrives; looked up only for an arrival that binds. */
  owner?: Candidate;
  /** Whom the person arriving has proved to be, by signing in as that identity in the same browser. */
  proved?: Candidate;
  join: 'undecided' | 'separate';
}

/** What becomes of the identifier at the identity: owned, noted as said, or left alone. */
export type Standing = 'owned' | 'claimed' | 'none';

export type Decision =
  | {
      outcome: 'known_link';
      reason: KnownReason;
      to: string;
      standing: Standing;
      counts: boolean;
      /** Its source may not change what is known of an identity. */
      as_it_is?: true;
      queue?: Queued;
    }
  | {
      outcome: 'linked';
      reason: 'identifier_and_name' | 'proved';
      to: string;
      standing: Standing;
      counts: boolean;
      as_it_is?: true;
    }
  | { outcome: 'created'; reason: CreatedReason; standing: Standing; counts: boolean }
  | { outcome: 'asked_to_prove'; reason: 'identifier_unproved' }
  /** `own`: the account signs in as an identity of its own; otherwise nothing is attached to anybody. */
  | { outcome: 'conflict'; reason: ConflictReason; own: boolean; queue: Queued }
  | { outcome: 'refused'; reason: RefusedReason; queue?: Queued };

export type KnownReason =
  | 'same_account'
  | 'proved_again'
  | 'name_changed'
  | 'number_renewed'
  | 'identifier_of_another';
export type CreatedReason = 'first_arrival' | 'no_identifier' | 'separate';
export type ConflictReason =
  | 'other_identifier'
  | 'other_name'
  | 'name_missing'
  | 'name_needs_counter_check'
  | 'identifier_of_another'
  | 'owner_unproved';
export type RefusedReason =
  | 'identity_suspended'
  | 'identity_closed'
  | 'link_suspended'
  | 'account_changed_hands'
  | 'linked_elsewhere'
  | 'not_a_person'
  /** What the policy of its source does not allow (policy.ts). */
  | 'link_not_allowed'
  | 'create_not_allowed'
  | 'kind_not_allowed'
  /** The person themselves has blocked the source (blocks.ts). */
  | 'source_blocked';

/** What staff are asked to settle: the identity that was there, where there is one. */
export interface Queued {
  reason: string;
  other?: string;
}
