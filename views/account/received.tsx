import type { PageFrame, Words } from '../frame.ts';

export interface ReceivedRow {
  client: Words | string;
  owner: Words | string;
  /** Scopes: openid profile phone realname idno. */
  scopes: string[];
  first_at: Date;
  last_at: Date;
}

export interface ReceivedProps {
  frame: PageFrame;
  rows: ReceivedRow[];
  /** Address of the next, older page. */
  next?: string;
}
