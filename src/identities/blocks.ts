import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import * as blocksStore from './blocks-store.ts';
import * as interventions from './interventions.ts';
import * as linksStore from './links-store.ts';
import * as store from './store.ts';
import { opensByItself } from './ways.ts';

/**
 * What a person has blocked for themselves: sources through which nobody signs in as them (Never 2),
 * and those that are connected later. Seen at every arrival (matching), whenever a session is asked
 * what it may claim (session_standing), and when it begins. Who may say it is in ADR 28.
 */
export interface Blocked {
  /** Source to when it was blocked. */
  sources: ReadonlyMap<string, Date>;
  /** Since when sources that come later are blocked. */
  new_since?: Date;
}

/** What stands. Of a source that came later `isBlocked` says it. */
export async function blocked(base: Base, identity_id: string): Promise<Blocked> {
  const rows = await blocksStore.standing(base.db, identity_id);
  const since = rows.findLast(({ kind }) => kind === 'new')?.at;
  return {
    sources: new Map(
      rows.flatMap(({ kind, source_id, at }) =>
        kind === 'source' && source_id ? [[source_id, at]] : [],
      ),
    ),
    ...(since && { new_since: since }),
  };
}

/** Those of some sources through which nobody signs in as this person. One query. */
export const among = (
  base: Base,
  identity_id: string,
  source_ids: readonly string[],
): Promise<Set<string>> => blocksStore.blockedOf(base.db, identity_id, source_ids);

/** Whether a source is blocked, or was at any time since: nothing that stood on it then goes on. */
export const blockedSince = (
  base: Base,
  which: { identity_id: string; source_id: string; at: Date },
): Promise<boolean> => blocksStore.blockedSince(base.db, which);

/** Who says it, and how well they were known when they came in. */
export interface Said {
  identity_id: string;
  /** What the way in counts for that their session stands on: 0 to 4 (`strengths`). */
  strength: number;
}

/**
 * What the way in counts for that a session stands on, and the most that any standing one does,
 * whatever one signed in with it: the level at which it was bound, and no more than the ceiling of
 * its source, which the caller knows.
 */
export async function strengths(
  base: Base,
  identity_id: string,
  way: { link_id?: string | undefined; credential_id?: string | undefined } | undefined,
  ceilings: ReadonlyMap<string, number>,
): Promise<{ strength: number; strongest: number }> {
  const links = await linksStore.linksOf(base.db, identity_id);
  const ways = [
    ...links
      .filter((link) => !link.suspended_at && !link.blocked)
      .map((link) => ({
        id: link.id,
        strength: Math.min(link.bound_level, ceilings.get(link.source_id) ?? 0),
      })),
    ...(await credentials.live(base, identity_id)).map((one) => ({
      id: one.id,
      strength: one.bound_level,
    })),
  ];
  const mine = ways.find(({ id }) => id === (way?.link_id ?? way?.credential_id));
  return {
    strength: mine?.strength ?? 0,
    strongest: Math.max(0, ...ways.map(({ strength }) => strength)),
  };
}

/**
 * Blocks a source and ends the sessions that came through it; gives those that it ended. `ceiling`:
 * of the source; nobody shuts a door that is stronger than the one they came in by. `open`: sources
 * that let people in now. Throws `identities.stronger_way_needed`, `identities.last_way_in`.
 */
export function block(
  base: Base,
  said: Said & { source_id: string; ceiling: number; open: ReadonlySet<string> },
): Promise<string[]> {
  const { identity_id, source_id, strength, ceiling, open } = said;
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    if (strength < ceiling) throw new Refusal('identities.stronger_way_needed');
    if ((await needed(base, identity_id, open))(source_id))
      throw new Refusal('identities.last_way_in');
    await blocksStore.lift(base.db, { identity_id, kind: 'allowed', source_id }, base.clock.now());
    const standing = await blocksStore.standing(base.db, identity_id);
    if (standing.some((one) => one.kind === 'source' && one.source_id === source_id)) return [];
    await write(base, said, 'source', source_id);
    await tell(base, said, 'source_blocked', source_id);
    const ended: string[] = [];
    const actor = { kind: 'identity', id: identity_id } as const;
    await sessions.end(
      base,
      { identity_id, source_id },
      { reason: 'source_blocked', actor },
      {
        alsoDo: async (_base, ids) => {
          ended.push(...ids);
        },
      },
    );
    return ended;
  });
}

