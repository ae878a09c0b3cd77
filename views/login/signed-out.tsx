import type { Receipt } from '../components/receipts.tsx';
import type { PageFrame } from '../frame.ts';

export interface SignedOutProps {
  frame: PageFrame;
  /** What each service answered. */
  receipts: Receipt[];
  /** Back to the service that asked. */
  back?: string;
  /** Address of this page, to look again while some are pending. */
  again?: string;
  /** Address of a new sign-in. */
  sign_in?: string;
}
