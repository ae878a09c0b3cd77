import type { PageFrame, Words } from './frame.ts';
import type { Catalogue } from './locales/zh-CN.ts';

/** What the person can do now; the words of each kind are in the catalogue. */
export type WayOn =
  | { kind: 'client'; href: string; name: Words | string }
  | { kind: 'again' | 'other_way' | 'account' | 'home'; href: string };

export interface ErrorProps {
  frame: PageFrame;
  /** A code of src/errors.ts; the sentences are `refusals[code]` of the catalogue. */
  refusal: keyof Catalogue['refusals'];
  field?: string;
  /** Fills `{placeholders}` of the sentences; never personal data. */
  words?: Record<string, string | number>;
  /** Seconds until it is worth trying again. */
  retry_after?: number;
  /** The first is the primary button. The help line is always there. */
  ways_on: WayOn[];
}
