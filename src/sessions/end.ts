import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as outbox from '../outbox/outbox.ts';
import { shorten } from './at-source-store.ts';
import { besideOf } from './beside-statement.ts';
import { endReasons, type Why } from './reasons.ts';
import type { Selection } from './rows.ts';
import * as store from './store.ts';

/**
 * Which sessions: all live ones that meet every part given; `link_ids` and `credential_ids` count as
 * one part (either). `ids` are ours, `uids` the engine's. At least one part; `except` spares one session.
 */
export type Which = Selection;

export interface EndOptions {
  sets?: number;
  /** Given the sessions of the set that this call ended, in its transaction. */
  alsoDo?: (base: Base, ended: readonly string[]) => Promise<void>;
}

const SET = 1_000;

/**
 * The one way in which sessions end. Marks them, writes down what is owed to each participant with a
 * back-channel address and to the artefact store, and the audit events, in sets of at most 1,000 a
 * transaction (inside an open transaction: in that one), and no more than `sets` of them; `alsoDo` runs
 * in each of these transactions. Gives how many
 * it ended; those that somebody else ended meanwhile are not counted, and told of once.
 */
export async function end(
  base: Base,
  which: Which,
  why: Why,
  { sets = Number.POSITIVE_INFINITY, alsoDo }: EndOptions = {},
): Promise<number> {
  const { except: _, ...parts } = which;
  if (Object.values(parts).every((part) => part === undefined)) {
    throw new RangeError('an ending names whose sessions');
  }
  let total = 0;
  let after: string | undefined;
  let left = sets;
  do {
    left -= 1;
    const set = await transaction(base, async (base) => {
      const ids = await store.candidates(base.db, which, after, SET);
      return { ids, ended: ids.length === 0 ? 0 : await endSet(base, ids, why, alsoDo) };
    });
    total += set.ended;
    after = set.ids.length === SET ? set.ids.at(-1) : undefined;
  } while (after && left > 0);
  return total;
}

/**
 * Ends one session, and what its person began beside it in the same browser: two windows that signed in in
 * the same moment have a session each, of which the browser keeps one. Gives those that it ended.
 */
export async function endBeside(base: Base, id: string, why: Why): Promise<string[]> {
  const all: string[] = [];
  const alsoDo = async (_: Base, ended: readonly string[]) => void all.push(...ended);
  await end(base, { ids: await besideOf(base.db, id) }, why, { alsoDo });
  return all;
}

/** Whether anything is left for such an ending. */
export const anyLive = async (base: Base, which: Which): Promise<boolean> =>
  (await store.candidates(base.db, which, undefined, 1)).length > 0;

/** How many sessions each client had been shown, of these. */
export const clientCounts = async (
  base: Base,
  ids: readonly string[],
): Promise<[client_id: string, sessions: number][]> => store.clientCounts(base.db, ids);

async function endSet(
  base: Base,
  ids: string[],
  why: Why,
  alsoDo: EndOptions['alsoDo'],
): Promise<number> {
  const ended = await store.end(base.db, ids, why.reason, base.clock.now());
  if (ended.length === 0) return 0;
  const endedIds = ended.map(({ id }) => id);
  await alsoDo?.(base, endedIds);
  await shorten(base.db, endedIds, base.clock.now());
  const told = endReasons[why.reason].tells ? await store.told(base.db, endedIds) : [];
  const byId = new Map(ended.map((session) => [session.id, { ...session, owed: 0 }]));
  const tokens: outbox.Owed[] = [];
  for (const { session_id, client_id, sid, subject_of } of told) {
    const session = byId.get(session_id);
    if (!session) continue;
    session.owed += 1;
    // By the subject that the client was told: what it is known by may be another since.
    const identity_id = subject_of ?? session.identity_id;
    tokens.push({
      destination_id: `client:${client_id}`,
      kind: 'logout',
      body: { session_id, identity_id, client_id, sid },
      session_id,
    });
  }
  const artefacts: outbox.Owed[] = ended.map(({ id, uid }) => ({
    destination_id: 'artefacts',
    kind: 'artefact',
    body: { session_uid: uid },
    session_id: id,
  }));
  await outbox.owe(base, [...artefacts, ...tokens]);
  await audit.append(
    base,
    [...byId.values()].map((session) => ({
      kind: 'session.ended',
      actor: why.actor ?? { kind: 'system' },
      // Whose session it was: found by the person, whoever ended it; which one stands beside it.
      object: { kind: 'identity', id: session.identity_id },
      source_id: session.source_id ?? undefined,
      session_id: session.id,
      outcome: 'ok',
      detail: { reason: why.reason, owed: session.owed, ...(why.said && { said: why.said }) },
    })),
  );
  return ended.length;
}
