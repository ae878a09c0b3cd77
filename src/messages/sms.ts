import type { Clock } from '../clock.ts';
import type { Outcome } from '../outbox/attempt.ts';
import { CallFault, callSigned, type SignedParty } from '../outbox/signed-call.ts';
import type { Sender } from './sender.ts';

/** A gateway of SMS routes that speaks our signed call (ADR 0029). */
export interface SmsSettings extends SignedParty {
  /** The route's code of each template, by `template` or `template.lang`. */
  templates: Readonly<Record<string, string>>;
}

/** What the gateway says of a message that it would never take, whoever asks again. */
const lasting = new Set(['number', 'blocked', 'duplicate', 'template', 'words']);
/** What may pass: its own limits, its account, its routes. */
const passing = new Set(['limit', 'balance', 'route']);

/**
 * Posts `{ id, to, template, words, lang }` and takes `{ accepted: true }` for its word, or
 * `{ accepted: false, reason }`. `duplicate` means that this id was accepted before: an attempt whose
 * answer was lost.
 */
export function smsSender(settings: SmsSettings, clock: Clock): Sender {
  const { templates, ...party } = settings;
  const codeOf = (template: string, lang: string) =>
    templates[`${template}.${lang}`] ?? templates[template];
  return {
    carries: (template) => templates[template] !== undefined,
    speaks: (template, lang) => (templates[`${template}.${lang}`] === undefined ? 'zh-CN' : lang),
    async send({ id, to, template, words, lang }): Promise<Outcome> {
      const code = codeOf(template, lang);
      if (!code) return { ok: false, fault: 'template_unregistered', final: true };
      const texts = Object.fromEntries(
        Object.entries(words).map(([name, value]) => [name, String(value)]),
      );
      try {
        const answer = await callSigned(clock, party, {
          id,
          to,
          template: code,
          words: texts,
          lang,
        });
        return read(answer);
      } catch (fault) {
        if (fault instanceof CallFault) return { ok: false, fault: fault.word };
        throw fault;
      }
    },
  };
}

function read({ accepted, reason }: Record<string, unknown>): Outcome {
  if (accepted === true) return { ok: true, status: 200 };
  if (accepted !== false || typeof reason !== 'string') return { ok: false, fault: 'bad_answer' };
  if (reason === 'duplicate') return { ok: true, status: 208 };
  if (lasting.has(reason)) return { ok: false, fault: `refused_${reason}`, final: true };
  return { ok: false, fault: passing.has(reason) ? `refused_${reason}` : 'refused' };
}
