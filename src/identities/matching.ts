import type { Arriving, Candidate, ConflictReason, Decision, Facts } from './decision.ts';
import { familyOf, isOrganisations, isRenewable } from './identifier-types.ts';
import { byIdentifier, openRules, type Rules, under } from './policy.ts';

/**
 * Whose arrival it is: the one pure function that decides it (DESIGN 4). Keys are opaque texts;
 * only their equality counts. What was not proved to belong to the person arriving may suggest a
 * link and never makes one. The rules of its source take away from that and add nothing.
 */
export function decide(arriving: Arriving, facts: Facts, rules: Rules = openRules): Decision {
  return unlessBlocked(facts, under(rules, arriving, facts, matched(arriving, facts, rules)));
}

/** Who is found has the last word: through a source that they blocked nobody comes to them, nor joins them. */
function unlessBlocked({ proved, link, owner }: Facts, decision: Decision): Decision {
  if (!('to' in decision)) return decision;
  const whose = [proved, link?.candidate, owner].find((one) => one?.id === decision.to);
  return whose?.blocks_source ? { outcome: 'refused', reason: 'source_blocked' } : decision;
}

function matched(arriving: Arriving, facts: Facts, rules: Rules): Decision {
  if (arriving.identifier && isOrganisations(arriving.identifier.type))
    return { outcome: 'refused', reason: 'not_a_person' };
  if (facts.proved && facts.proved.state !== 'active') return notActive(facts.proved.state);
  if (facts.link) return known(arriving, facts, facts.link);
  if (facts.proved) return proved(arriving, facts, facts.proved);
  return byIdentifier(rules, arriving)
    ? binding(arriving, facts.owner)
    : unproved(arriving, facts.join);
}

/** The account has arrived before. Its holder is whoever it was, unless the source now says otherwise. */
function known(arriving: Arriving, facts: Facts, link: NonNullable<Facts['link']>): Decision {
  const { candidate, suspended } = link;
  if (facts.proved && facts.proved.id !== candidate.id)
    return {
      outcome: 'refused',
      reason: 'linked_elsewhere',
      queue: { reason: 'linked_elsewhere', other: facts.proved.id },
    };
  if (candidate.state !== 'active') return notActive(candidate.state);
  if (suspended && !facts.proved) return { outcome: 'refused', reason: 'link_suspended' };

  const base = { outcome: 'known_link', to: candidate.id } as const;
  const reason = suspended ? 'proved_again' : 'same_account';
  const number = numberDiffers(arriving, candidate, 'owned');
  const name = nameDiffers(arriving, candidate);
  const confirmed = owns(candidate, arriving);
  if (number && (!isRenewable(number) || nameMismatch(arriving, candidate))) return changedHands();
  // A name alone may change; from a source that issues, without the number to hold on to, it may not.
  if (name && arriving.binds && !confirmed) return changedHands();
  if (name) {
    const queue = arriving.binds ? { queue: { reason: name } } : {};
    return { ...base, reason: 'name_changed', standing: 'none', counts: false, ...queue };
  }
  if (number)
    return {
      ...base,
      reason: 'number_renewed',
      standing: 'claimed',
      counts: false,
      queue: { reason: 'number_renewed' },
    };
  if (!arriving.binds)
    return { ...base, reason, standing: confirmed ? 'owned' : 'claimed', counts: confirmed };
  if (facts.owner && facts.owner.id !== candidate.id) {
    const queue = { reason: 'identifier_of_another', other: facts.owner.id };
    return { ...base, reason: 'identifier_of_another', standing: 'claimed', counts: false, queue };
  }
  if (arriving.identifier) return { ...base, reason, standing: 'owned', counts: true };
  // While a question is open, an arrival that leaves the number out settles nothing.
  return { ...base, reason, standing: 'claimed', counts: !candidate.contested };
}

const changedHands = (): Decision => ({
  outcome: 'refused',
  reason: 'account_changed_hands',
  queue: { reason: 'account_changed_hands' },
});

