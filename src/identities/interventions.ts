import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import { effects } from './interventions-effects.ts';
import {
  type Act,
  FINAL_AFTER_DAYS,
  type Kind,
  kindOf,
  leadsTo,
  type Noted,
  type ReasonCode,
  type Standing,
} from './interventions-rules.ts';
import * as rows from './interventions-store.ts';
import * as store from './store.ts';

/**
 * What staff do to an identity, and what the person is told of it (ADR 0020). Each act is one
 * transaction: the identity locked, the rule asked, the change, the row that its owner reads, the
 * sessions ended, the event. The rule itself is interventions-rules.ts.
 */
export type Intervention = Omit<rows.InterventionRow, 'note_sealed'>;
export { meet as passwordMet } from './interventions-password.ts';
export type { Act, Kind, OwnKind, ReasonCode, Standing } from './interventions-rules.ts';
export { isOwn, isRecovery } from './interventions-rules.ts';

/** What is to be done to whom, and why. `note`: staff's own words, sealed, never shown to the person. */
export interface Order<A extends Act = Act> {
  identity_id: string;
  reason_code: typeof import('./interventions-rules.ts').reasons[A][number];
  note?: string;
  approval_id?: string;
  /** As it stood when two people spoke of it: refused when it stands otherwise by then. */
  was?: Standing['state'];
}

/** Who does it; without a member of staff it is the gateway itself (a script of the operator). */
export interface By {
  staff_id?: string;
  department_id?: string;
}

/** Nobody signs in, nothing attaches; taken back by `restore`. */
export const suspend = (base: Base, order: Order<'suspend'>, by: By) =>
  intervene(base, 'suspend', order, by);

/**
 * Lets a suspended or recently closed identity be used again, or takes back the asking for a new
 * password. What two people decided on takes two to undo: of the first two, staff need an approval.
 */
export const restore = (base: Base, order: Order<'restore'>, by: By) =>
  intervene(base, 'restore', order, by);

/** The passwords that are checked here let nobody in until the person, come by another way, has set a new one. */
export const requirePassword = (base: Base, order: Order<'require_password'>, by: By) =>
  intervene(base, 'require_password', order, by);

/** No evidence given until now counts any more; the level is 0 until somebody proves themselves anew. */
export const requireEvidence = (base: Base, order: Order<'require_evidence'>, by: By) =>
  intervene(base, 'require_evidence', order, by);

/** As `suspend`; after 30 days for good. */
export const close = (base: Base, order: Order<'close'>, by: By) =>
  intervene(base, 'close', order, by);

/**
 * One act. Gives the id of its row. Throws `identities.act_does_not_fit` when the rule does not
 * allow it as the identity stands by then: of two at once, the second sees what the first did.
 */
async function intervene(base: Base, act: Act, order: Order, by: By): Promise<string> {
  return transaction(base, async (base) => {
    const { identity_id, reason_code } = order;
    await store.lockIdentities(base.db, [identity_id]);
    const found = await standingOf(base, identity_id);
    if (!found) throw new RangeError('an identity that does not exist');
    const at = base.clock.now();
    const to = leadsTo(found, act, at);
    if (!to || (order.was && order.was !== found.state))
      throw new Refusal('identities.act_does_not_fit');
    // What kept somebody out took two people: one alone lets nobody in again.
    if (act === 'restore' && found.state !== 'active' && by.staff_id && !order.approval_id)
      throw new Refusal('identities.act_does_not_fit');
    const kind = kindOf[act];
    const until_at =
      act === 'close' ? new Date(at.getTime() + FINAL_AFTER_DAYS * 86_400_000) : null;
    await effects[act](base, { identity_id, from: found.state, at, by: by.staff_id ?? null });
    const { was: _, ...told } = order;
    const id = await write(base, { kind, until_at, ...told }, by);
    const actor = actorOf(by);
    await audit.append(base, {
      kind: 'identity.intervened',
      actor,
      object: { kind: 'identity', id: identity_id },
      outcome: 'ok',
      detail: {
        ...{ act: kind, from: found.state, to, reason: reason_code, intervention_id: id },
        approval_id: order.approval_id ?? null,
      },
    });
    if (act !== 'restore')
      await sessions.end(
        base,
        { identity_id },
        { reason: to === 'active' ? 'staff' : 'locked', actor },
      );
    return id;
  });
}

/** Writes down for the person what another part did in the caller's transaction; that part writes the event. */
export const note = (
  base: Base,
  what: {
    identity_id: string;
    kind: Noted;
    reason_code: ReasonCode;
    note?: string;
    approval_id?: string;
    source_id?: string | undefined;
    client_id?: string;
    /** It need not be told to whoever did it a moment ago. */
    seen?: true;
  },
  by: By,
): Promise<string> => transaction(base, (base) => write(base, { ...what, until_at: null }, by));

