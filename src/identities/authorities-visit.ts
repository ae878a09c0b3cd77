import { randomBytes, randomUUID } from 'node:crypto';
import type { Base } from '../base.ts';
import { CallFault, callSigned } from '../outbox/signed-call.ts';
import { readAnswer } from './authorities-ask.ts';
import type { Answer, AuthoritySettings, Claimed } from './checks.ts';

/** What the caller keeps, sealed, until the browser is back; it is taken once. */
export interface Remembered {
  transaction_no: string;
  /** Comes back with the browser. */
  state: string;
}

export interface Begun {
  url: string;
  remember: Remembered;
}

/**
 * Tells the authority whom to expect and learns where the browser goes. The photograph is taken and
 * compared there; nothing of it comes here.
 */
export async function beginVisit(
  base: Base,
  party: AuthoritySettings,
  { name, id_type, id_number }: Claimed,
  { return_to, lang }: { return_to: string; lang: string },
): Promise<Begun> {
  const remember = { transaction_no: randomUUID(), state: randomBytes(32).toString('base64url') };
  const back = new URL(return_to);
  back.searchParams.set('state', remember.state);
  const { transaction_no, url } = await callSigned(base.clock, party, {
    transaction_no: remember.transaction_no,
    method: 'face',
    step: 'begin',
    ...{ name, id_type, id_number, lang },
    return_to: back.href,
  });
  const pages = new URL(party.pages ?? party.url).origin;
  const right = typeof url === 'string' && URL.canParse(url) && new URL(url).origin === pages;
  if (transaction_no !== remember.transaction_no || !right) throw new CallFault('bad_answer');
  return { url, remember };
}

/**
 * The browser is back with a ticket, which only the one that went through the pages has: whoever
 * sent somebody else there in their place gets nothing. The authority says what came of it.
 */
export async function completeVisit(
  base: Base,
  party: AuthoritySettings,
  { transaction_no, state }: Remembered,
  params: Record<string, string>,
): Promise<Answer | 'cancelled'> {
  const { ticket } = params;
  if (params['state'] !== state || !ticket) return 'cancelled';
  const answer = await callSigned(base.clock, party, {
    ...{ transaction_no, method: 'face', step: 'result', ticket },
  });
  return readAnswer(base, 'face', { authority: party.authority, transaction_no }, answer);
}
