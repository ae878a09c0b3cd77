/**
 * Recovery: how somebody comes in, or in again, who has no way in that works. Owns the claim papers
 * that counters print for whoever showed a document there, the recoveries that wait after a check
 * (recoveries.ts), and the setting of a password on such a proof (regain.ts). Does not own whose document it is, nor what a proof is worth (identities), nor
 * the password (credentials), nor which page comes when (login).
 */
export { countersOf, type Found, find, openOf, PAPER_DAYS, type Printed, print } from './papers.ts';
export { list, read, type Seen, stateOf, voidByOwner, voidByStaff } from './papers-seen.ts';
export {
  type CheckMethod,
  come,
  type Standing,
  stopByCode,
  stopByOwner,
  waitingOf,
} from './recoveries.ts';
export { type Proof, regain } from './regain.ts';
