import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { seal, open as unseal } from '../crypto/seal.ts';
import { Refusal, refused } from '../errors.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import type { ChangeRow } from './changes-store.ts';
import * as changesStore from './changes-store.ts';
import { about, ask, beside, held, write } from './drafting.ts';
import type { Accepted } from './excuses.ts';
import * as excuses from './excuses.ts';
import { missingIn } from './forms.ts';
import { becomes, type LifeAct } from './life.ts';
import { changedBy, differing, type Field, fields, type Proposal, standing } from './proposal.ts';
import type { ClientRow } from './store.ts';
import * as store from './store.ts';

/**
 * From a draft to a client that lets people in, and what two people decide on the way. The acts of
 * staff are executed here; who may, and that they are two, approvals see to.
 */

type Actor = audit.AuditEvent['actor'];

/**
 * Whether this client has passed its acceptance as it is to be registered, by the report that its
 * owner shows or by what this deployment saw itself: what is kept of it, or undefined when not; with
 * the reasons for points that it did not pass and may be excused. Composed in app.ts.
 */
export type Acceptance = (
  base: Base,
  client: { id: string; proposal: Proposal },
  shown: Shown,
) => Promise<Accepted | undefined>;

/** What its owner shows of the acceptance: a report, and a reason per point, by its code. */
interface Shown {
  report?: string | undefined;
  excuses?: Readonly<Record<string, string>>;
}

/**
 * Hands a draft in; gives the id of what is now asked. Throws `clients.wrong_state`,
 * `clients.incomplete` with every field that is missing, `clients.not_accepted` without a passed acceptance.
 */
export function submit(
  base: Base,
  id: string,
  { actor, ...shown }: Shown & { actor: Actor },
  accepted: Acceptance,
): Promise<string> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const stands = standing(base, row, await beside(base, id));
    const to = next(row, 'submit');
    const missing = missingIn(stands);
    if (missing.length > 0)
      throw refused(
        'clients.incomplete',
        missing.map((field) => ({ field, rule: 'missing' })),
      );
    const acceptance = await accepted(base, { id, proposal: stands }, shown);
    if (!acceptance) throw new Refusal('clients.not_accepted');
    const asked = fields.filter((field) => changedBy[field] !== 'owner');
    const asking = { client_id: id, first: true, stands, wanted: stands, asked, acceptance };
    const change_id = await ask(base, asking, actor);
    await move(base, row, to);
    return change_id;
  });
}

/** Takes back what waits, or what was approved and is not live yet. Throws `clients.wrong_state`. */
export function withdraw(base: Base, id: string, actor: Actor): Promise<void> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const change = await changesStore.open(base, id);
    const to = becomes(row.state, 'withdraw');
    if (!to && !change) throw new Refusal('clients.wrong_state');
    if (change)
      await changesStore.decide(base, change.id, { state: 'withdrawn', answer_sealed: null });
    if (to) await move(base, row, to);
    await audit.append(base, { ...about(id, actor), kind: 'client.withdrawn', ...of(change) });
  });
}

/** The owner gives up what was never live; its id is never given again. Throws `clients.wrong_state`. */
export function abandon(base: Base, id: string, actor: Actor): Promise<void> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    const to = next(row, 'abandon');
    const change = await changesStore.open(base, id);
    if (change)
      await changesStore.decide(base, change.id, { state: 'withdrawn', answer_sealed: null });
    await store.expireSecrets(base, id, base.clock.now());
    await move(base, row, to);
    await audit.append(base, { ...about(id, actor), kind: 'client.abandoned' });
  });
}

/** What two of the staff decide on: one client and what was asked for it. */
export interface Asked {
  client_id: string;
  change_id: string;
}

/** Two of the staff approve a registration as it was submitted; false when it is none any more. */
export function admit(base: Base, asked: Asked, actor: Actor): Promise<boolean> {
  return transaction(base, async (base) => {
    const { row, change } = await waiting(base, asked);
    const to = row && becomes(row.state, 'approve');
    if (!row || !change?.first || !to) return false;
    await changesStore.decide(base, change.id, { state: 'granted', answer_sealed: null });
    await move(base, row, to);
    await audit.append(base, { ...about(row.id, actor), kind: 'client.admitted', ...of(change) });
    return true;
  });
}

