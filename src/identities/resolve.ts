import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { hashColumns } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { seal } from '../crypto/seal.ts';
import { type Arrived, type ReadArrival, readArrival } from './arriving.ts';
import * as conflicts from './conflicts.ts';
import type { Decision } from './decision.ts';
import { type Gathered, gather, Moved } from './gather.ts';
import { held } from './held.ts';
import { levelOf } from './level.ts';
import * as linksStore from './links-store.ts';
import { decide } from './matching.ts';
import * as notices from './notices.ts';
import { makeIdentity, settle } from './settle.ts';
import * as store from './store.ts';
import { type Suspended, suspendWeaker } from './weaker.ts';

export interface Context {
  /** The version of the notice that the person accepted before this arrival. */
  notice?: string;
  /** The identity whose session, or other proof, the same browser holds right now. */
  proved_identity_id?: string;
  /** The level of that session or proof; what is joined by it alone counts no further. */
  proved_level?: number;
  /** What the person chose when asked to prove an existing account; `separate` goes on without. */
  join?: 'undecided' | 'separate';
}

/**
 * What became of an arrival. Without `identity_id` nobody signs in: asked to prove, refused, or a
 * conflict about an account that was to be added to a proved identity and was left as it was.
 */
export interface Resolution {
  outcome: Decision['outcome'];
  reason: string;
  identity_id?: string;
  link_id?: string;
  /** The lower of the identity's evidence and the link's; ceilings and factors are the caller's. */
  level?: number;
  /** Refused: the identity that the account that was proved is linked to. For its owner's eyes. */
  refused_of?: string;
  /** Ways in that were bound at weaker evidence and now wait to be proved again. */
  suspended?: Suspended;
}

const HIGHEST = 4;
const ATTEMPTS = 8;
/** Somebody else was first (unique_violation), or two waited for one another (deadlock, serialisation). */
const AGAIN = new Set(['23505', '40P01', '40001']);

/**
 * Decides whose arrival it is and writes it, with one audit event, in one transaction (in an open
 * one: in that). Nodes that see one new person in the same millisecond agree on one identity: the
 * database lets one own the identifier, and the others look again.
 */
export async function resolve(
  base: Base,
  arrival: Arrived,
  context: Context = {},
): Promise<Resolution> {
  // Inside an open transaction this is a savepoint, so that a lost race does not spoil it.
  return again(() => base.db.transaction((db) => once({ ...base, db }, arrival, context)));
}

/** Once more where somebody else was first; whoever came second sees what the first one did. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (fault) {
      const code = (fault as { code?: string }).code ?? '';
      if (attempt === ATTEMPTS || !(fault instanceof Moved || AGAIN.has(code))) throw fault;
    }
  }
}

/** What `resolve` would say now, without writing anything: whether a person must see the notice first. */
export async function preview(
  base: Base,
  arrival: Arrived,
  context: Context = {},
): Promise<Pick<Resolution, 'outcome' | 'reason' | 'identity_id'> & { known: boolean }> {
  const read = readArrival(base, arrival);
  const { facts } = await again(() => gather(base, read, context, false));
  const decision = decide(read.arriving, facts, arrival.rules);
  const { outcome, reason } = decision;
  const identity_id = 'to' in decision ? decision.to : undefined;
  return {
    outcome,
    reason,
    known: identity_id !== undefined,
    ...(identity_id ? { identity_id } : {}),
  };
}

async function once(base: Base, arrival: Arrived, context: Context): Promise<Resolution> {
  const read = readArrival(base, arrival);
  const gathered = await gather(base, read, context, true);
  const decision = decide(read.arriving, gathered.facts, arrival.rules);
  const resolution = await act(base, read, context, gathered, decision);
  await audit.append(base, {
    kind: 'identity.arrived',
    actor: { kind: 'source', id: arrival.source_id },
    object: resolution.identity_id
      ? { kind: 'identity', id: resolution.identity_id }
      : { kind: 'account', id: read.subject_hashes.current },
    source_id: arrival.source_id,
    outcome: decision.outcome === 'refused' ? 'refused' : 'ok',
    detail: {
      outcome: decision.outcome,
      reason: decision.reason,
      link_id: resolution.link_id ?? null,
      level: resolution.level ?? null,
      proved_identity_id: context.proved_identity_id ?? null,
      other_identity_id: ('queue' in decision && decision.queue?.other) || null,
      suspended_links: resolution.suspended?.links ?? 0,
      suspended_credentials: resolution.suspended?.credentials ?? 0,
      suspended_contacts: resolution.suspended?.contacts ?? 0,
    },
  });
  return resolution;
}

