import type { Done } from '../components/done.tsx';
import type { Receipt } from '../components/receipts.tsx';
import type { PageFrame, Words } from '../frame.ts';

export interface SessionRow {
  id: string;
  device: string;
  network: string;
  started_at: Date;
  current: boolean;
  /** The source signed in through; absent for the account of Songhua itself. */
  source_name?: Words | string;
  level: number;
  clients: (Words | string)[];
}

export interface EndedRow {
  id: string;
  device: string;
  ended_at: Date;
  /** `end_reason` of the session; one of `account.sessions.reasons`, else told as "ended". */
  reason: string;
  receipts: Receipt[];
}

export interface SessionsProps {
  frame: PageFrame;
  done?: Done;
  sessions: SessionRow[];
  /** Ended lately, with what each service answered. */
  ended: EndedRow[];
}
