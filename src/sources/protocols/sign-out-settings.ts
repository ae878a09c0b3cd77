import { z } from 'zod';
import { Refusal } from '../../errors.ts';
import { goings } from '../contract.ts';

/** The setting of every protocol that has a sign-out. */
export const going = z
  .enum(goings)
  .optional()
  .describe(
    'Whether whoever signs out here is taken on to sign out there: `never` (also when it is not said), `offer` a button, or `always`.',
  );

/** Where a source tells of sign-outs, and sends browsers back to after one. */
export const signOutAddress = (callback: string): string => `${callback}/logout`;

/** A message about a sign-out does not hold; `fault` is what the operator reads. */
export const badSignOut = (fault: string): Refusal =>
  new Refusal('sources.bad_sign_out', { words: { fault: fault.slice(0, 200) } });