async function write(
  base: Base,
  what: {
    identity_id: string;
    kind: Kind;
    reason_code: ReasonCode;
    note?: string;
    approval_id?: string;
    source_id?: string | undefined;
    client_id?: string;
    seen?: true;
    until_at: Date | null;
  },
  by: By,
): Promise<string> {
  const id = newId(base.clock);
  const { identity_id, kind, reason_code, until_at } = what;
  const at = base.clock.now();
  await rows.insert(base.db, {
    ...{ id, identity_id, kind, reason_code, until_at },
    staff_id: by.staff_id ?? null,
    department_id: by.department_id ?? null,
    approval_id: what.approval_id ?? null,
    source_id: what.source_id ?? null,
    client_id: what.client_id ?? null,
    note_sealed: what.note ? seal(base.ring, notePlace(id), what.note) : null,
    at,
    lifted_at: null,
    lifted_by: null,
    seen_at: what.seen ? at : null,
  });
  return id;
}

const notePlace = (row: string) => ({ table: 'interventions', column: 'note_sealed', row });

const actorOf = ({ staff_id }: By): audit.AuditEvent['actor'] =>
  staff_id ? { kind: 'staff', id: staff_id } : { kind: 'system' };

/** How an identity stands, as the rule looks at it; undefined when there is none. */
export async function standingOf(base: Base, identity_id: string): Promise<Standing | undefined> {
  const row = await store.readIdentity(base.db, identity_id);
  if (!row) return undefined;
  const open = await rows.standing(base.db, identity_id);
  const final_at = open.find(({ kind }) => kind === 'closed')?.until_at;
  return {
    state: row.state,
    ...(final_at && { final_at }),
    password_required: open.some(({ kind }) => kind === 'password_required'),
    evidence_required: open.some(({ kind }) => kind === 'evidence_required'),
  };
}

/** Whether something stands on an identity that was done after an instant. */
export async function standsSince(base: Base, identity_id: string, since: Date): Promise<boolean> {
  return (await rows.standing(base.db, identity_id)).some(({ at }) => at > since);
}

/** Why somebody is kept out now, in the code of its sentence; undefined when no row says so. */
export async function whyKeptOut(
  base: Base,
  identity_id: string,
): Promise<Intervention | undefined> {
  const open = await rows.standing(base.db, identity_id);
  return open.find(({ kind }) => kind === 'suspended' || kind === 'closed');
}

/**
 * Whether what was proved at `at` may begin a session: the identity is active, staff have stopped
 * nothing since, and the person has not blocked the source. Held until the caller's transaction ends:
 * whoever stops or blocks something waits, and ends the session.
 */
export async function holdAsProved(
  base: Base,
  proved: { identity_id: string; at: Date; source_id?: string | undefined },
): Promise<'holds' | 'over' | 'blocked'> {
  if (!(await store.holdActive(base.db, proved.identity_id))) return 'over';
  const { stopped, blocked } = await rows.sinceProved(base.db, proved);
  if (stopped) return 'over';
  return blocked ? 'blocked' : 'holds';
}

/** Whether staff have stopped something since: what stood on a proof of before is over. */
export const stoppedSince = (
  base: Base,
  { identity_id, at }: { identity_id: string; at: Date },
): Promise<boolean> => rows.stoppedSince(base.db, identity_id, at);

/** What was done with an identity, the latest first, with the note opened for staff. */
export async function list(
  base: Base,
  identity_id: string,
  page: { before?: { at: Date; id: string } | undefined; limit: number },
): Promise<(Intervention & { note?: string })[]> {
  const found = await rows.list(base.db, identity_id, page);
  return found.map(({ note_sealed, ...row }) => ({
    ...row,
    ...(note_sealed && { note: open(base.ring, notePlace(row.id), note_sealed) }),
  }));
}

/** What the person has not been shown yet, and what is asked of them still; the latest first. */
export const news = (base: Base, identity_id: string): Promise<Intervention[]> =>
  rows.news(base.db, identity_id);

/** The person has been shown all that was done until now. */
export function markSeen(base: Base, identity_id: string): Promise<void> {
  return transaction(base, async (base) => {
    const count = await rows.markSeen(base.db, identity_id, base.clock.now());
    if (count === 0) return;
    await audit.append(base, {
      kind: 'identity.told',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'identity', id: identity_id },
      outcome: 'ok',
      detail: { count },
    });
  });
}
