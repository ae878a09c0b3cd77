import { randomUUID } from 'node:crypto';
import type { Base } from '../base.ts';
import { CallFault, callSigned } from '../outbox/signed-call.ts';
import {
  type Answer,
  type AuthoritySettings,
  type CheckMethod,
  type Claimed,
  checkedBy,
} from './checks.ts';

/**
 * One signed call (outbox/signed-call.ts): `{ transaction_no, method, name, id_type, id_number,
 * phone }` goes, `{ transaction_no, result }` comes. Throws CallFault.
 */
export async function askAuthority(
  base: Base,
  party: AuthoritySettings,
  method: 'name_and_number' | 'operator',
  { name, id_type, id_number, phone }: Claimed,
): Promise<Answer> {
  if (method === 'operator' && !phone) throw new Error('operators are asked about a telephone');
  const transaction_no = randomUUID();
  const about = { name, id_type, id_number, ...(method === 'operator' && { phone }) };
  const answer = await callSigned(base.clock, party, { transaction_no, method, ...about });
  return readAnswer(base, method, { authority: party.authority, transaction_no }, answer);
}

/** The answer to this very transaction, or a fault: nothing is taken for a yes but `match`. */
export function readAnswer(
  base: Base,
  method: CheckMethod,
  expected: { authority: string; transaction_no: string },
  { transaction_no, result }: Record<string, unknown>,
): Answer {
  if (transaction_no !== expected.transaction_no) throw new CallFault('other_transaction');
  if (result === 'match') return checkedBy(base, method, expected);
  if (result === 'no_match' || result === 'not_covered') return result;
  throw new CallFault('bad_answer');
}
