import type { Base } from '../base.ts';
import { contactsOf } from '../identities/proving.ts';
import * as messages from '../messages/messages.ts';

/** What a notice to the owner of an identity is written with; composed by the page that causes it. */
export interface Telling {
  senders: messages.Senders;
  /** An instant as people read it. */
  moment(at: Date): string;
  /** The address at which the code of a notice says no. */
  stopAt(code: string): string;
}

const channels = { phone: 'sms', email: 'mail' } as const;

/**
 * Writes to every address that somebody has, in the caller's transaction; gives to how many. None is
 * left out for being unproved: a notice too many harms nobody. Where a channel is not configured, the
 * history alone tells.
 */
export async function tellContacts(
  base: Base,
  { senders, moment, stopAt }: Telling,
  of: { identity_id: string; code: string; until: Date },
): Promise<number> {
  let told = 0;
  for (const { kind, value: to } of await contactsOf(base, of.identity_id)) {
    const channel = channels[kind];
    if (!senders.offers(channel, 'recovery_begun')) continue;
    await messages.owe(base, {
      ...{ channel, to, template: 'recovery_begun', lang: 'zh-CN' },
      words: { until: moment(of.until), link: stopAt(of.code) },
      lives_ms: Math.max(of.until.getTime() - base.clock.now().getTime(), 60_000),
    });
    told += 1;
  }
  return told;
}
