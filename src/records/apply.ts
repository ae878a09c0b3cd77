import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import * as holdings from '../identities/holdings.ts';
import { markOf } from './applicant.ts';
import { entryOf, type OpenEntry, rowOf } from './columns.ts';
import { batchDigest } from './fingerprints.ts';
import { contradiction, fold } from './fold.ts';
import { type CaseEvent, readEvent } from './reading.ts';
import { sealData } from './sealed.ts';
import * as store from './store.ts';
import { tell } from './telling.ts';
import type { Refused, Result, Writer } from './writer.ts';

/** Another node took an event of the same id for another case in this very moment. */
class Raced extends Error {}

/**
 * Takes the events of a batch, in one transaction: a refused one leaves its neighbours alone. Gives
 * one result for each, in their order. `stale`: kept in the history, while a newer one that had come
 * before decides what is shown.
 */
export async function apply(
  base: Base,
  writer: Writer,
  raw: readonly unknown[],
): Promise<Result[]> {
  const read = raw.map((one) => readEvent(base, writer, one));
  const attempt = () =>
    transaction(base, async (base) => take(base, writer, await existing(base, read)));
  const outcomes = await attempt().catch((fault) => {
    if (!(fault instanceof Raced) || base.db.isTransaction) throw fault;
    return attempt();
  });
  return outcomes.map((outcome, at) => resultOf(idOf(raw[at]), outcome));
}

type Outcome = 'applied' | 'duplicate' | 'stale' | Refused;

/**
 * A subject that decodes to nobody is refused: what a client invents finds no row. That of an
 * identity which was absorbed means the one that goes on for it.
 */
async function existing(
  base: Base,
  read: readonly (CaseEvent | Refused)[],
): Promise<(CaseEvent | Refused)[]> {
  const named = (one: CaseEvent | Refused) =>
    'code' in one ? undefined : one.concerned?.applicant.identity_id;
  const ids = new Set(read.map(named).filter((id) => id !== undefined));
  const people = await holdings.people(base, [...ids]);
  return read.map((one) => {
    const id = named(one);
    if (id === undefined || 'code' in one || !one.concerned) return one;
    const person = people.get(id);
    if (!person) return { code: 'records.bad_event', field: 'data.applicant.sub' };
    const { identity_id, family } = person;
    if (family.length === 1) return one;
    const { applicant, ...marks } = one.concerned;
    const theirs = identity_id === id ? applicant : { ...applicant, identity_id, subject_of: id };
    const also = family.map((one) => markOf(base.ring, [one]));
    return { ...one, concerned: { ...marks, applicant: theirs, also } };
  });
}

/** A case as this batch has it so far. */
interface Open {
  row: store.RecordRow;
  entry: OpenEntry;
  events: CaseEvent[];
}

