import type { Base } from '../../src/base.ts';
import * as sink from '../../src/messages/sink.ts';
import type { Message } from './messages.ts';

/** What a sandbox would have sent to its citizens, beside the mails that it sends to developers. */
export const keptIn =
  (base: Base) =>
  async (only?: string): Promise<Message[]> =>
    (await sink.read(base))
      .filter(({ to }) => only === undefined || to === only)
      .map(({ to, text, lang, at }) => ({ to, text, lang, at: at.toISOString() }));
