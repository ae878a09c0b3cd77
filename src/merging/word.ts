import type { AuditEvent } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import type { Word } from './store.ts';

/** Two people, never one twice: throws Refusal `merging.two_needed`. Proofs are weighed in own.ts. */
export function checkWord(word: Word): void {
  if (word.kind === 'approval' && word.asked_by === word.decided_by)
    throw new Refusal('merging.two_needed');
  if (word.kind === 'own' && word.proofs.length !== 2) throw new Refusal('merging.two_needed');
}

/** Who did it: the one who decided, or the person. */
export const actorOf = (word: Word, identity_id: string): AuditEvent['actor'] =>
  word.kind === 'approval'
    ? { kind: 'staff', id: word.decided_by }
    : { kind: 'identity', id: identity_id };

/** What the event says of the word: ids. */
export const detailOf = (word: Word): NonNullable<AuditEvent['detail']> =>
  word.kind === 'approval'
    ? { by: word.kind, approval_id: word.approval_id, asked_by: word.asked_by }
    : { by: word.kind };
