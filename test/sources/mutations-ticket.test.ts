import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Caller, SpokenVisit } from '../../src/sources/contract.ts';
import { ticket as protocol } from '../../src/sources/protocols/ticket.ts';
import { presets } from '../../src/sources/protocols/ticket-presets.ts';
import { startTicketGateway, type TicketGateway } from '../doubles/ticket-gateway.ts';
import { mutateJson, mutateText, noneAccepted } from './mutate.ts';
import { CALLBACK, inWordsOf } from './ticket-rig.ts';

/**
 * The answers of a platform are not signed: what it says over TLS counts. But it says twice who came,
 * with the token and with the person, so that no mutant of one answer brings another account. That a
 * ticket counts once is not in question here: the platform takes it again and again.
 */
let platform: TicketGateway;
let source: SpokenVisit;

beforeAll(async () => {
  platform = await startTicketGateway();
  const opened = protocol.open(
    { ...platform.settings, look: false, patience_ms: 10_000 },
    {
      clock: systemClock,
      source_id: 'fund',
      mapping: presets['national']?.mapping ?? protocol.mapping,
      document: async () => undefined,
      once: async () => true,
    },
  );
  if (opened.kind !== 'visit') throw new Error('a platform is visited');
  source = opened;
  platform.signsIn(
    inWordsOf.national({
      ...{ subject: 'p-1', name: '王测试', id_type: 'resident_id' },
      id_number: '220000190001010018',
    }),
  );
});
afterAll(() => platform?.stop());

async function visited() {
  platform.misdeeds = { takesTwice: true };
  const { to, remember } = await source.begin({ state: 'of-this-visit', callback: CALLBACK });
  return { back: await platform.visit(to.url), remember };
}
const parsed = (text: string) => Object.fromEntries(new URLSearchParams(text));

test('answers that were changed are refused, or let the same person in', async () => {
  const { back, remember } = await visited();
  await noneAccepted<(body: string) => string>({
    name: 'ticket answers',
    share: 0.4,
    mutate: (chance) => (body) => mutateJson(chance, body),
    take(mutant) {
      platform.misdeeds = { takesTwice: true, changes: mutant };
      return source.complete({ params: parsed(back.search) }, remember);
    },
    same: (came) => (came as Caller).subject === 'p-1',
  });
}, 200_000);

test('what the browser brings is refused when it was changed', async () => {
  const { back, remember } = await visited();
  const query = back.search.slice(1);
  await noneAccepted<string>({
    name: 'tickets',
    share: 0.1,
    mutate(chance) {
      // Not undone by chance, and not a ticket that is gone: that is who gave up.
      for (;;) {
        const mutant = mutateText(chance, query);
        const { st, state } = parsed(mutant);
        if (st && (st !== parsed(query)['st'] || state !== parsed(query)['state'])) return mutant;
      }
    },
    take: (mutant) => source.complete({ params: parsed(mutant) }, remember),
    same: () => false,
  });
  const arrival = (await source.complete({ params: parsed(query) }, remember)) as Caller;
  expect(arrival.subject).toBe('p-1');
});
