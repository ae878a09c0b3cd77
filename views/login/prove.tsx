import type { PageFrame } from '../frame.ts';

export interface ProveProps {
  frame: PageFrame;
  /** The department account that has just come. */
  source_name: string;
  /** Where `choice` is posted: `prove` (the first button) or `separate`. */
  action: string;
  leave?: string;
}
