import { type Clock, systemClock } from '../../../src/clock.ts';
import { arrivalOf } from '../../../src/sources/arrival.ts';
import type {
  Arrival,
  Caller,
  Means,
  Protocol,
  SpokenVisit,
} from '../../../src/sources/contract.ts';
import type { Mapping } from '../../../src/sources/mapping.ts';
import { openPolicy } from '../../../src/sources/policy.ts';
import type { ProtocolName } from '../../../src/sources/register.ts';
import type { SourceRow } from '../../../src/sources/store.ts';

export const CALLBACK = 'http://localhost:3000/callback/fund';

/** What a protocol is given: that an answer counts once is held elsewhere, here it comes again and again. */
export const meansWith = (mapping: Mapping, clock: Clock = systemClock): Means => ({
  ...{ clock, source_id: 'fund', mapping },
  document: async () => undefined,
  once: async () => true,
});

/** A protocol that the browser visits, spoken without a database, with what every source does after it. */
export function visiting(
  protocol: Protocol,
  settings: Record<string, unknown>,
  {
    name,
    mapping = protocol.mapping,
    clock,
  }: { name: ProtocolName; mapping?: Mapping; clock?: Clock },
) {
  const spoken = protocol.open(settings, meansWith(mapping, clock)) as SpokenVisit;
  const row = {
    ...openPolicy,
    ...{ id: 'fund', protocol: name, mapping, ceiling: 4, state: 'live', evidence_days: 365 },
    ...{ registration: 'issued', department_code: 'fund-centre' },
  } as SourceRow;
  return {
    begin: () => spoken.begin({ state: STATE, callback: CALLBACK }),
    async complete(
      params: Record<string, string>,
      remembered: Record<string, unknown>,
    ): Promise<Arrival | 'cancelled'> {
      const caller: Caller | 'cancelled' = await spoken.complete({ params }, remembered);
      return caller === 'cancelled' ? caller : arrivalOf(row, caller);
    },
  };
}

export const STATE = 'of-this-visit';

export const asked = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams);
