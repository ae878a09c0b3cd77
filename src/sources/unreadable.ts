import { Refusal } from '../errors.ts';

/**
 * An answer came to what one person brought (a code, a token, a ticket, a name), and it is none that
 * can be read: a firewall's page, an entry without end, a stumble over that one account. Whoever holds
 * an account there can bring that about at will, so it counts against the source only when several
 * people meet it, from different networks, and nobody gets through between (breaker.ts, ADR 3).
 */
export class Unreadable extends Refusal {
  constructor(fault: string) {
    super('sources.bad_answer', { words: { fault: fault.slice(0, 200) } });
  }
}
