import type { Arriving, Candidate, Decision, Facts, RefusedReason } from './decision.ts';

/** What an arrival through its source may bring about: structurally the policy of sources. */
export interface Rules {
  matching: 'identifier' | 'national_hash' | 'bound_only';
  may_link: boolean;
  may_create: boolean;
  links_alone: boolean;
  updates_alone: boolean;
  kinds: readonly ('person' | 'organisation')[];
  corrects: readonly ('phone_number' | 'email' | 'alias' | 'gender')[];
}

/** The most that any source may. */
export const openRules: Rules = {
  matching: 'identifier',
  may_link: true,
  may_create: true,
  links_alone: true,
  updates_alone: true,
  kinds: ['person'],
  corrects: ['phone_number', 'email'],
};

/** Whether a new account of the source may find its identity by the number that it gives. */
export const byIdentifier = (rules: Rules, { binds, number_given }: Arriving): boolean =>
  binds && (rules.matching === 'identifier' || !number_given);

/**
 * What is left of a decision under the policy of the source: the same, or less. No switch lets in
 * anybody, joins anything or raises what counts beyond what matching decided without it.
 */
export function under(
  rules: Rules,
  arriving: Arriving,
  facts: Facts,
  decision: Decision,
): Decision {
  if (decision.outcome === 'refused') return decision;
  if (!rules.kinds.includes('person')) return refused('kind_not_allowed');
  switch (decision.outcome) {
    case 'known_link':
      return kept(rules, weighed(rules, arriving, facts.link?.candidate, decision));
    case 'linked':
      if (!rules.may_link) return refused('link_not_allowed');
      if (decision.reason === 'identifier_and_name' && !rules.links_alone)
        return askedFirst(rules, facts);
      return kept(rules, weighed(rules, arriving, facts.proved ?? facts.owner, decision));
    case 'created':
      if (!rules.may_create) return refused('create_not_allowed');
      return weighed(rules, arriving, undefined, decision);
    case 'asked_to_prove':
      return rules.may_link ? decision : refused('link_not_allowed');
    case 'conflict':
      if (decision.own) return rules.may_create ? decision : refused('create_not_allowed');
      return rules.may_link ? decision : refused('link_not_allowed');
  }
}

/** The owner of the number is asked for; whoever does not want that has an identity that only says it. */
function askedFirst(rules: Rules, { join }: Facts): Decision {
  if (join !== 'separate') return { outcome: 'asked_to_prove', reason: 'identifier_unproved' };
  if (!rules.may_create) return refused('create_not_allowed');
  return { outcome: 'created', reason: 'separate', standing: 'claimed', counts: false };
}

type Attached = Extract<Decision, { standing: unknown }>;

/** Where a number is not matched by, one that the identity does not own already proves nothing. */
function weighed<D extends Attached>(
  rules: Rules,
  { number_given, identifier }: Arriving,
  candidate: Candidate | undefined,
  decision: D,
): D {
  if (rules.matching === 'identifier' || !number_given) return decision;
  const owns = candidate?.identifiers.some(
    (one) =>
      one.standing === 'owned' && one.type === identifier?.type && one.key === identifier.key,
  );
  if (owns) return decision;
  const standing = decision.standing === 'owned' ? 'claimed' : decision.standing;
  return { ...decision, standing, counts: false };
}

function kept<D extends Extract<Attached, { to: string }>>(rules: Rules, decision: D): D {
  return rules.updates_alone ? decision : { ...decision, standing: 'none', as_it_is: true };
}

const refused = (reason: RefusedReason): Decision => ({ outcome: 'refused', reason });
