import { inWords, type Lang, type Words } from '../frame.ts';
import type { ConsoleFrame } from './console.tsx';

export type Range = '1h' | '24h' | '30d';

export interface Place {
  id: string;
  names: Words;
  department_names: Words;
}

interface Taken {
  median?: number;
  p99?: number;
}

export interface Line extends Place {
  succeeded: number;
  failed: number;
  refused: number;
  taken: Taken;
}

/** What the page shows; see src/admin/statistics.ts. */
export interface Found {
  moments: readonly Date[];
  series: Record<'succeeded' | 'failed' | 'refused' | 'hops' | 'sessions', readonly number[]>;
  causes: readonly { outcome: string; code: string; count: number }[];
  taken: { steps: readonly Taken[]; whole: Taken };
  lines: { sources: readonly Line[]; clients: readonly Line[] };
  now: {
    sessions: number | undefined;
    conflicts: number | undefined;
    deliveries: { count: number; oldest_at?: Date } | undefined;
  };
  choices: { sources: readonly Place[]; clients: readonly Place[] };
  regions: readonly { code: string; names: Words; level?: string | null }[];
  /** All of the province: Songhua's own accounts are among the sources then. */
  whole: boolean;
}

export interface DashboardProps {
  frame: ConsoleFrame;
  asked: { range: Range; of?: string | undefined; region?: string | undefined };
  found: Found;
  now: Date;
  /** This page with other filters. */
  hrefOf(changes: Record<string, string | undefined>): string;
}

/** A name with what tells two of the same name apart. */
export const placeWords = ({ names, department_names }: Place, lang: Lang) =>
  `${inWords(names, lang)} · ${inWords(department_names, lang)}`;
