import type { Base } from '../base.ts';
import * as messages from '../messages/messages.ts';
import * as sessions from '../sessions/sessions.ts';
import { contactsOf } from './proving.ts';

/** What a notice to the owner of an identity is written with; composed by the page that causes it. */
export interface Telling {
  senders: messages.Senders;
  /** An instant as people read it. */
  moment(at: Date, lang: messages.Lang): string;
  /**
   * Of the page that causes it, where the owner may be the one who reads it: for whoever was never
   * signed in. A page of staff says nothing of theirs.
   */
  lang?: messages.Lang;
}

const channels = { phone: 'sms', email: 'mail' } as const;

/** A message to whoever an identity is of. */
export interface Notice<T extends messages.TemplateName> {
  identity_id: string;
  template: T;
  /** In the language that it is sent in. */
  words(lang: messages.Lang): messages.TemplateWords[T];
  /** After that it is of no use to anybody. */
  until: Date;
  /** Who gets it: those addresses that are surely theirs, or the others; all, where it says nothing. */
  only?: 'sure' | 'unsure';
  /** Of a service and not of the account: in the language of the latest sign-in alone. */
  one_of_many?: true;
}

/**
 * Writes to every address that somebody has, in the caller's transaction; gives to how many. None is
 * left out for being unproved, unless the notice says so: one too many harms nobody, as long as nothing can be done with it. It
 * is in the language of their own latest sign-in, and not of who brings it about (ADR 0052); and, since that
 * may have been a thief's, in each other that was theirs within a year. Where a channel is not configured, the history alone tells.
 */
export async function tellContacts<T extends messages.TemplateName>(
  base: Base,
  { senders, lang: otherwise = 'zh-CN' }: Pick<Telling, 'senders' | 'lang'>,
  { identity_id, template, words, until, only, one_of_many }: Notice<T>,
): Promise<number> {
  if (!Object.values(channels).some((channel) => senders.offers(channel, template))) return 0;
  const lives_ms = Math.max(until.getTime() - base.clock.now().getTime(), 60_000);
  const known = await sessions.langsOf(base, identity_id);
  const langs = known.length === 0 ? [otherwise] : one_of_many ? known.slice(0, 1) : known;
  let told = 0;
  for (const { kind, value: to, sure } of await contactsOf(base, identity_id)) {
    if (only && sure !== (only === 'sure')) continue;
    const channel = channels[kind];
    if (!senders.offers(channel, template)) continue;
    const spoken = langs.map((lang) => senders.of(channel)?.speaks(template, lang) ?? lang);
    for (const lang of new Set(spoken)) {
      const message = { channel, to, template, words: words(lang), lang, lives_ms };
      await messages.owe(base, { ...message, ...(one_of_many && { one_of_many }) });
    }
    told += 1;
  }
  return told;
}
