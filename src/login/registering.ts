import type { Remembered } from '../identities/authorities.ts';
import type { Checked, Claimed } from '../identities/identities.ts';

/** What is known of somebody who registers, within a sign-in; sealed with it. */
export interface Registering {
  /** E.164, as typed; a code went there. */
  phone?: string;
  code_id?: string;
  /** The code was right. */
  proved?: true;
  /** Somebody here had proved that telephone before. */
  known_phone?: boolean;
  /** The version of the notice that was accepted. */
  notice?: string;
  /** What was typed for the check that is under way, or was made. */
  claimed?: Claimed;
  /** A comparison of faces was chosen, and is not made yet. */
  face_chosen?: true;
  /** The visit to the authority's pages. */
  face?: Remembered;
  check?: Checked;
  /** Checked, or skipped. */
  check_done?: true;
  /** An older account is asked after: of everybody at level 1, of others when the number is owned. */
  asks?: 'everybody' | 'owner';
  join?: 'separate';
}

/** What of it decides the next step (next.ts). */
export interface KnownRegistering {
  code_sent: boolean;
  proved: boolean;
  notice_accepted: boolean;
  face_chosen: boolean;
  check_done: boolean;
  asks: boolean;
}

/** Where nobody can be asked, nothing is. */
export function knownOf(registering: Registering, nobody_to_ask: boolean): KnownRegistering {
  const { code_id, proved, notice, face_chosen, check_done, asks, join } = registering;
  return {
    code_sent: code_id !== undefined,
    proved: proved === true,
    notice_accepted: notice !== undefined,
    face_chosen: face_chosen === true,
    check_done: check_done === true || nobody_to_ask,
    asks: asks !== undefined && join === undefined,
  };
}