/**
 * Says of a source whether it cannot be blocked, since nothing else would let this person in. `open`:
 * sources that let people in now.
 */
export async function needed(
  base: Base,
  identity_id: string,
  open: ReadonlySet<string>,
): Promise<(source_id: string) => boolean> {
  const links = await linksStore.linksOf(base.db, identity_id);
  const ways = links.filter(
    (link) => !link.suspended_at && !link.blocked && open.has(link.source_id),
  );
  const itself = await opensByItself(base, identity_id);
  return (source_id) => !itself && !ways.some((link) => link.source_id !== source_id);
}

/**
 * Lets a source in again. It asks for as strong a way as blocking it does, or for the strongest that
 * is left where none is. Throws `identities.stronger_way_needed`.
 */
export function allow(
  base: Base,
  said: Said & { source_id: string; needed: number },
): Promise<void> {
  const { identity_id, source_id, strength, needed } = said;
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    if (strength < needed) throw new Refusal('identities.stronger_way_needed');
    const { db, clock } = base;
    const was = (await blocksStore.blockedOf(db, identity_id, [source_id])).has(source_id);
    if (!was) return;
    await blocksStore.lift(db, { identity_id, kind: 'source', source_id }, clock.now());
    // Also one that came later, whether or not that is why.
    if ((await blocksStore.blockedOf(db, identity_id, [source_id])).has(source_id))
      await write(base, said, 'allowed', source_id);
    await tell(base, said, 'source_allowed', source_id);
  });
}

/** Blocks what is connected from now on, up to the strength of the way in that this is said in. */
export function blockNew(base: Base, said: Said): Promise<void> {
  const { identity_id } = said;
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    const standing = await blocksStore.standing(base.db, identity_id);
    if (standing.some(({ kind }) => kind === 'new')) return;
    await write(base, said, 'new', null);
    await tell(base, said, 'new_sources_blocked');
  });
}

/** Lets in what came since, and what will; what was blocked by name stays so. `identities.stronger_way_needed`. */
export function allowNew(base: Base, said: Said & { strongest: number }): Promise<void> {
  const { identity_id, strength, strongest } = said;
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    const rows = await blocksStore.standing(base.db, identity_id);
    const standing = rows.filter(({ kind }) => kind === 'new');
    if (standing.length === 0) return;
    const needed = Math.max(...standing.map((one) => one.strength));
    if (strength < Math.min(needed, strongest)) throw new Refusal('identities.stronger_way_needed');
    const at = base.clock.now();
    await blocksStore.lift(base.db, { identity_id, kind: 'new' }, at);
    await blocksStore.lift(base.db, { identity_id, kind: 'allowed' }, at);
    await tell(base, said, 'new_sources_allowed');
  });
}

const write = (
  base: Base,
  { identity_id, strength }: Said,
  kind: blocksStore.BlockRow['kind'],
  source_id: string | null,
) =>
  blocksStore.insert(base.db, {
    ...{ id: newId(base.clock), identity_id, kind, source_id, strength },
    at: base.clock.now(),
  });

/** Into the list that its owner reads, and into the trail: whoever did it, the owner learns of it. */
async function tell(
  base: Base,
  { identity_id, strength }: Said,
  kind: interventions.OwnKind,
  source_id?: string,
): Promise<void> {
  const what = { identity_id, kind, source_id, reason_code: 'own_choice' } as const;
  await interventions.note(base, what, {});
  await audit.append(base, {
    kind: kind.endsWith('_blocked') ? 'identity.source_blocked' : 'identity.source_allowed',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'identity', id: identity_id },
    source_id,
    outcome: 'ok',
    detail: { which: source_id === undefined ? 'new' : 'one', strength },
  });
}
