import type { Showable } from '../credentials/show-factor.ts';
import type { CheckMethod } from '../identities/checks.ts';

/**
 * The ways to the level that a service needs, the shortest first. Pure: a table of what is known of
 * whoever came, what they have and what there is.
 */
export interface Facts {
  needed: number;
  /** What showing one of their factors beside would reach here. */
  with_factor: number;
  /** Unexpired evidence of the identity. */
  evidence: number;
  /** What they could show. */
  showable: readonly Pick<Showable, 'kind' | 'bound_level'>[];
  /** The service takes accounts of Songhua itself. */
  takes_local: boolean;
  /** They came by a passkey already. */
  by_passkey: boolean;
  /** Sources that the service takes and that are open to this person. */
  sources: readonly Source[];
  /** Checks that are set up, with what each proves, as far as the factors shown here reach with it. */
  checks: readonly { id: CheckMethod; level: number }[];
}

export interface Source {
  id: string;
  /** Its ceiling, or what it reached in this sign-in where that was less. */
  ceiling: number;
  linked: boolean;
  healthy: boolean;
  /** Its accounts are issued against a document: coming through it is evidence. */
  issued: boolean;
}

export type Way =
  | { way: 'factor' }
  | { way: 'passkey' }
  | { way: 'source'; id: string; linked: boolean }
  | { way: 'check'; id: CheckMethod };

/** None: the service cannot be reached from here, and the person is told where to go. */
export function waysUp(facts: Facts): Way[] {
  const { needed, sources } = facts;
  const reaching = sources.filter(
    ({ ceiling, healthy, issued }) =>
      healthy && ceiling >= needed && (issued || facts.evidence >= needed),
  );
  return [
    ...(facts.with_factor >= needed ? [{ way: 'factor' } as const] : []),
    ...(byPasskey(facts) ? [{ way: 'passkey' } as const] : []),
    ...reaching
      .toSorted((one, other) => Number(other.linked) - Number(one.linked))
      .map(({ id, linked }) => ({ way: 'source', id, linked }) as const),
    ...facts.checks
      .filter(({ level }) => level >= needed)
      .map(({ id }) => ({ way: 'check', id }) as const),
  ];
}

/** A passkey alone is two factors, and no source's ceiling lies over it. */
const PASSKEY_REACH = 3;

function byPasskey({ needed, evidence, showable, takes_local, by_passkey }: Facts): boolean {
  const bound = showable.flatMap(({ kind, bound_level }) =>
    kind === 'passkey' ? [bound_level] : [],
  );
  const reaches = Math.min(evidence, PASSKEY_REACH, Math.max(0, ...bound));
  return takes_local && !by_passkey && reaches >= needed;
}