async function act(
  base: Base,
  came: ReadArrival,
  context: Context,
  gathered: Gathered,
  decision: Decision,
): Promise<Resolution> {
  const { outcome, reason } = decision;
  if (outcome === 'asked_to_prove') return { outcome, reason };
  const { facts, link, rows } = gathered;
  const session = facts.proved ? (context.proved_level ?? HIGHEST) : 0;
  if (outcome === 'refused' || (outcome === 'conflict' && !decision.own)) {
    const whose = link?.identity_id ?? facts.proved?.id;
    if (whose && decision.queue) await queue(base, came, whose, decision.queue, link?.id);
    const stopped = reason === 'identity_suspended' || reason === 'identity_closed';
    return { outcome, reason, ...(stopped && isOwners(came, gathered) && { refused_of: whose }) };
  }
  if (outcome === 'known_link') {
    const { to, counts, as_it_is } = decision;
    const tie = link?.reason === 'proved' ? Math.max(link.bound_level, session) : HIGHEST;
    const { read, standing } = held(came, decision.standing, rows.get(to), tie);
    const link_id = link?.id ?? '';
    const row = rows.get(to);
    await settle(base, read, { identity_id: to, link_id, standing, counts, as_it_is, row });
    const { id, bound_level } = await useLink(base, gathered, counts ? read.level : 0);
    if (decision.queue) await queue(base, read, to, decision.queue, id);
    return {
      outcome,
      reason,
      identity_id: to,
      link_id: id,
      level: await reached(base, to, bound_level),
    };
  }
  const joins = outcome === 'linked';
  const as_it_is = joins && decision.as_it_is;
  const counts = outcome === 'conflict' ? false : decision.counts;
  const { read, standing } = held(
    came,
    outcome === 'conflict' ? 'claimed' : decision.standing,
    joins ? rows.get(decision.to) : undefined,
    joins && reason === 'proved' ? session : HIGHEST,
  );
  const identity_id = joins ? decision.to : await makeIdentity(base, read);
  const bound_level = counts ? read.level : 0;
  // Before anything new is bound, so that only what was there before is weighed.
  const suspended = joins ? await suspendWeaker(base, identity_id, bound_level) : undefined;
  const link_id = newId(base.clock);
  const row = rows.get(identity_id);
  await settle(base, read, { identity_id, link_id, standing, counts, as_it_is, row });
  await makeLink(base, read, { id: link_id, identity_id, outcome, reason, bound_level });
  if (outcome === 'conflict') await queue(base, read, identity_id, decision.queue, link_id);
  if (context.notice) await notices.accept(base, { identity_id, version: context.notice });
  const level = await reached(base, identity_id, bound_level);
  return { outcome, reason, identity_id, link_id, level, ...(suspended ? { suspended } : {}) };
}

/** The link was used; fresh stronger evidence through it raises what it was bound at. */
async function useLink(base: Base, { link, facts }: Gathered, level: number) {
  if (!link) throw new Error('a known link without its row');
  const bound_level = Math.max(link.bound_level, level);
  const again = facts.proved && link.suspended_at ? { suspended_at: null } : {};
  await linksStore.changeLink(base.db, link.id, {
    last_used_at: base.clock.now(),
    bound_level,
    ...again,
  });
  return { id: link.id, bound_level };
}

async function makeLink(
  base: Base,
  read: ReadArrival,
  link: { id: string; identity_id: string; outcome: string; reason: string; bound_level: number },
): Promise<void> {
  const { id } = link;
  const at = base.clock.now();
  const { source_id, subject } = read.arrival;
  await linksStore.insertLink(base.db, {
    ...link,
    source_id,
    ...hashColumns(base.ring, 'subject_hash', read.subject_hashes),
    subject_sealed: seal(base.ring, { table: 'links', column: 'subject_sealed', row: id }, subject),
    linked_at: at,
    last_used_at: at,
    suspended_at: null,
    ended_at: null,
  });
}

/** An account that its department may have handed on is not told what became of its former holder. */
function isOwners({ arriving }: ReadArrival, { facts }: Gathered): boolean {
  const { proved, link } = facts;
  const candidate = proved ?? link?.candidate;
  if (!candidate || proved) return candidate !== undefined;
  const { identifier, name_key } = arriving;
  const otherName = name_key && candidate.name_key && name_key !== candidate.name_key;
  const otherNumber = candidate.identifiers.some(
    (n) => n.standing === 'owned' && n.type === identifier?.type && n.key !== identifier.key,
  );
  return !otherName && !otherNumber;
}

async function queue(
  base: Base,
  read: ReadArrival,
  identity_id: string,
  { reason, other }: { reason: string; other?: string },
  link_id?: string,
): Promise<void> {
  await conflicts.queue(base, {
    identity_id,
    other_identity_id: other && other !== identity_id ? other : null,
    source_id: read.arrival.source_id,
    link_id: link_id ?? null,
    reason,
  });
}

async function reached(base: Base, identity_id: string, bound_level: number): Promise<number> {
  const level = levelOf(await store.readProofs(base.db, identity_id), base.clock.now());
  return Math.min(level, bound_level);
}
