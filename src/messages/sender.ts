import type { Outcome } from '../outbox/attempt.ts';
import type { Lang, TemplateName } from './templates.ts';

/** One message as a sender gets it; `id` is the same at every attempt. */
export interface Sending {
  id: string;
  to: string;
  template: TemplateName;
  words: Record<string, string | number>;
  lang: Lang;
}

/**
 * One way to people. `send` makes one attempt and says what came of it: a fault is a word without
 * address or content, `final` when the same message would meet it again. It ends within 15 s and
 * never throws for what the other side does. May be called again with the same id.
 */
export interface Sender {
  send(message: Sending): Promise<Outcome>;
  /** Whether this way can carry a template: an SMS route knows those registered with it. */
  carries(template: TemplateName): boolean;
  /** The language in which it says that, asked for this one: a route knows what is registered with it. */
  speaks(template: TemplateName, lang: Lang): Lang;
}
