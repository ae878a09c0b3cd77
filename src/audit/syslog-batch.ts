import type { Base } from '../base.ts';
import { eventLine } from './archive-lines.ts';
import { archives } from './archives.ts';
import type { WrittenEvent } from './mac.ts';
import { monthOf, timeOfId } from './months.ts';
import { type Head, headOf, isSigned, type SealRow } from './seal.ts';
import { eventsIn } from './sealed.ts';
import * as store from './store.ts';
import type { Message } from './syslog-message.ts';

/** What goes over one connection: whole seals. */
export interface Batch {
  /** The number of its last seal. */
  until: number;
  messages: Message[];
}

/** A batch takes no further seal once it has so many messages; a seal has a thousand events at most. */
const ENOUGH = 1_000;

const severities: Readonly<Record<string, Message['severity']>> = { ok: 6, refused: 4, failed: 3 };

/**
 * The seals after a number, each event in the order of its seal and the head behind them. Undefined
 * when nothing newer is sealed. The same seals give the same messages. What was altered or removed
 * since it was sealed has a message of its own in its place: the receiver's numbers have no gap.
 */
export async function batchAfter(base: Base, after: number): Promise<Batch | undefined> {
  const messages: Message[] = [];
  let until = after;
  for await (const { row, head } of signedSeals(base, after)) {
    if (head.number > until + 1) messages.push(sealsMissing(until + 1, head));
    messages.push(...(await ofSeal(base, row, head)));
    until = head.number;
    if (messages.length >= ENOUGH) break;
  }
  return until === after ? undefined : { until, messages };
}

/** A forged seal at the end may still make way for a genuine one; one before a genuine seal will not. */
async function* signedSeals(base: Base, from: number) {
  let after: string | undefined = String(from);
  while (after !== undefined) {
    const rows: SealRow[] = await store.sealsAfter(base.db, after, 5);
    for (const row of rows) {
      const head = headOf(row);
      if (isSigned(base.ring, head)) yield { row, head };
    }
    after = rows.at(-1)?.number;
  }
}

async function ofSeal(base: Base, row: SealRow, head: Head): Promise<Message[]> {
  const found = new Map((await eventsIn(base, row.event_ids)).map((event) => [event.id, event]));
  const absent = row.event_ids.filter((id) => !found.has(id));
  // Asked for after the events: a month that went meanwhile is known to have gone.
  const archived = absent.length > 0 ? await inArchives(base, absent) : new Set<string>();
  const messages = row.event_ids.flatMap((id, at) => {
    const place = { seal: head.number, position: at + 1, of: row.event_ids.length };
    const data = { ...place, digest: head.digest, event: id };
    const event = found.get(id);
    if (event) return [ofEvent(event, data)];
    return archived.has(id) ? [] : [eventMissing(head, data)];
  });
  return [...messages, ofHead(row, head, archived.size)];
}

function ofEvent(event: WrittenEvent, data: Message['data']): Message {
  const { actor_kind, actor_id, object_kind, object_id, outcome, code } = event;
  const { client_id: client, source_id: source, session_id: session } = event;
  return {
    severity: severities[outcome] ?? 3,
    at: event.at,
    kind: event.kind,
    data: {
      ...data,
      actor: actor_id === null ? actor_kind : `${actor_kind}:${actor_id}`,
      object: object_kind === null ? null : `${object_kind}:${object_id ?? ''}`,
      ...{ client, source, session, outcome, code },
    },
    value: eventLine(event, Number(data['seal'])),
  };
}

/** The head, as the file of heads has it. */
const ofHead = (row: SealRow, head: Head, archived: number): Message => ({
  severity: 6,
  at: head.sealed_at,
  kind: 'audit.seal',
  data: {
    seal: head.number,
    of: row.event_ids.length,
    digest: head.digest,
    archived: archived || null,
  },
  value: head,
});

const eventMissing = (head: Head, data: Message['data']): Message => ({
  severity: 2,
  at: head.sealed_at,
  kind: 'audit.event_missing',
  data,
  value: { missing: { event: data['event'], seal: head.number } },
});

const sealsMissing = (from: number, next: Head): Message => ({
  severity: 2,
  at: next.sealed_at,
  kind: 'audit.seals_missing',
  data: { from, to: next.number - 1 },
  value: { missing: { seals: { from, to: next.number - 1 } } },
});

/** Those whose month was archived and dropped before there was a receiver. */
async function inArchives(base: Base, ids: readonly string[]): Promise<Set<string>> {
  const { held } = await archives(base);
  const dropped = new Set(
    held.filter(({ state }) => state === 'dropped').map(({ from_at }) => from_at.getTime()),
  );
  return new Set(ids.filter((id) => dropped.has(monthOf(timeOfId(id)).from.getTime())));
}
