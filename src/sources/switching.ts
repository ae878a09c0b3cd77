import { z } from 'zod';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import { endSessions } from './drain.ts';
import * as drains from './drains-store.ts';
import { type State, steps } from './life.ts';
import { type Policy, policyFields, policyOf, policyShape, tenable } from './policy.ts';
import { protocols } from './register.ts';
import { differing, read } from './registration.ts';
import type { SourceRecord } from './store.ts';
import * as store from './store.ts';

type Actor = audit.AuditEvent['actor'];

/**
 * Switches a source off and ends every session that came through it; their participants are told.
 * True when it was live. The switch is seen at once; a session that begins meanwhile holds the row
 * (holdLive) and is found by the ending.
 */
export async function pause(base: Base, id: string, actor: Actor): Promise<boolean> {
  if (!(await switchOff(base, id, actor))) return false;
  while (!(await endSessions(base, id, actor)).done);
  return true;
}

/**
 * The switch alone, for whoever sees to the sessions after the commit (`endSessions`), or leaves them
 * be: then they go on until they end by themselves. True when it was live.
 */
export const switchOff = (
  base: Base,
  id: string,
  actor: Actor,
  { ends_sessions = true }: { ends_sessions?: boolean } = {},
): Promise<boolean> =>
  transaction(base, async (base) => {
    const switched = await setState(base, id, 'paused', actor);
    if (switched && ends_sessions) await drains.begin(base, id);
    return switched;
  });

/** Switches a source on again; true when it was paused. */
export const resume = (base: Base, id: string, actor: Actor): Promise<boolean> =>
  setState(base, id, 'live', actor);

/** What decides how far an arrival is trusted, and whether it joins by name and number (DESIGN 4). */
export type Rules = Pick<SourceRecord, 'ceiling' | 'registration'> & Policy;

export const ruleFields = ['ceiling', 'registration', ...policyFields] as const;

/** The rules of a source out of its row. */
export const rulesOf = (row: Rules): Rules => ({
  ceiling: row.ceiling,
  registration: row.registration,
  ...policyOf(row),
});

/**
 * Changes some of them, if these are still as they were; false when not. The ceiling counts at once,
 * for sessions too: a level is computed with the ceiling as it stands (Never 3); the policy at the
 * next arrival. Throws `sources.bad_settings` with the field, `sources.no_national_hash`.
 */
export function changeRules(
  base: Base,
  { id, to: said, was }: { id: string; to: object; was: object },
  actor: Actor,
): Promise<boolean> {
  return transaction(base, async (base) => {
    const before = await store.lock(base, id);
    if (!before) throw new Refusal('sources.unknown');
    if (Object.keys(differing(before, was as Partial<Rules>)).length > 0) return false;
    const to = differing(before, read(rulesShape, said) as Partial<Rules>);
    await tenable(base, to);
    await store.change(base, id, to);
    const words = Object.entries(to).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(' ') : value,
    ]);
    await audit.append(base, {
      ...of(id, actor),
      kind: 'source.changed',
      detail: { changed: Object.keys(to).sort().join(' '), ...Object.fromEntries(words) },
    });
    return true;
  });
}

const rulesShape = policyShape
  .extend({
    ceiling: z.int().min(0).max(4),
    registration: z.enum(['issued', 'self_registered']),
  })
  .partial();

function setState(base: Base, id: string, state: 'live' | 'paused', actor: Actor) {
  return transaction(base, async (base) => {
    const before = await store.lock(base, id);
    if (!before) throw new Refusal('sources.unknown');
    if (!switchable(before.state, state)) return false;
    await store.change(base, id, { state });
    const kind = state === 'paused' ? 'source.paused' : 'source.resumed';
    await audit.append(base, { ...of(id, actor), kind });
    return true;
  });
}

const switchable = (from: State, to: 'live' | 'paused') =>
  from === (to === 'live' ? 'paused' : 'live');

/** The steps of a source where it stands. One whose password is typed here cannot be visited to compare. */
export const stepsOf = ({ state, protocol }: Pick<SourceRecord, 'state' | 'protocol'>): State[] =>
  steps(state).filter((to) => to !== 'shadow' || protocols[protocol].kind === 'redirect');

/**
 * Takes a source a step of its life that is no switch, if it still stands where that was asked; false
 * when not. Sessions of those who tried it end with the test. Throws `sources.no_such_step`,
 * `sources.still_ending` while sessions through a source that is to be retired go on.
 */
export function move(
  base: Base,
  { id, to, was }: { id: string; to: State; was: State },
  actor: Actor,
): Promise<boolean> {
  return transaction(base, async (base) => {
    const before = await store.lock(base, id);
    if (!before) throw new Refusal('sources.unknown');
    if (before.state !== was) return false;
    if (!stepsOf(before).includes(to)) throw new Refusal('sources.no_such_step');
    if (was === 'test' && to !== 'live')
      await sessions.end(base, { source_id: id }, { reason: 'source_paused', actor });
    if (to === 'retired' && (await sessions.anyLive(base, { source_id: id })))
      throw new Refusal('sources.still_ending');
    if (to === 'shadow') await store.forgetCompared(base, id);
    await store.change(base, id, { state: to });
    await audit.append(base, { ...of(id, actor), kind: 'source.moved', detail: { from: was, to } });
    return true;
  });
}

const of = (id: string, actor: Actor) =>
  ({ actor, object: { kind: 'source', id }, source_id: id, outcome: 'ok' }) as const;