/** A new account of somebody who has proved an identity of ours. Proof of both does not make them one person. */
function proved(arriving: Arriving, facts: Facts, candidate: Candidate): Decision {
  const differs = numberDiffers(arriving, candidate, 'any')
    ? 'other_identifier'
    : nameDiffers(arriving, candidate);
  // The account is left as it was: an issued one is its holder's still, and one that anybody could
  // have made becomes an identity only when its holder comes with it and asks for that.
  if (differs)
    return {
      outcome: 'conflict',
      reason: differs,
      own: false,
      queue: { reason: differs, other: candidate.id },
    };
  const { owner } = facts;
  if (arriving.binds && owner && owner.id !== candidate.id)
    return {
      outcome: 'conflict',
      reason: 'identifier_of_another',
      own: false,
      queue: { reason: 'identifier_of_another', other: owner.id },
    };
  const confirmed = owns(candidate, arriving);
  const standing = confirmed || (arriving.binds && arriving.identifier) ? 'owned' : 'claimed';
  return {
    outcome: 'linked',
    reason: 'proved',
    to: candidate.id,
    standing,
    counts: arriving.binds || confirmed,
  };
}

/** A new account that is tied to its holder. The only way to an identity by name and number. */
function binding(arriving: Arriving, owner: Candidate | undefined): Decision {
  if (!arriving.identifier)
    return { outcome: 'created', reason: 'no_identifier', standing: 'claimed', counts: true };
  if (!owner)
    return { outcome: 'created', reason: 'first_arrival', standing: 'owned', counts: true };
  if (owner.state !== 'active') return notActive(owner.state);
  const reason = owner.bound ? nameMismatch(arriving, owner) : 'owner_unproved';
  if (reason) return { outcome: 'conflict', reason, own: true, queue: { reason, other: owner.id } };
  return {
    outcome: 'linked',
    reason: 'identifier_and_name',
    to: owner.id,
    standing: 'owned',
    counts: true,
  };
}

/** A new account that anybody could have made. The answer does not depend on what we know (Never 11). */
function unproved(arriving: Arriving, join: Facts['join']): Decision {
  if (!arriving.number_given)
    return { outcome: 'created', reason: 'no_identifier', standing: 'none', counts: false };
  if (join === 'separate')
    return { outcome: 'created', reason: 'separate', standing: 'claimed', counts: false };
  return { outcome: 'asked_to_prove', reason: 'identifier_unproved' };
}

const notActive = (state: 'suspended' | 'closed'): Decision => ({
  outcome: 'refused',
  reason: state === 'closed' ? 'identity_closed' : 'identity_suspended',
});

function owns(candidate: Candidate, { identifier }: Arriving): boolean {
  return candidate.identifiers.some(
    (i) => i.standing === 'owned' && i.type === identifier?.type && i.key === identifier.key,
  );
}

/** The type in which both have a number, and not the same one. */
function numberDiffers(
  { identifier }: Arriving,
  candidate: Candidate,
  which: 'owned' | 'any',
): string | undefined {
  if (!identifier) return undefined;
  const family = candidate.identifiers.filter(
    (i) =>
      familyOf(i.type) === familyOf(identifier.type) && (which === 'any' || i.standing === 'owned'),
  );
  const same = family.some((i) => i.type === identifier.type && i.key === identifier.key);
  return family.length > 0 && !same ? identifier.type : undefined;
}

/** Both have a name, and not the same one. */
function nameDiffers(arriving: Arriving, candidate: Candidate): ConflictReason | undefined {
  return arriving.name_key && candidate.name_key ? nameMismatch(arriving, candidate) : undefined;
}

/** Why the names are not known to be the same; undefined when they are. */
function nameMismatch(arriving: Arriving, candidate: Candidate): ConflictReason | undefined {
  if (!arriving.name_key || !candidate.name_key) return 'name_missing';
  if (arriving.name_key === candidate.name_key) return undefined;
  return arriving.name_read_as === candidate.name_key ? 'name_needs_counter_check' : 'other_name';
}
