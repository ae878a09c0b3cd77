/**
 * Endings: what people are told of an application that they used and that ends (ADR 39).
 * Owns nothing: clients say which ends and when, sessions who used it, identities what a person reads
 * of it, messages what is sent.
 */
import * as clients from '../clients/clients.ts';
import * as serviceEnds from '../identities/service-ends.ts';
import { tellContacts } from '../identities/telling.ts';
import type { Senders } from '../messages/messages.ts';

const DAY_MS = 86_400_000;

/**
 * Tells people that a client ends, in the caller's transaction: a line in what they read of their
 * account, and a message to every address that is surely theirs, since it says where they were signed
 * in. Gives those to whom it is new.
 */
export const telling =
  (senders: Senders): clients.EndingMeans['tell'] =>
  async (base, { id, names, department_id, ends_at }, identity_ids) => {
    const told = await serviceEnds.note(base, { client_id: id, department_id, identity_ids });
    // Of use a day longer than until then, where that is close or past.
    const now = base.clock.now().getTime();
    const until = new Date(Math.max(ends_at.getTime(), now) + DAY_MS);
    for (const identity_id of told)
      await tellContacts(
        base,
        { senders },
        {
          ...{ identity_id, template: 'service_ends', until, only: 'sure', one_of_many: true },
          words: (lang) => ({ service: names[lang], day: clients.dayOf(ends_at) }),
        },
      );
    return told;
  };
