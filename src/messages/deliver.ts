import { open } from '../crypto/seal.ts';
import type { Handler } from '../outbox/attempt.ts';
import { messagePlace } from './messages.ts';
import type { Senders } from './senders.ts';
import * as store from './store.ts';
import { isTemplate, type Lang } from './templates.ts';

interface Text {
  to: string | null;
  words: Record<string, string | number>;
  lang: Lang;
}

/**
 * The outbox's handler of messages: one attempt through the sender of its channel. A text that is
 * too late is not sent, and once sent or refused for good it is gone; the receipt stays.
 */
export const deliverMessage =
  (senders: Senders): Handler<'message'> =>
  async (base, { body: { message_id } }) => {
    const row = await store.read(base.db, message_id);
    // An attempt that ended between the sending and its receipt is not made twice.
    if (row?.sent_at) return { ok: true, status: 208 };
    const now = base.clock.now();
    if (!row?.text_sealed || row.expires_at <= now) return end('too_late');
    const sender = senders.of(row.channel);
    if (!sender) return { ok: false, fault: 'not_configured' };
    const { to, words, lang } = JSON.parse(
      open(base.ring, messagePlace(row.id), row.text_sealed),
    ) as Text;
    const { template } = row;
    if (!isTemplate(template)) return end('template_unknown');
    // Asked for by a stranger, about nobody: it cost as much to write down, and goes nowhere.
    const outcome =
      to === null
        ? ({ ok: true, status: 204 } as const)
        : await sender.send({ id: row.id, to, template, words, lang });
    if (outcome.ok) await store.end(base.db, row.id, base.clock.now());
    else if (outcome.final) await store.end(base.db, row.id, null);
    return outcome;

    async function end(fault: string) {
      await store.end(base.db, message_id, null);
      return { ok: false, fault, final: true } as const;
    }
  };
