// Longer than 250 lines on purpose: one class, whose parts share what one request has read and written.
import { AsyncLocalStorage } from 'node:async_hooks';
import * as audit from '../../audit/audit.ts';
import type { Base } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import {
  type ArtefactStore,
  type Beside,
  type Found,
  type Kind,
  nothingToWrite,
  type PassingKind,
  type Prefetched,
  type Standing,
  type Stored,
  type Wanted,
  type Writes,
} from './contract.ts';

/**
 * What one request reads and writes of the artefact store: the first look-up brings along what the
 * endpoint will want next, and all writes go in one flush before the answer leaves.
 */
export class UnitOfWork {
  readonly writes: Writes = nothingToWrite();
  readonly #base: Base;
  readonly #store: ArtefactStore;
  readonly #lookups = new Map<string, Promise<Prefetched>>();
  readonly #known = new Map<string, Found>();
  readonly #sessionsByUid = new Map<string, Found>();
  /** Keys of interactions that were there when they were looked up. */
  readonly #interactions = new Set<string>();
  readonly #standings = new Map<string, Standing>();
  /** Sessions that the engine destroyed, uid to key: a rotated cookie id among them, until it is saved again. */
  readonly destroyed = new Map<string, string>();
  /** A mark of this request that had been seen before: then nothing else of it counts. */
  replayed: string | undefined;
  /** What the flush tells the trail. */
  readonly events: audit.AuditEvent[] = [];
  /** The client whose grant and participation matter in this request, once it is known. */
  client_id: string | undefined;
  #age_ms: number | undefined;
  /** Comes with the session of the browser, in one round trip. */
  #besides: Wanted['besides'];

  constructor(base: Base, store: ArtefactStore) {
    this.#base = base;
    this.#store = store;
  }

