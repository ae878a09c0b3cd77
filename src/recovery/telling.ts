import type { Base } from '../base.ts';
import { contactsOf } from '../identities/proving.ts';
import * as messages from '../messages/messages.ts';

/** What a notice to the owner of an identity is written with; composed by the page that causes it. */
export interface Telling {
  senders: messages.Senders;
  /** An instant as people read it. */
  moment(at: Date): string;
}

type Notice = 'recovery_begun' | 'recovery_begun_plain' | 'paper_printed' | 'regained';

const channels = { phone: 'sms', email: 'mail' } as const;

/**
 * Writes to every address that somebody has, in the caller's transaction; gives to how many. None is
 * left out for being unproved: a notice too many harms nobody, as long as nothing can be done with it. Where a channel is not configured, the
 * history alone tells.
 */
export async function tellContacts<T extends Notice>(
  base: Base,
  { senders }: Telling,
  notice: {
    identity_id: string;
    template: T;
    words: messages.TemplateWords[T];
    /** After that it is of no use to anybody. */
    until: Date;
    /** Who gets it: those that are surely theirs, or the others; all, where it says nothing. */
    only?: 'sure' | 'unsure';
  },
): Promise<number> {
  const { identity_id, template, words, until, only } = notice;
  const lives_ms = Math.max(until.getTime() - base.clock.now().getTime(), 60_000);
  let told = 0;
  for (const { kind, value: to, sure } of await contactsOf(base, identity_id)) {
    if (only && sure !== (only === 'sure')) continue;
    const channel = channels[kind];
    if (!senders.offers(channel, template)) continue;
    await messages.owe(base, { channel, to, template, words, lang: 'zh-CN', lives_ms });
    told += 1;
  }
  return told;
}
