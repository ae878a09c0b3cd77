import type { PageFrame } from '../frame.ts';

export interface VisitProps {
  frame: PageFrame;
  source: { name: string };
  /** The department's address and what is posted to it. */
  url: string;
  fields: Record<string, string>;
}
