import type { Base } from '../base.ts';
import { heldToNetworks } from '../outbox/signed-call.ts';
import { askAuthority } from './authorities-ask.ts';
import { guarded } from './authorities-guard.ts';
import * as store from './authorities-store.ts';
import { type Begun, beginVisit, completeVisit, type Remembered } from './authorities-visit.ts';
import {
  type Answer,
  type AuthoritySettings,
  type CheckMethod,
  type Claimed,
  methods,
} from './checks.ts';

export { wasAsked } from './authorities-guard.ts';
export type { Begun, Remembered } from './authorities-visit.ts';
export { type Answer, type Checked, type CheckMethod, type Claimed, methods } from './checks.ts';

/**
 * The authorities that check somebody who is not there yet, or not proved enough: what is claimed
 * goes out, a yes or no comes back, and what stays is evidence, never a photograph nor the values
 * asked about (DOMAIN 4). An authority that is not configured is not offered. The counter is the
 * fourth of them; staff do that themselves. All throw Refusal `identities.authority_down` and
 * `authority_busy`.
 */
export interface Authorities {
  /** Strongest last. */
  offered: readonly CheckMethod[];
  /** `name_and_number` and `operator`: one question, one answer. */
  ask(base: Base, method: 'name_and_number' | 'operator', claimed: Claimed): Promise<Answer>;
  /** `face`: where to send the browser, and what to keep, sealed, until it is back. */
  begin(base: Base, claimed: Claimed, to: { return_to: string; lang: string }): Promise<Begun>;
  /** What the browser brought back; whoever calls has made sure that it is the one that left. */
  complete(
    base: Base,
    remembered: Remembered,
    params: Record<string, string>,
  ): Promise<Answer | 'cancelled'>;
  /** The origin to which `begin` sends browsers, for the page's form-action. */
  pages: string | undefined;
}

/** In the order of what they are worth. */
export const weakestFirst = Object.keys(methods) as CheckMethod[];

export type Health = store.HealthRow;

/** How it stands with each over all nodes, whether or not it is configured. */
export const health = (base: Base): Promise<Health[]> => store.all(base.db);

/** Those that are configured. Throws ConfigFaults for networks that cannot be. */
export function makeAuthorities(
  settings: Partial<Record<CheckMethod, AuthoritySettings>>,
): Authorities {
  const of = (method: CheckMethod): AuthoritySettings => {
    const found = settings[method];
    if (!found) throw new Error(`${method} is not configured and was not offered`);
    return found;
  };
  for (const party of Object.values(settings)) heldToNetworks(party);
  const offered = weakestFirst.filter((method) => settings[method]);
  const { face } = settings;
  return {
    offered,
    ask: (base, method, claimed) =>
      guarded(base, method, () => askAuthority(base, of(method), method, claimed)),
    begin: (base, claimed, to) =>
      guarded(base, 'face', () => beginVisit(base, of('face'), claimed, to), 'first_contact'),
    complete: (base, remembered, params) =>
      guarded(base, 'face', () => completeVisit(base, of('face'), remembered, params)),
    pages: face && new URL(face.pages ?? face.url).origin,
  };
}
