import type { PageFrame } from '../frame.ts';

export interface ContinueAsProps {
  frame: PageFrame;
  masked_name: string;
  /** Where going on as this person is posted. */
  action: string;
  /** Address (GET) of signing in as somebody else. */
  other: string;
}
