import type { Done } from '../components/done.tsx';
import type { PageFrame, Words } from '../frame.ts';

export interface HomeProps {
  frame: PageFrame;
  done?: Done;
  who: {
    masked_name: string;
    /** A name in another script, for display. */
    alias?: string;
    /** Type as src/identities/identifiers.ts names it, and the masked number. */
    documents: { type: string; masked: string; standing: 'claimed' | 'owned' }[];
    masked_phone?: string;
    level: number;
    level_until?: Date;
  };
  /** Names of the sources that are linked. */
  ways: { sources: (Words | string)[]; password: boolean };
  sessions: { device: string; started_at: Date; current: boolean }[];
  received: { clients: number; last?: { client: Words | string; at: Date } };
}
