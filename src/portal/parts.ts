import type { Part } from '../../views/clients/app.tsx';
import type { At } from './at.ts';

/** The pages of one application that this deployment has. */
export const openParts = ({ needs }: Pick<At, 'needs'>): readonly Part[] => [
  'overview',
  'about',
  'logo',
  'contacts',
  'addresses',
  'protocol',
  'data',
  'more',
  'credentials',
  // What it is tried with is there only: made-up citizens, failures at will.
  ...(needs.gate.sandbox ? (['acceptance', 'failures'] as const) : []),
  'request',
  'log',
  'deliveries',
];
