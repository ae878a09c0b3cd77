import type { Remembered } from '../identities/authorities.ts';
import type { CheckMethod, Claimed } from '../identities/identities.ts';

/** What is known of a check that somebody signed in has chosen as their way up; sealed with the sign-in. */
export interface Checking {
  method: CheckMethod;
  /** What the authority is asked about. */
  claimed?: Claimed;
  /** E.164; a code went there. */
  phone?: string;
  code_id?: string;
  /** The code was right. */
  proved?: true;
  /** The visit to the authority's pages. */
  face?: Remembered;
}

/** What of it decides the next step (next.ts). */
export interface KnownChecking {
  method: CheckMethod;
  said: boolean;
  code_sent: boolean;
  proved: boolean;
}

export const knownOf = ({ method, claimed, code_id, proved }: Checking): KnownChecking => ({
  method,
  said: claimed !== undefined,
  code_sent: code_id !== undefined,
  proved: proved === true,
});
