import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import * as store from './at-source-store.ts';
import { end } from './end.ts';
import type { Why } from './reasons.ts';

/**
 * The session of a source that one of ours came from: so that what ends there ends here, and the
 * person's sign-out here can go on there. Losing any of it costs a sign-out, never a right.
 */
export interface SourceSession {
  /** What the source calls this one session. */
  name?: string;
  /** Whom it is of, where the source may end all of theirs at once. */
  holder?: string;
  /** What it takes to end it there; personal, so sealed wherever it lies. */
  ending?: string;
}

/** What a source says to be over: sessions by name; or, without any, all of one holder. */
export interface Over {
  names: readonly string[];
  holder?: string;
}

export type SignOutState = store.SourceSessionRow['sign_out'];

/** A sign-in that is under way ends within this (login/attempt.ts), and is then refused or begun. */
const UNDER_WAY_MS = 3 * 3_600_000;

/**
 * Keeps beside a session that begins, in its transaction, which one of the source it came from. False
 * when the source has said meanwhile that this is over: then no session may begin on it. An ending at
 * the same moment either sees the session or is seen here.
 */
export async function keepAtSource(
  base: Base,
  {
    session_id,
    source_id,
    at: { name, holder, ending },
    proved_at,
    ends_at,
  }: {
    session_id: string;
    source_id: string;
    at: SourceSession;
    /** When the person was proved: what the source ended of theirs before that is another session. */
    proved_at: Date;
    ends_at: Date;
  },
): Promise<boolean> {
  const id = newId(base.clock);
  const name_hash = name === undefined ? null : hashOf(base, source_id, 'name', name);
  const holder_hash = holder === undefined ? null : hashOf(base, source_id, 'holder', holder);
  await store.lock(base.db, [name_hash, holder_hash]);
  if (await store.isOver(base.db, { source_id, name_hash, holder_hash, proved_at })) return false;
  await store.keep(base.db, {
    ...{ id, session_id, source_id, name_hash, holder_hash },
    ending_sealed: ending === undefined ? null : seal(base.ring, placeOf(id), ending),
    kept_until: new Date(ends_at.getTime() + store.AFTER_MS),
  });
  return true;
}

/**
 * A source says that something of its own is over: every session here that came from it ends, and
 * what is still under way will not begin. In the caller's transaction, with its event; gives how many
 * it ended.
 */
export async function endAtSource(
  base: Base,
  source_id: string,
  { names, holder }: Over,
  why: Why,
): Promise<number> {
  const name_hashes = names.map((name) => hashOf(base, source_id, 'name', name));
  const holder_hash =
    names.length > 0 || holder === undefined
      ? undefined
      : hashOf(base, source_id, 'holder', holder);
  const hashes = [...name_hashes, ...(holder_hash === undefined ? [] : [holder_hash])];
  if (hashes.length === 0) return 0;
  await store.lock(base.db, hashes);
  const ended_at = base.clock.now();
  const kept_until = new Date(ended_at.getTime() + UNDER_WAY_MS);
  const ending = (hash: string) => ({ source_id, hash, ended_at, kept_until });
  const noted = await store.noteOver(base.db, {
    names: [...new Set(name_hashes)].map(ending),
    holder: holder_hash === undefined ? undefined : ending(holder_hash),
  });
  const ids = await store.sessionsOf(base.db, { source_id, name_hashes, holder_hash });
  const ended = ids.length === 0 ? 0 : await end(base, { ids }, why);
  // The same word once more changes nothing, and is not told of: not every source signs it.
  if (noted || ended > 0)
    await audit.append(base, {
      kind: 'source.signed_out',
      actor: why.actor ?? { kind: 'system' },
      object: { kind: 'source', id: source_id },
      source_id,
      outcome: 'ok',
      detail: { ended },
    });
  return ended;
}

/** Where the person's sign-out could go on, or has: each source that a session came from. */
export interface SourceOfSession {
  source_id: string;
  sign_out: SignOutState;
}

/** Of one session, live or ended a moment ago. */
export async function sourcesOf(base: Base, session_id: string): Promise<SourceOfSession[]> {
  const rows = await store.ofSession(base.db, session_id);
  return rows.map(({ source_id, sign_out }) => ({ source_id, sign_out }));
}

/** What it takes to end a session at its source. */
export async function endingOf(
  base: Base,
  { session_id, source_id }: { session_id: string; source_id: string },
): Promise<string | undefined> {
  const rows = await store.ofSession(base.db, session_id);
  const row = rows.find((one) => one.source_id === source_id);
  return row?.ending_sealed ? open(base.ring, placeOf(row.id), row.ending_sealed) : undefined;
}

/** How far the person's sign-out at a source has come; what has ended there stays so. */
export const noteSignOut = (
  base: Base,
  which: { session_id: string; source_id: string },
  to: Exclude<SignOutState, 'none'>,
): Promise<boolean> => store.noteSignOut(base.db, which, to);

/** Removes what no sign-out needs any more, at most `limit` of each; gives how many. */
export const removeOldAtSource = (base: Base, limit: number): Promise<number> =>
  store.removeOld(base.db, base.clock.now(), limit);

const placeOf = (row: string) => ({ table: 'source_sessions', column: 'ending', row });

/** They pass within a day, and a name is a secret between the source and us: the key that never changes. */
const hashOf = (base: Base, source_id: string, what: 'name' | 'holder', value: string) =>
  keyedHash(base.ring, 'artefact', `at source ${source_id} ${what} ${value}`);
