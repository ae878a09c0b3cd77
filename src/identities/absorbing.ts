import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import { change } from './change.ts';
import { levelOf } from './level.ts';
import * as store from './store.ts';
import * as aliasStore from './subject-aliases-store.ts';

/**
 * What of a merge is the identities' own: that one is absorbed and by whom, what it lends the
 * survivor, and as whom it stays known. Which rows go along says moves.ts; merging carries it out.
 */

/** Locks both, in the order of ids, and gives them as they stand then. */
export async function hold(
  base: Base,
  ids: readonly string[],
): Promise<Map<string, Pick<store.IdentityRow, 'id' | 'kind' | 'state' | 'merged_into'>>> {
  await store.lockIdentities(base.db, ids);
  const rows = await Promise.all(ids.map((id) => store.readIdentity(base.db, id)));
  return new Map(rows.flatMap((row) => (row ? [[row.id, row]] : [])));
}

/** What is known of the person beside numbers: sealed, and each bound to its row. */
const lendable = ['name_sealed', 'alias_sealed', 'birthdate_sealed', 'gender'] as const;
export type Lent = (typeof lendable)[number];

/**
 * The survivor is given what it lacks; what it has stays. Then the other one is absorbed, and the
 * clients of both are told. Before sessions move: whose clients they are is known by them.
 */
export async function absorb(
  base: Base,
  { survivor_id, absorbed_id }: { survivor_id: string; absorbed_id: string },
): Promise<Lent[]> {
  const [survivor, absorbed] = await both(base, survivor_id, absorbed_id);
  const lent = lendable.filter((column) => survivor[column] === null && absorbed[column] !== null);
  const changes: Record<string, unknown> = {};
  for (const column of lent) {
    changes[column] =
      column === 'gender'
        ? absorbed.gender
        : seal(base.ring, place(column, survivor_id), textOf(base, absorbed, column) ?? '');
    if (column === 'name_sealed') Object.assign(changes, nameHashes(absorbed));
  }
  await change(base, survivor_id, changes);
  await change(base, absorbed_id, { state: 'absorbed', merged_into: survivor_id });
  return lent;
}

/** The other way: what was lent and is as it was goes back. `lent` as `absorb` gave it. */
export async function release(
  base: Base,
  { survivor_id, absorbed_id, lent }: { survivor_id: string; absorbed_id: string; lent: string[] },
): Promise<void> {
  const [survivor, absorbed] = await both(base, survivor_id, absorbed_id);
  const changes: Record<string, unknown> = {};
  for (const column of lendable.filter((one) => lent.includes(one))) {
    if (textOf(base, survivor, column) !== textOf(base, absorbed, column)) continue;
    changes[column] = null;
    if (column === 'name_sealed') Object.assign(changes, { name_hash: null, name_hash_even: null });
  }
  await store.changeIdentity(base.db, survivor_id, base.clock.now(), changes);
  const now = { state: 'active', merged_into: null } as const;
  await store.changeIdentity(base.db, absorbed_id, base.clock.now(), now);
}

/** Tells the clients of identities that were separated, once everything is where it belongs. */
export async function tell(base: Base, ids: readonly string[]): Promise<void> {
  for (const id of ids) await change(base, id);
}

/** Sector to the identity whose subject it knows. */
export const aliasesOf = (base: Base, identity_id: string): Promise<Map<string, string>> =>
  aliasStore.aliases(base.db, identity_id);

/** Lets sectors go on seeing the subject of another: `subject_of` by sector. */
export async function addAliases(
  base: Base,
  of: { identity_id: string; merge_id: string; subject_of: ReadonlyMap<string, string> },
): Promise<void> {
  const { identity_id, merge_id, subject_of } = of;
  if (subject_of.size === 0) return;
  const rows = [...subject_of].map(([sector, id]) => ({
    ...{ identity_id, sector, merge_id },
    subject_of: id,
  }));
  await aliasStore.insert(base.db, rows);
  const at = base.clock.now();
  await store.changeIdentity(base.db, identity_id, at, { has_subject_aliases: true });
}

/** Takes back those of a merge. */
export async function removeAliases(
  base: Base,
  { identity_id, merge_id }: { identity_id: string; merge_id: string },
): Promise<void> {
  await aliasStore.remove(base.db, merge_id);
  const has_subject_aliases = (await aliasStore.aliases(base.db, identity_id)).size > 0;
  await store.changeIdentity(base.db, identity_id, base.clock.now(), { has_subject_aliases });
}

/** As much of an identity as says whether two can be one person's, and which is the stronger. */
export interface Weighed {
  name_key?: string;
  /** Owned now, by type, as they are compared. */
  numbers: ReadonlyMap<string, string>;
  level: number;
  created_at: Date;
}

export async function weigh(base: Base, identity_id: string): Promise<Weighed> {
  const [row] = await store.readCandidates(base, [identity_id], []);
  if (!row) throw new RangeError('an identity that does not exist');
  const { name_hash, created_at } = row;
  const owned = row.identifiers.filter(({ standing }) => standing === 'owned');
  return {
    ...(name_hash && { name_key: name_hash }),
    numbers: new Map(owned.map(({ type, match_hash }) => [type, match_hash])),
    level: levelOf(await store.readProofs(base.db, identity_id), base.clock.now()),
    created_at,
  };
}

async function both(base: Base, one: string, other: string) {
  const first = await store.readIdentity(base.db, one);
  const second = await store.readIdentity(base.db, other);
  if (!first || !second) throw new RangeError('an identity that does not exist');
  return [first, second] as const;
}

const place = (column: string, row: string) => ({ table: 'identities', column, row });

function textOf(base: Base, row: store.IdentityRow, column: Lent): string | undefined {
  const value = row[column];
  if (value === null || column === 'gender') return value === null ? undefined : String(value);
  return open(base.ring, place(column, row.id), String(value));
}

/** A hash of a name is of the name alone, so that it may stand in two rows. */
const nameHashes = (row: store.IdentityRow) => ({
  name_hash: row.name_hash,
  name_hash_even: row.name_hash_even,
  match_version: row.match_version,
  match_version_even: row.match_version_even,
});