async function take(
  base: Base,
  writer: Writer,
  read: readonly (CaseEvent | Refused)[],
): Promise<Outcome[]> {
  const { db, clock, ring } = base;
  const now = clock.now();
  const events = read.filter((one): one is CaseEvent => !('code' in one));
  const proposed = [...new Set(events.map((event) => event.case_number))].map((case_number) => ({
    id: newId(clock),
    case_number,
  }));
  const open = new Map<string, Open>();
  if (proposed.length > 0) {
    const owner = { department_id: writer.department_id, client_id: writer.id, at: now };
    for (const row of await store.openAndLock(db, owner, proposed))
      open.set(row.case_number, { row, entry: entryOf(row), events: [] });
  }
  const ids = events.map(({ id }) => id);
  const known = ids.length > 0 ? await store.known(db, writer.id, ids) : new Map<string, string>();

  const first = new Map<string, Outcome>();
  const outcomes = read.map((event): Outcome => {
    if ('code' in event) return event;
    const digest = known.get(event.id);
    if (digest !== undefined && digest !== event.digest)
      return { code: 'records.id_reused', field: 'id' };
    const before = first.get(event.id);
    if (before !== undefined) return typeof before === 'string' ? 'duplicate' : before;
    const outcome =
      digest === undefined
        ? settle(open.get(event.case_number) as Open, event)
        : ('duplicate' as const);
    first.set(event.id, outcome);
    if (digest === undefined) known.set(event.id, event.digest);
    return outcome;
  });

  const batch_id = newId(clock);
  const touched = [...open.values()].filter((one) => one.events.length > 0);
  const written = touched.flatMap(({ row, events }) =>
    events.map((event): store.EventRow => {
      const id = newId(clock);
      return {
        id,
        record_id: row.id,
        client_id: writer.id,
        event_id: event.id,
        batch_id,
        kind: event.kind,
        at: event.at,
        received_at: now,
        data_sealed: sealData(ring, id, event.data),
        digest: event.digest,
      };
    }),
  );
  const after = touched.map(({ row, entry }) =>
    rowOf(ring, row, entry, row.updated_at > now ? row.updated_at : now),
  );
  const trail = audit.statement(base, [
    reported(writer, batch_id, outcomes, written),
    ...touched.flatMap(({ row, events, entry }) =>
      recast(row, events, entry) ? [corrected(writer, batch_id, row.id)] : [],
    ),
  ]);
  if ((await store.write(db, written, after, trail)) !== written.length) throw new Raced();
  const made = new Set(proposed.map(({ id }) => id));
  const empty = [...open.values()].filter(({ row, events }) => made.has(row.id) && !events.length);
  if (empty.length > 0)
    await store.forget(
      db,
      empty.map(({ row }) => row.id),
    );
  await tell(
    base,
    touched.map(({ row }, at) => ({ before: row, after: after[at] as store.RecordRow })),
  );
  return outcomes;
}

function settle(open: Open, event: CaseEvent): Outcome {
  const at = contradiction(open.entry, event);
  if (at) return { code: 'records.applicant_fixed', field: `data.${at}` };
  const { entry, decides } = fold(open.entry, event);
  open.entry = entry;
  open.events.push(event);
  return decides ? 'applied' : 'stale';
}

/** A correction that this batch brought now says whose case it is. */
const recast = (row: store.RecordRow, events: readonly CaseEvent[], { concerned }: OpenEntry) =>
  concerned !== undefined &&
  concerned.by !== row.decided.concerned &&
  events.some(({ kind, place }) => kind === 'corrected' && concerned.by.endsWith(place));

function reported(
  writer: Writer,
  batch_id: string,
  outcomes: readonly Outcome[],
  written: readonly store.EventRow[],
): audit.AuditEvent {
  const count = (which: (outcome: Outcome) => boolean) => outcomes.filter(which).length;
  const refused = count((one) => typeof one !== 'string');
  const nothing = refused > 0 && refused === outcomes.length;
  return {
    kind: 'records.reported',
    actor: { kind: 'client', id: writer.id },
    object: { kind: 'department', id: writer.department_id },
    client_id: writer.id,
    outcome: nothing ? 'refused' : 'ok',
    detail: {
      batch: batch_id,
      applied: count((one) => one === 'applied'),
      stale: count((one) => one === 'stale'),
      duplicate: count((one) => one === 'duplicate'),
      refused,
      other_department: count(
        (one) => typeof one !== 'string' && one.code === 'records.other_department',
      ),
      ...(written.length > 0 && { digest: batchDigest(written) }),
    },
  };
}

const corrected = (writer: Writer, batch: string, record_id: string): audit.AuditEvent => ({
  kind: 'record.applicant_corrected',
  actor: { kind: 'client', id: writer.id },
  object: { kind: 'record', id: record_id },
  client_id: writer.id,
  outcome: 'ok',
  detail: { batch },
});

function resultOf(id: string | undefined, outcome: Outcome): Result {
  const named = id === undefined ? {} : { id };
  return typeof outcome === 'string'
    ? { ...named, result: outcome }
    : { ...named, result: 'refused', ...outcome };
}

/** The id as it came, where it can be one: the answer names its events by it. */
function idOf(raw: unknown): string | undefined {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : undefined;
  return typeof id === 'string' && /^[\x21-\x7e]{1,200}$/.test(id) ? id : undefined;
}
