/**
 * Endings: what people are told of an application that they used and that ends (ADR 39).
 * Owns nothing: clients say which ends and when, sessions who used it, identities what a person reads
 * of it, messages what is sent.
 */
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import { contactsOf } from '../identities/proving.ts';
import * as serviceEnds from '../identities/service-ends.ts';
import * as messages from '../messages/messages.ts';

const channels = { phone: 'sms', email: 'mail' } as const;
const DAY_MS = 86_400_000;

/**
 * Tells people that a client ends, in the caller's transaction: a line in what they read of their
 * account, and a message to every address that is surely theirs, since it says where they were signed
 * in. Gives those to whom it is new.
 */
export const telling =
  (senders: messages.Senders): clients.EndingMeans['tell'] =>
  async (base, { id, names, department_id, ends_at }, identity_ids) => {
    const told = await serviceEnds.note(base, { client_id: id, department_id, identity_ids });
    const words = { service: names['zh-CN'], day: clients.dayOf(ends_at) };
    for (const identity_id of told) await write(base, senders, identity_id, words, ends_at);
    return told;
  };

async function write(
  base: Base,
  senders: messages.Senders,
  identity_id: string,
  words: messages.TemplateWords['service_ends'],
  ends_at: Date,
): Promise<void> {
  const template = 'service_ends';
  if (!Object.values(channels).some((channel) => senders.offers(channel, template))) return;
  // Of use a day longer than until then, where that is close or past.
  const lives_ms = Math.max(ends_at.getTime() - base.clock.now().getTime(), 0) + DAY_MS;
  for (const { kind, value: to, sure } of await contactsOf(base, identity_id)) {
    const channel = channels[kind];
    if (!sure || !senders.offers(channel, template)) continue;
    const message = { channel, to, template, words, lang: 'zh-CN', lives_ms } as const;
    await messages.owe(base, { ...message, one_of_many: true });
  }
}
