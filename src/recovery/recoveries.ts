import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import { type Telling, tellContacts } from '../identities/telling.ts';
import type { Lang } from '../messages/messages.ts';
import { hashOfCode, makeCode } from './codes.ts';
import * as store from './recoveries-store.ts';

/**
 * A password recovered by a check (ADR 0032). The states, and all that leads from one to another:
 *
 *   (nothing) --begin--> waiting --take, from due_at on--> done
 *                        waiting --stop, by link or owner--> stopped
 *                        waiting --lapses_at--> lapsed
 *
 * One waits for an identity at a time. Each move is one UPDATE that names the state it comes from, so
 * that of two at once, on any nodes, one does it. After a stop, checks begin nothing for a week: the
 * counter does, where somebody looks at the document. A second no by link within thirty days stops that
 * one alone: a link may be in the wrong hands, and shuts nobody out for good.
 */

/** A check that may recover: it binds the person; a telephone or a name with its number alone does not. */
export type CheckMethod = store.RecoveryRow['method'];

/** Of the checks, as evidence (identities/checks.ts); what came later may be stronger, never weaker. */
const strength = { operator: 2, face: 3 } as const satisfies Record<CheckMethod, number>;

/** How long after it is due the person may come back for it. */
const LAPSES_DAYS = 14;
const STOPPED_DAYS = 7;
/** So long after a no by link another one closes nothing. */
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

/** Somebody who has just proved by `method` to be who owns an identity. */
export interface Coming {
  identity_id: string;
  method: CheckMethod;
  /** How long it waits. */
  wait_ms: number;
}

/** `stopAt`: the address at which the code of a notice says no. */
export type StopTelling = Telling & { stopAt(code: string): string };

export type Standing =
  /** From now on it waits; `told`: to so many addresses it was written. */
  | { at: 'begun'; due_at: Date; told: number }
  | { at: 'waiting'; due_at: Date }
  /** Due, and begun with a stronger check than this one. */
  | { at: 'other_way'; due_at: Date }
  | { at: 'due'; recovery_id: string; begun_at: Date }
  /** Somebody said no: only a counter leads on. */
  | { at: 'stopped' };

/** Where somebody stands who has just proved who they are; begins to wait where nothing waits. */
export function come(base: Base, coming: Coming, telling: StopTelling): Promise<Standing> {
  const { identity_id, method, wait_ms } = coming;
  return transaction(base, async (base) => {
    await identities.hold(base, identity_id);
    const now = base.clock.now();
    await store.lapse(base.db, identity_id, now);
    const row = await store.waitingOf(base.db, identity_id);
    if (row) {
      const { id: recovery_id, begun_at, due_at } = row;
      if (due_at > now) return { at: 'waiting', due_at };
      return strength[method] < strength[row.method]
        ? { at: 'other_way', due_at }
        : { at: 'due', recovery_id, begun_at };
    }
    const since = new Date(now.getTime() - STOPPED_DAYS * DAY_MS);
    if (await store.closedSince(base.db, identity_id, since, LINK_DAYS)) return { at: 'stopped' };
    return begin(base, { identity_id, method, now, wait_ms }, telling);
  });
}

/** Its owner is told before anything takes effect: where they can be written to, and in their history. */
async function begin(
  base: Base,
  { identity_id, method, now, wait_ms }: Coming & { now: Date },
  telling: StopTelling,
): Promise<Standing> {
  const id = newId(base.clock);
  const code = makeCode();
  const due_at = new Date(now.getTime() + wait_ms);
  await store.insert(base.db, {
    ...{ id, identity_id, method, state: 'waiting', begun_at: now, due_at },
    stop_hash: hashOfCode(base, 'stop', code),
    lapses_at: new Date(due_at.getTime() + LAPSES_DAYS * DAY_MS),
    ...{ ended_at: null, stopped_by: null },
  });
  const until = (lang: Lang) => telling.moment(due_at, lang);
  const notice = { identity_id, until: due_at };
  // A telephone that nobody proved may be a stranger's by now: who gets the link can say no.
  const sure = await tellContacts(base, telling, {
    ...notice,
    template: 'recovery_begun',
    words: (lang) => ({ until: until(lang), link: telling.stopAt(code) }),
    only: 'sure',
  });
  const others = await tellContacts(base, telling, {
    ...notice,
    template: 'recovery_begun_plain',
    words: (lang) => ({ until: until(lang) }),
    only: 'unsure',
  });
  const told = sure + others;
  await note(base, identity_id, 'recovery_begun');
  await audit.append(base, {
    kind: 'recovery.begun',
    actor: { kind: 'system' },
    object: { kind: 'identity', id: identity_id },
    outcome: 'ok',
    detail: { recovery_id: id, method, due_at: due_at.toISOString(), told },
  });
  return { at: 'begun', due_at, told };
}

/** Takes one that is due, in the caller's transaction, which sets the password; false when it is not. */
export const take = (base: Base, id: string): Promise<boolean> =>
  store.take(base.db, id, base.clock.now());

/** Says no, with the code of a notice: whoever got it needs no sign-in. False when nothing waits. */
export const stopByCode = (base: Base, code: string): Promise<boolean> =>
  stop(base, { stop_hash: hashOfCode(base, 'stop', code) }, 'link');

/** Says no, signed in by what is there since `stands_since`: nothing older than that is stopped. */
export const stopByOwner = (
  base: Base,
  which: { identity_id: string; stands_since: Date },
): Promise<boolean> => stop(base, which, 'owner');

function stop(base: Base, which: store.Stopping, by: 'link' | 'owner'): Promise<boolean> {
  return transaction(base, async (base) => {
    const how = { at: base.clock.now(), by };
    const row = await store.stop(base.db, which, how);
    if (!row) return false;
    const { identity_id } = row;
    // A no holds for all that waits of the one person, also for what comes back when two are separated.
    const others = await store.stopOthers(base.db, identity_id, how);
    await note(base, identity_id, 'recovery_stopped');
    for (const id of [row.id, ...others])
      await audit.append(base, {
        kind: 'recovery.stopped',
        actor: by === 'owner' ? { kind: 'identity', id: identity_id } : { kind: 'system' },
        object: { kind: 'identity', id: identity_id },
        outcome: 'ok',
        detail: { recovery_id: id, by },
      });
    return true;
  });
}

/** What waits for somebody now. */
export async function waitingOf(
  base: Base,
  identity_id: string,
): Promise<{ method: CheckMethod; begun_at: Date; due_at: Date } | undefined> {
  const row = await store.waitingOf(base.db, identity_id);
  if (!row || row.lapses_at <= base.clock.now()) return undefined;
  const { method, begun_at, due_at } = row;
  return { method, begun_at, due_at };
}

const note = (base: Base, identity_id: string, kind: 'recovery_begun' | 'recovery_stopped') =>
  interventions.note(base, { identity_id, kind, reason_code: 'by_check' }, {});
