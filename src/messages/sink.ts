import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import * as deployment from '../deployment.ts';
import type { Sender, Sending } from './sender.ts';
import type { Senders } from './senders.ts';
import * as store from './sink-store.ts';
import { type Channel, isTemplate, type Lang, type TemplateName, templates } from './templates.ts';

/**
 * What a sandbox would have sent to its citizens, for developers to read (ADR 0044): nothing leaves.
 * What is for developers themselves is sent in earnest: by a code that lay open here, anybody would
 * come in as anybody.
 */

const KEPT_MS = 3_600_000;
/** A developer looks for what came a moment ago. */
const SHOWN = 200;

/** Whose messages are no citizen's. */
const toDevelopers: ReadonlySet<TemplateName> = new Set(['developer_code', 'developer_invited']);

const place = (row: string) => ({ table: 'sandbox_messages', column: 'text_sealed', row });

/** The senders of a sandbox, over those that are configured. */
export function sunk(base: Base, real: Senders): Senders {
  const sink = (channel: Channel): Sender => ({
    carries: (template) => !toDevelopers.has(template) || real.offers(channel, template),
    speaks: (_, lang) => lang,
    async send(message) {
      const sender = real.of(channel);
      if (toDevelopers.has(message.template))
        return sender ? sender.send(message) : { ok: false, fault: 'not_configured' };
      await keep(base, channel, message);
      return { ok: true, status: 204 };
    },
  });
  const made = { sms: sink('sms'), mail: sink('mail') };
  return {
    of: (channel) => made[channel],
    offers: (channel, template) => made[channel].carries(template),
  };
}

async function keep(base: Base, channel: Channel, message: Sending): Promise<void> {
  await deployment.onlyInSandbox(base);
  const { id, to, template, words, lang } = message;
  const at = base.clock.now();
  await store.insert(base.db, {
    ...{ id, channel, template, at, expires_at: new Date(at.getTime() + KEPT_MS) },
    text_sealed: seal(base.ring, place(id), JSON.stringify({ to, words, lang })),
  });
}

/** One message as it would have been read. */
export interface Sunk {
  channel: Channel;
  to: string;
  text: string;
  lang: Lang;
  at: Date;
}

/** Those of the last hour, newest first; to one number or address, where one is given. Throws outside a sandbox. */
export async function read(base: Base, to?: string): Promise<Sunk[]> {
  await deployment.onlyInSandbox(base);
  const rows = await store.newest(base.db, base.clock.now(), SHOWN);
  const all = rows.map(({ id, channel, template, text_sealed, at }) => {
    const said = JSON.parse(open(base.ring, place(id), text_sealed)) as Said;
    return { channel, to: said.to, text: textOf(template, said), lang: said.lang, at };
  });
  const wanted = to?.replace(/\s/g, '').toLowerCase();
  return wanted ? all.filter((one) => one.to.toLowerCase().includes(wanted)) : all;
}

interface Said {
  to: string;
  words: Record<string, string | number>;
  lang: Lang;
}

function textOf(template: string, { words, lang }: Said): string {
  if (!isTemplate(template)) return Object.values(words).join(' ');
  return (templates[template][lang].text as (words: object) => string)(words);
}

/** Forgets what is over; gives how many. A timed job calls it. */
export const removeOld = (base: Base, limit: number): Promise<number> =>
  store.removeOld(base.db, base.clock.now(), limit);
