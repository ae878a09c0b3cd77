import type { Words } from '../frame.ts';

/** Whether one service has confirmed a sign-out. */
export interface Receipt {
  client: Words | string;
  state: 'confirmed' | 'pending' | 'failed';
  at?: Date;
}
