import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { actor } from './actor.ts';
import type { MessageKind } from './message-kinds.ts';
import * as store from './messages-store.ts';

/** A message; `about` is whom or what it speaks of. */
export type Message = store.MessageRow;

/** Tells all staff, in the caller's transaction, which writes the event of what happened. */
export function tellAll(base: Base, kind: MessageKind, about: string): Promise<void> {
  const row = { id: newId(base.clock), kind, about, made_at: base.clock.now() };
  return store.insert(base.db, row);
}

/** What somebody has not read yet and does not speak of them, the latest first. */
export const messagesFor = (base: Base, staff_id: string): Promise<Message[]> =>
  store.unread(base.db, staff_id);

/** Somebody has read a message; it is not shown to them again. */
export function readMessage(
  base: Base,
  { message_id, staff_id }: { message_id: string; staff_id: string },
): Promise<void> {
  return transaction(base, async (base) => {
    if (!(await store.read(base.db, { message_id, staff_id, read_at: base.clock.now() }))) return;
    await audit.append(base, {
      kind: 'staff.message_read',
      actor: actor(staff_id),
      object: { kind: 'staff_message', id: message_id },
      outcome: 'ok',
    });
  });
}
