import { mod112 } from '../../src/identities/check-digits.ts';
import type { Arrived } from '../../src/identities/identities.ts';

let count = 0;

/** A resident number of nobody: area 220000, the next free sequence. */
export function number(): string {
  count += 1;
  const day = new Date(Date.UTC(1950, 0, 1 + Math.floor(count / 500))).toISOString().slice(0, 10);
  const first = `220000${day.replaceAll('-', '')}${String((count % 500) + 1).padStart(3, '0')}`;
  return first + mod112(first);
}

/** An account that a department issued at its counter. */
export function issued(
  subject: string,
  changes: Partial<Arrived> & { source_id?: string } = {},
): Arrived {
  return {
    source_id: 'gjj',
    subject,
    attributes: { name: '张测试', id_type: 'resident_id', id_number: '220000190001010018' },
    level: 3,
    registration: 'issued',
    evidence_days: 365,
    authority: '220000-gjj',
    ...changes,
  };
}

/** An account that anybody could have made for themselves. */
export function selfMade(subject: string, changes: Partial<Arrived> = {}): Arrived {
  return issued(subject, {
    source_id: 'forum',
    registration: 'self_registered',
    level: 1,
    authority: '220000-forum',
    ...changes,
  });
}

/** The same person, as another department knows them. */
export const atYibao = (subject: string, changes: Partial<Arrived> = {}): Arrived =>
  issued(subject, { source_id: 'yibao', authority: '220000-yibao', ...changes });
