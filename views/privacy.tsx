import type { PageFrame } from './frame.ts';

/** The notice on its own, linked from every footer as /privacy. */
export interface PrivacyProps {
  frame: PageFrame;
}
