import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import type { Senders, TemplateName } from '../messages/messages.ts';
import * as messages from '../messages/messages.ts';
import { outagesOf } from '../outbox/outages.ts';
import { about } from './drafting.ts';
import * as store from './news-store.ts';
import { contactsOf } from './proposal.ts';
import { byId } from './store.ts';

/**
 * What those who answer for a client are told by mail. It is written down in the transaction of what
 * happened, and sent beside requests: what happens need not know whether mail is set up.
 */

export type News = store.NewsRow['kind'];

/** The mail of each. */
const templates = {
  review_due: 'client_review_due',
  review_late: 'client_review_late',
  resumed: 'client_resumed',
  answers_again: 'client_answers_again',
  receipt_owed: 'client_receipt_owed',
} as const satisfies Record<News, TemplateName>;

/** Of a server that was away: less than this nobody has to know of. */
const AWAY_MS = 3_600_000;
/** A mail that could not be sent for so long says nothing new. */
const LIVES_MS = 3 * 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Writes one down, in the caller's transaction; `about_at` is the day it speaks of. */
export function note(base: Base, client_id: string, kind: News, about_at: Date): Promise<void> {
  const at = base.clock.now();
  return store.insert(base, { id: newId(base.clock), client_id, kind, about_at, at });
}

/**
 * A destination answers again, for the caller's transaction, before its event: those who answer for
 * the client are told, where it was away for an hour or longer.
 */
export async function noteBack(
  base: Base,
  { destination_id, client_id }: { destination_id: string; client_id: string },
): Promise<void> {
  const [away] = await outagesOf(base, destination_id, 1);
  if (!away || away.back_at || !(await byId(base, client_id))) return;
  if (base.clock.now().getTime() - away.since.getTime() < AWAY_MS) return;
  await note(base, client_id, 'answers_again', away.since);
}

export interface Telling {
  senders: Senders;
  issuer: string;
  /** Of whoever has a mail address, where that is known. */
  langOf(base: Base, address: string): Promise<messages.Lang | undefined>;
}

/** The timed job: sends one, to each in their language; false when there is none. Where mail is not set up, the pages alone say it. */
export function tellOne(base: Base, { senders, issuer, langOf }: Telling): Promise<boolean> {
  return transaction(base, async (base) => {
    const row = await store.take(base);
    if (!row) return false;
    const client = await byId(base, row.client_id);
    const contacts = client && contactsOf(base, client);
    if (!client) return true;
    const template = templates[row.kind];
    const addresses = [contacts?.responsible, contacts?.technical, contacts?.duty].flatMap(
      (one) => one?.mail.toLowerCase() ?? [],
    );
    const to = senders.offers('mail', template) ? [...new Set(addresses)] : [];
    const rest = { day: dayOf(row.about_at), link: `${issuer}/clients/apps/${client.id}` };
    for (const address of to) {
      const lang = (await langOf(base, address)) ?? 'zh-CN';
      const words = { service: client.names[lang], ...rest };
      await messages.owe(base, {
        ...{ channel: 'mail', to: address, template, words, lang, lives_ms: LIVES_MS },
      });
    }
    await audit.append(base, {
      ...about(client.id, { kind: 'system' }),
      kind: 'client.contacts_told',
      detail: { what: row.kind, mails: to.length },
    });
    return true;
  });
}

/** The day of an instant in the province: yyyy-mm-dd. */
export const dayOf = (at: Date): string =>
  new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
