import { isTemplate, type Lang, templates } from '../../src/messages/templates.ts';
import type { Text } from '../../test/doubles/sms-gateway.ts';

/** A text message as it lies on the telephone of that number, or a mail to that address. */
export interface Message {
  to: string;
  text: string;
  lang: string;
  at: string;
}

/** What was sent since the start, newest first; to one number, where one is named. */
export const messagesOf = (sent: readonly Text[], to?: string): Message[] =>
  sent
    .filter((text) => to === undefined || text.to === to)
    .map((text) => ({
      to: text.to,
      text: sentenceOf(text),
      lang: text.lang,
      at: text.at.toISOString(),
    }))
    .reverse();

/** Text messages and mails together, as they came. */
export const newestFirst = (messages: readonly Message[]): Message[] =>
  [...messages].sort((one, other) => (one.at < other.at ? 1 : -1));

/** What a route puts together of the registered template and the words that came. */
function sentenceOf({ template, words, lang }: Text): string {
  if (!isTemplate(template)) return Object.values(words).join(' ');
  const { text } = templates[template][lang as Lang];
  return (text as (words: object) => string)(words);
}

/** Every message has a template here in every language, under its own name; which one travels beside it. */
export const allTemplates = Object.keys(templates)
  .flatMap((name) => [`${name}=${name}`, `${name}.ko=${name}`, `${name}.en=${name}`])
  .join(',');
