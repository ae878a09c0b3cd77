import type { Base } from '../base.ts';
import { seal, open as unseal } from '../crypto/seal.ts';

/**
 * What is kept of the acceptance with which a client was handed in. The reasons are their writers' own
 * words, sealed, since they may name a person.
 */

/** What a gate says of a client that may be handed in. */
export interface Accepted {
  /** Points that it failed, and why that is to be let pass (ADR 0049). */
  excused?: readonly Excused[];
  [what: string]: unknown;
}

export interface Excused {
  code: string;
  reason: string;
}

const place = (row: string) => ({ table: 'client_changes', column: 'acceptance', row });

/** As it stands in the row of what was asked. */
export const kept = (
  base: Base,
  change_id: string,
  { excused, ...rest }: Accepted,
): Record<string, unknown> => ({
  ...rest,
  ...(excused && {
    excused: excused.map(({ code, reason }) => ({
      ...{ code, reason_sealed: seal(base.ring, place(change_id), reason) },
    })),
  }),
});

/** The same as it was said. */
export function opened(
  base: Base,
  change_id: string,
  { excused, ...rest }: Record<string, unknown>,
): Accepted {
  const sealed = excused as { code: string; reason_sealed: string }[] | undefined;
  return {
    ...rest,
    ...(sealed && {
      excused: sealed.map(({ code, reason_sealed }) => ({
        ...{ code, reason: unseal(base.ring, place(change_id), reason_sealed) },
      })),
    }),
  };
}
