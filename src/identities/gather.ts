import type { Base } from '../base.ts';
import type { ReadArrival } from './arriving.ts';
import * as conflictsStore from './conflicts-store.ts';
import type { Candidate, Facts } from './decision.ts';
import { binding } from './level.ts';
import type { LinkRow } from './links-store.ts';
import * as linksStore from './links-store.ts';
import * as store from './store.ts';

/** The ground moved between looking and locking; the arrival is looked at again. */
export class Moved extends Error {}

export interface Gathered {
  facts: Facts;
  link?: LinkRow;
  rows: ReadonlyMap<string, store.Candidate>;
}

/**
 * What matching needs to know. With `lock`, the rows of all identities in question are locked
 * first and everything is read after that, so that nothing attaches to an identity that is being
 * suspended, closed or absorbed.
 */
export async function gather(
  base: Base,
  read: ReadArrival,
  context: { proved_identity_id?: string; join?: 'undecided' | 'separate' },
  lock: boolean,
): Promise<Gathered> {
  let found = await find(base, read);
  // A session may be of an identity that has been absorbed since: who it was goes on as another.
  const proved = context.proved_identity_id
    ? await store.surviving(base.db, context.proved_identity_id)
    : undefined;
  const concerned = () =>
    [found.link?.identity_id, found.owner, proved].filter((id) => id !== undefined);
  const ids = concerned();
  if (lock && ids.length > 0) {
    await store.lockIdentities(base.db, ids);
    found = await find(base, read);
    if (concerned().some((id) => !ids.includes(id))) throw new Moved();
  }
  const known =
    ids.length === 0
      ? []
      : await store.readCandidates(base, ids, [...binding], read.arrival.source_id);
  const contested =
    ids.length === 0 ? new Set<string>() : await conflictsStore.contested(base.db, ids);
  const rows = new Map(known.map((row) => [row.id, row]));
  const candidate = (id: string): Candidate => {
    const row = rows.get(id);
    if (!row) throw new RangeError('an identity that does not exist');
    const { state } = row;
    if (state === 'absorbed') throw new Moved();
    return {
      id,
      state,
      ...(row.name_hash ? { name_key: row.name_hash } : {}),
      identifiers: row.identifiers.map((n) => ({
        type: n.type,
        key: n.match_hash,
        standing: n.standing,
      })),
      bound: row.bound,
      contested: contested.has(id),
      ...(row.blocks_source ? { blocks_source: true } : {}),
    };
  };
  const { link, owner } = found;
  const facts: Facts = {
    join: context.join ?? 'undecided',
    ...(link
      ? { link: { suspended: link.suspended_at !== null, candidate: candidate(link.identity_id) } }
      : {}),
    ...(owner ? { owner: candidate(owner) } : {}),
    ...(proved ? { proved: candidate(proved) } : {}),
  };
  return { facts, rows, ...(link ? { link } : {}) };
}

async function find(base: Base, read: ReadArrival) {
  const link = await linksStore.currentLink(
    base,
    read.arrival.source_id,
    read.subject_hashes.current,
  );
  const { identifier, binds } = read.arriving;
  // Whoever proves nothing is answered alike, and in the like time, whether the number is known (Never 11).
  const owners =
    identifier && binds
      ? await store.ownersOf(base, [{ type: identifier.type, match_hash: identifier.key }])
      : [];
  return { link, owner: owners[0] };
}
