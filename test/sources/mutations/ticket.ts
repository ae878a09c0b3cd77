import type { Arrival } from '../../../src/sources/contract.ts';
import { ticket } from '../../../src/sources/protocols/ticket.ts';
import { presets } from '../../../src/sources/protocols/ticket-presets.ts';
import { startTicketGateway } from '../../doubles/ticket-gateway.ts';
import { inWordsOf } from '../ticket-rig.ts';
import { asked, visiting } from './arriving.ts';
import { mutateJson, mutateText } from './mutators.ts';
import type { Family, Way } from './run.ts';

/**
 * The answers of a platform are not signed: what it says over TLS counts. But it says twice who came,
 * with the token and with the person, so that no mutant of one answer brings another account. That a
 * ticket counts once is not in question here: the platform takes it again and again.
 */
export async function start(): Promise<Family> {
  const platform = await startTicketGateway();
  const settings = { ...platform.settings, look: false, patience_ms: 10_000 };
  const mapping = presets['national']?.mapping ?? ticket.mapping;
  const source = visiting(ticket, settings, { name: 'ticket', mapping });
  platform.signsIn(
    inWordsOf.national({
      ...{ subject: 'p-1', name: '王测试', id_type: 'resident_id' },
      id_number: '220000190001010018',
    }),
  );
  platform.misdeeds = { takesTwice: true };
  const { to, remember } = await source.begin();
  const back = await platform.visit(to.url);
  const query = back.search.slice(1);
  const parsed = (text: string) => Object.fromEntries(new URLSearchParams(text));
  const isTruth = (came: unknown) => (came as Arrival).subject === 'p-1';
  if (!isTruth(await source.complete(asked(back), remember)))
    throw new Error('not taken as it was');
  const answers: Way<(body: string) => string> = {
    name: 'ticket, answers',
    share: 0.8,
    mutate: (chance) => (body) => mutateJson(chance, body),
    take(changes) {
      platform.misdeeds = { takesTwice: true, changes };
      return source.complete(asked(back), remember);
    },
    same: isTruth,
    tries: ({ refused }) => refused > 0,
  };
  const brought: Way<string> = {
    name: 'ticket, what the browser brings',
    share: 0.2,
    mutate(chance) {
      // Not undone by chance, and not a ticket that is gone: that is who gave up.
      for (;;) {
        const mutant = mutateText(chance, query);
        const { st, state } = parsed(mutant);
        if (st && (st !== parsed(query)['st'] || state !== parsed(query)['state'])) return mutant;
      }
    },
    take(mutant) {
      platform.misdeeds = { takesTwice: true };
      return source.complete(parsed(mutant), remember);
    },
    same: () => false,
    tries: ({ refused }) => refused > 0,
  };
  return { ways: [answers, brought], stop: platform.stop };
}
