import { z } from 'zod';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { seal, open as unseal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { about, held } from './drafting.ts';
import { becomes } from './life.ts';
import * as news from './news.ts';
import * as retirements from './retirements-store.ts';
import * as store from './store.ts';
import { move } from './submitting.ts';

/**
 * The end of a client, on a day that two of the staff set. Until then people see it coming in their
 * account; from then on nobody is let in, and its department owes a receipt that it deleted what it
 * was given. The row stays, and with it whatever the trail says of it.
 */

type Actor = audit.AuditEvent['actor'];

/** The day on which nobody is let in any more, in the time of the province: yyyy-mm-dd. */
export const lastDay = z.iso.date();

/** False when it is not live or suspended, or has its day already. A day that is past is today. */
export function decideEnd(
  base: Base,
  { id, on }: { id: string; on: string },
  actor: Actor,
): Promise<boolean> {
  return transaction(base, async (base) => {
    const row = await held(base, id);
    if (!becomes(row.state, 'retire') || row.ends_at) return false;
    const now = base.clock.now();
    const ends_at = new Date(Math.max(now.getTime(), Date.parse(`${on}T00:00:00+08:00`)));
    await store.change(base, id, { ends_at });
    await retirements.insert(base, { client_id: id, decided_at: now });
    const detail = { ends_at: ends_at.toISOString() };
    await audit.append(base, { ...about(id, actor), kind: 'client.ending', detail });
    return true;
  });
}

/** The timed job, on any number of nodes: ends those whose day has come. Gives how many. */
export async function endDue(base: Base): Promise<number> {
  let ended = 0;
  while (await endOne(base)) ended += 1;
  return ended;
}

function endOne(base: Base): Promise<boolean> {
  return transaction(base, async (base) => {
    const row = await store.nextEnding(base);
    const to = row && becomes(row.state, 'retire');
    if (!row || !to) return false;
    await store.expireSecrets(base, row.id, base.clock.now());
    // Whoever came after the others had been told is told now.
    const anew = { told_to: null, told_at: null };
    await retirements.change(base, row.id, { ended_at: base.clock.now(), ...anew });
    await news.note(base, row.id, 'receipt_owed', base.clock.now());
    await move(base, row, to);
    await audit.append(base, { ...about(row.id, { kind: 'system' }), kind: 'client.retired' });
    return true;
  });
}

/** Who deleted what, and when, as the department says. */
export const receiptShape = z.strictObject({
  by: z.string().trim().min(1).max(50),
  what: z.string().trim().min(4).max(1_000),
  on: z.iso.date(),
});
export type Receipt = z.infer<typeof receiptShape>;

/**
 * The department says that it deleted what it was given. Throws `clients.wrong_state` before the end,
 * or where it said so already.
 */
export function receive(base: Base, id: string, receipt: Receipt, actor: Actor): Promise<void> {
  return transaction(base, async (base) => {
    await held(base, id);
    const row = await retirements.byClient(base, id);
    if (!row?.ended_at || row.receipt_at) throw new Refusal('clients.wrong_state');
    await retirements.change(base, id, {
      receipt_at: base.clock.now(),
      receipt_sealed: seal(base.ring, receiptPlace(id), JSON.stringify(receipt)),
    });
    await audit.append(base, { ...about(id, actor), kind: 'client.deletion_received' });
  });
}

/** How far the end of a client is; undefined while nobody decided on one. */
export async function endingOf(base: Base, id: string) {
  const row = await retirements.byClient(base, id);
  if (!row) return undefined;
  const { receipt_sealed, decided_at, ended_at, receipt_at, told_at, cleared_at } = row;
  const receipt: Receipt | undefined =
    receipt_sealed === null
      ? undefined
      : JSON.parse(unseal(base.ring, receiptPlace(id), receipt_sealed));
  return { decided_at, ended_at, receipt_at, receipt, told_at, cleared_at };
}

const receiptPlace = (row: string) => ({
  table: 'client_retirements',
  column: 'receipt_sealed',
  row,
});
