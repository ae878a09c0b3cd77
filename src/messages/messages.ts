/**
 * Messages: what is sent to people by SMS or mail (ADR 0029).
 * Owns the texts while they wait, the register of senders (senders.ts), and how often one address or
 * network is written to. Does not own retry and receipts (outbox), what a message is for (its
 * caller, who writes the event of that), nor whose a number is (identities).
 */
import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { seal } from '../crypto/seal.ts';
import * as outbox from '../outbox/outbox.ts';
import * as store from './store.ts';
import type { Channel, Lang, TemplateName, TemplateWords } from './templates.ts';

export { allow } from './pace.ts';
export { makeSenders, type Senders } from './senders.ts';
export {
  type Channel,
  type Lang,
  mailOnly,
  type TemplateName,
  type TemplateWords,
  templateNames,
} from './templates.ts';

export interface Message<T extends TemplateName = TemplateName> {
  channel: Channel;
  /** E.164, or a mail address. Undefined: to nobody, at the same cost (Never 11). */
  to: string | undefined;
  template: T;
  words: TemplateWords[T];
  lang: Lang;
  /** Milliseconds after which it is not sent any more. */
  lives_ms: number;
  /** One of very many that nobody waits for: it queues by itself, and no code waits behind it. */
  one_of_many?: true;
}

export const messagePlace = (row: string) => ({ table: 'messages', column: 'text_sealed', row });

/**
 * Writes down one message to be sent, in the caller's transaction; gives its id. Whether the channel
 * is configured for the template, the caller has asked (`senders.offers`).
 */
export async function owe<T extends TemplateName>(
  base: Base,
  message: Message<T>,
): Promise<string> {
  const { channel, template, to = null, words, lang, lives_ms } = message;
  const id = newId(base.clock);
  const now = base.clock.now();
  const expires_at = new Date(now.getTime() + lives_ms);
  await store.insert(base.db, {
    id,
    channel,
    template,
    text_sealed: seal(base.ring, messagePlace(id), JSON.stringify({ to, words, lang })),
    created_at: now,
    expires_at,
    sent_at: null,
  });
  const destination_id = `messages:${channel}${message.one_of_many ? ':many' : ''}`;
  await outbox.owe(base, [
    { destination_id, kind: 'message', body: { message_id: id }, expires_at },
  ]);
  return id;
}

/** Takes away texts that are too late, and rows that ended long ago; gives how many. A timed job calls it. */
export function removeOld(base: Base, limit = 1_000): Promise<number> {
  return store.removeOld(base.db, base.clock.now(), limit);
}