/**
 * Two of the staff agree to a change: it counts on every node within a second, and what tokens give
 * with it. False when what was to be changed is no longer as it was.
 */
export function grantChange(base: Base, asked: Asked, actor: Actor): Promise<boolean> {
  return transaction(base, async (base) => {
    const { row, change } = await waiting(base, asked);
    if (!row || !change || change.first || row.state === 'retired') return false;
    const stands = standing(base, row, await beside(base, row.id));
    if (differing(stands, change.was).length > 0) return false;
    await write(base, row, change.body, actor);
    await changesStore.decide(base, change.id, { state: 'granted', answer_sealed: null });
    await audit.append(base, {
      ...about(row.id, actor),
      kind: 'client.change_granted',
      detail: { change_id: change.id, fields: Object.keys(change.body).join(' ') },
    });
    return true;
  });
}

/**
 * Staff say no, with a reason for whoever asked: a registration is a draft again, a change is not
 * made. One person alone may: it gives nobody anything. False when it does not wait any more.
 */
export function refuse(
  base: Base,
  asked: Asked,
  { reason, actor }: { reason: string; actor: Actor },
): Promise<boolean> {
  return transaction(base, async (base) => {
    const { row, change } = await waiting(base, asked);
    if (!row || !change) return false;
    const answer_sealed = seal(base.ring, answerPlace(change.id), reason);
    await changesStore.decide(base, change.id, { state: 'refused', answer_sealed });
    const to = change.first ? becomes(row.state, 'refuse') : undefined;
    if (to) await move(base, row, to);
    await audit.append(base, { ...about(row.id, actor), kind: 'client.refused', ...of(change) });
    return true;
  });
}

/** What was asked for a client, as people read it. */
export type Change = Omit<ChangeRow, 'answer_sealed' | 'acceptance'> & {
  fields: Field[];
  acceptance: Accepted | undefined;
  /** Why it was refused. */
  answer: string | undefined;
};

/** What waits for staff; undefined when nothing does. */
export async function openChange(base: Base, client_id: string): Promise<Change | undefined> {
  const row = await changesStore.open(base, client_id);
  return row && opened(base, row);
}

export async function changeOf(base: Base, id: string): Promise<Change | undefined> {
  const row = await changesStore.byId(base, id);
  return row && opened(base, row);
}

/** What was asked for a client, the youngest first. */
export const changesOf = async (base: Base, client_id: string, limit = 20): Promise<Change[]> =>
  (await changesStore.ofClient(base, client_id, limit)).map((row) => opened(base, row));

const opened = (base: Base, { answer_sealed, acceptance, ...row }: ChangeRow): Change => ({
  ...row,
  acceptance: acceptance ? excuses.opened(base, row.id, acceptance) : undefined,
  fields: Object.keys(row.body) as Field[],
  answer:
    answer_sealed === null ? undefined : unseal(base.ring, answerPlace(row.id), answer_sealed),
});

/** Takes a client from one state into another, which every node knows within a second. */
export async function move(base: Base, row: ClientRow, to: ClientRow['state']): Promise<void> {
  await store.change(base, row.id, { state: to, state_at: base.clock.now() });
  if (to === 'live') {
    const { subscriptions: told } = await beside(base, row.id);
    await subscriptions.subscribe(base, row.id, told);
  } else if (row.state === 'live') await subscriptions.pause(base, row.id);
  await bumpConfigVersion(base);
}

/** What this act makes of the client. Throws `clients.wrong_state`. */
export function next({ state }: Pick<ClientRow, 'state'>, act: LifeAct): ClientRow['state'] {
  const to = becomes(state, act);
  if (!to) throw new Refusal('clients.wrong_state');
  return to;
}

async function waiting(base: Base, { client_id, change_id }: Asked) {
  const row = await store.lock(base, client_id);
  const change = await changesStore.open(base, client_id);
  return { row, change: change?.id === change_id ? change : undefined };
}

const of = (change: ChangeRow | undefined) => (change ? { detail: { change_id: change.id } } : {});

const answerPlace = (row: string) => ({ table: 'client_changes', column: 'answer_sealed', row });
