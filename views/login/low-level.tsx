import type { PageFrame } from '../frame.ts';

/** The sign-in worked, but reaches less than the service needs. */
export interface LowLevelProps {
  frame: PageFrame;
  level: number;
  needed_level: number;
  /** Address (GET) of the picker, to choose a way that reaches it. */
  other: string;
  /** Where to post in order to go back to the service. */
  leave?: string;
}