  /** Grants are named by their own id, which never leaves; all else by the keyed hash of its value. */
  keyOf(kind: Kind, value: string): string {
    return kind === 'Grant' ? value : keyedHash(this.#base.ring, 'artefact', value);
  }

  /** This request will ask for it after the session of the browser; where there is none, on its own. */
  bring(kind: PassingKind, value: string): void {
    this.#besides = { kind, key: this.keyOf(kind, value) };
  }

  async find(kind: Kind, value: string): Promise<Found | undefined> {
    const key = this.keyOf(kind, value);
    const known = this.#known.get(`${kind} ${key}`);
    if (known) return known;
    if (this.#dropped(kind, key)) return undefined;
    const { rows } = await this.#lookUp(tokens[kind] ?? [kind], key);
    return rows.find((row) => row.kind === kind);
  }

  async sessionByUid(uid: string): Promise<Found | undefined> {
    const known = this.#sessionsByUid.get(uid);
    if (known) return known;
    return this.#remember(await this.#store.sessionByUid(uid, this.client_id)).rows[0];
  }

  /**
   * What a session may claim; undefined when there is none of that uid. May be `remembered`: enough
   * to choose a next step by. Whoever gives something asks for `standingNow`, or calls `mustStand`.
   */
  async standing(uid: string): Promise<Standing | undefined> {
    return this.#standings.get(uid) ?? (await this.standingNow(uid));
  }

  /**
   * The same as it is now, with what was consented to at a client; `beside` is another folder's CTE,
   * whose row comes in the same round trip.
   */
  async standingNow(
    uid: string,
    beside?: Beside,
    client_id: string | undefined = this.client_id,
  ): Promise<Standing | undefined> {
    const known = this.#standings.get(uid);
    const asked = client_id === undefined || known?.consent?.client_id === client_id;
    if (known && !known.remembered && asked) return known;
    const standing = await this.#store.standing(uid, client_id, beside);
    if (standing) this.#standings.set(uid, standing);
    else this.#standings.delete(uid);
    return standing;
  }

  /** The flush writes nothing unless the session goes on at this level. Nothing to do where that has just been read. */
  mustStand(uid: string, level: number): void {
    if (this.#standings.get(uid)?.remembered) this.writes.stands = { uid, level };
  }

  /** The same where it has been asked for already, without a wait. */
  knownStanding(uid: string): Standing | undefined {
    return this.#standings.get(uid);
  }

  /** The aliases of a person, by any session of theirs that this request has looked at. */
  standingOf(identity_id: string): Standing | undefined {
    return [...this.#standings.values()].find((one) => one.identity_id === identity_id);
  }

  /** Names the client whose grant and participation matter; what was read without it is read anew. */
  speakFor(client_id: string): void {
    if (this.client_id === client_id) return;
    this.client_id = client_id;
    this.#standings.clear();
  }

  /** A session began or was raised in this request: what was known of it is old. */
  forgetStanding(uid: string): void {
    this.#standings.delete(uid);
  }

  put(row: Stored): void {
    const session = row.uid === undefined ? undefined : this.#sessionsByUid.get(row.uid);
    const there = session !== undefined || (!row.uid && this.#interactions.has(row.key));
    const list = there ? this.writes.renew : this.writes.put;
    const at = list.findIndex((other) =>
      row.uid === undefined
        ? other.kind === row.kind && other.key === row.key
        : other.uid === row.uid,
    );
    const written = session ? changed(row, session) : row;
    if (at >= 0) list[at] = written;
    else list.push(written);
    this.#known.set(`${row.kind} ${row.key}`, row);
  }

  drop(kind: Kind, key: string): void {
    this.writes.put = this.writes.put.filter((row) => row.kind !== kind || row.key !== key);
    this.writes.renew = this.writes.renew.filter((row) => row.kind !== kind || row.key !== key);
    this.#known.delete(`${kind} ${key}`);
    this.writes.drop.push({ kind, key });
  }

  /** What is marked next says that it was made at `iat`, in whole seconds of the process's own clock. */
  dated(iat: unknown): void {
    this.#age_ms =
      typeof iat === 'number' ? Math.max(0, Date.now() - (Math.floor(iat) + 1) * 1000) : undefined;
  }

  /** Something that may be shown once has been shown; it counts for so many seconds. */
  mark(value: string, seconds: number): void {
    this.writes.unique.push({
      key: this.keyOf('ReplayDetection', value),
      expires_at: new Date(this.#base.clock.now().getTime() + Math.max(1, seconds) * 1000),
      age_ms: this.#age_ms,
    });
    this.#age_ms = undefined;
  }

  marked(value: string): boolean {
    const key = this.keyOf('ReplayDetection', value);
    return this.writes.unique.some((mark) => mark.key === key);
  }

  /** Notes an activity, at most once in `everyMs`. */
  touch(uid: string, everyMs: number = TOUCH_EVERY_MS): void {
    const last = this.#sessionsByUid.get(uid)?.touched_at?.getTime() ?? 0;
    if (this.#base.clock.now().getTime() - last < everyMs) return;
    if (!this.writes.touch.includes(uid)) this.writes.touch.push(uid);
  }

  /** The sessions that ended in this request (and were not only given a new cookie id). */
  endedSessions(): string[] {
    const saved = new Set([...this.writes.put, ...this.writes.renew].map(({ uid }) => uid));
    return [...this.destroyed.keys()].filter((uid) => !saved.has(uid));
  }

  async flush(): Promise<boolean> {
    for (const uid of this.endedSessions()) {
      this.writes.drop.push({ kind: 'Session', key: this.destroyed.get(uid) as string });
    }
    if (this.events.length > 0) {
      const { also } = this.writes;
      const trail = audit.statement(this.#base, this.events, undefined, 'trail');
      this.writes.also = {
        sql: also ? `${also.sql},\n${trail.sql}` : trail.sql,
        bindings: [...(also?.bindings ?? []), ...trail.bindings],
        ...(also?.must && { must: also.must }),
      };
    }
    if (this.#store.remembers) {
      for (const row of [...this.writes.put, ...this.writes.renew]) {
        const standing = row.uid === undefined ? undefined : this.#standings.get(row.uid);
        if (standing) row.standing = withoutConsent(standing);
      }
    }
    if (await this.#store.flush(this.writes)) return true;
    // Which of all that could refuse did; and what was shown counts as shown, whatever refused.
    for (const { key, expires_at, age_ms } of this.writes.unique)
      if (!(await this.#store.unique(key, expires_at, age_ms))) this.replayed ??= key;
    return false;
  }

  #dropped(kind: Kind, key: string): boolean {
    return this.writes.drop.some((row) => row.kind === kind && row.key === key);
  }

  /** Parallel look-ups of one key (introspection asks for three kinds at once) share one query. */
  async #lookUp(kinds: readonly Kind[], key: string): Promise<Prefetched> {
    const name = `${kinds.length > 1 ? 'token' : kinds[0]} ${key}`;
    let lookup = this.#lookups.get(name);
    if (!lookup) {
      lookup = this.#store
        .prefetch({
          kinds,
          key,
          ...(kinds[0] === 'Session' && { besides: this.#besides }),
          ...(this.client_id !== undefined && { client_id: this.client_id }),
        })
        .then((result) => this.#remember(result));
      this.#lookups.set(name, lookup);
    }
    return lookup;
  }

  #remember(result: Prefetched): Prefetched {
    const { rows, session, grant, besides } = result;
    const all = [...rows, session, grant, besides].filter((row) => row !== undefined);
    for (const row of all) {
      this.#known.set(`${row.kind} ${row.key}`, row);
      if (row.uid !== undefined) this.#sessionsByUid.set(row.uid, row);
      if (row.kind === 'Interaction') this.#interactions.add(row.key);
    }
    const uid = session?.uid ?? rows[0]?.uid ?? rows[0]?.session_uid;
    if (
      uid !== undefined &&
      result.standing &&
      (!result.standing.remembered || !this.#standings.has(uid))
    )
      this.#standings.set(uid, result.standing);
    return result;
  }
}

/** What is remembered with a session serves every client, and a withdrawal counts at once. */
const withoutConsent = ({ consent: _, ...standing }: Standing): Standing => standing;

/** A session as it is written again: under which key it was read, and the question to sign out only where it is asked here. */
function changed(row: Stored, { key: was, payload: read }: Found): Stored {
  const { state, ...payload } = row.payload;
  const asked = JSON.stringify(state) !== JSON.stringify(read['state']);
  return { ...row, was, payload: asked ? row.payload : payload };
}

/** Kinds that stand behind a value a client may show: looked up together, by one key, the one asked for first. */
const tokens: { readonly [K in Kind]?: readonly Kind[] } = {
  AccessToken: ['AccessToken', 'ClientCredentials', 'RefreshToken'],
  ClientCredentials: ['ClientCredentials', 'AccessToken', 'RefreshToken'],
  RefreshToken: ['RefreshToken', 'AccessToken', 'ClientCredentials'],
};

/** Activity is noted at most this often: an idle limit is counted in minutes. */
const TOUCH_EVERY_MS = 60_000;

const storage = new AsyncLocalStorage<UnitOfWork>();

/** The unit of work of this request; a fault outside of one. */
export function current(): UnitOfWork {
  const work = storage.getStore();
  if (!work) throw new Error('no unit of work: the artefact store was used outside a request');
  return work;
}

/** Runs `inner` with a unit of work of its own (a request, or a job that uses the engine's models). */
export function within<T>(
  base: Base,
  store: ArtefactStore,
  inner: (work: UnitOfWork) => Promise<T>,
): Promise<T> {
  const work = new UnitOfWork(base, store);
  return storage.run(work, () => inner(work));
}
