import type { PageFrame } from '../frame.ts';

export interface ToldProps {
  frame: PageFrame;
  /** `conflict`: signed in as an own identity, the number only claimed; `suspended`: older ways in wait for proof. */
  kind: 'conflict' | 'suspended';
  suspended?: { links: number; credentials: number; contacts: number };
  /** Where going on is posted. */
  action: string;
}
