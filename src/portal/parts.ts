import type { Part } from '../../views/clients/app.tsx';
import type { At } from './at.ts';

/** The pages of one application that this deployment has. */
export const openParts = (_at: At): readonly Part[] => [
  'overview',
  'about',
  'contacts',
  'addresses',
  'protocol',
  'data',
  'credentials',
  'request',
  'log',
  'deliveries',
];
