import { moves as consents } from '../consents/moves.ts';
import { moves as credentials } from '../credentials/moves.ts';
import { moves as identities } from '../identities/moves.ts';
import type { Move } from '../moves.ts';
import { moves as records } from '../records/moves.ts';
import { moves as recovery } from '../recovery/moves.ts';
import { moves as sessions } from '../sessions/moves.ts';

/**
 * All that goes along with an identity, in this order; back in the opposite one. A test reads the
 * database's catalogue: a column that names an identity is here, or among the exemptions.
 */
export const moves: readonly Move[] = [
  ...identities,
  ...credentials,
  ...sessions,
  ...consents,
  ...records,
  ...recovery,
];

/**
 * Columns that name an identity and stay when it is absorbed, each with its reason. `*` stands for
 * JSON in which ids of identities occur.
 */
export const exemptions: Readonly<Record<string, string>> = {
  'identities.merged_into': 'it says that the identity was absorbed, and by which',
  'merges.survivor_id': 'the list of what was joined is what separating goes by',
  'merges.absorbed_id': 'the list of what was joined is what separating goes by',
  'subject_aliases.identity_id':
    'of an absorbed identity it sleeps until that is separated; the survivor is given its own',
  'subject_aliases.subject_of': 'whose subject a sector was told does not change afterwards',
  'participants.subject_of': 'whose subject a client was told does not change afterwards',
  'records.subject_of': 'whose subject a department named: by it a case goes back',
  'told_apart.one_id': 'a decision about two people; looked up through whoever absorbed them since',
  'told_apart.other_id':
    'a decision about two people; looked up through whoever absorbed them since',
  'support_openings.identity_id': 'an opening of minutes, of the identity as it was found',
  'account_proofs.identity_id': 'a proof of minutes, checked against the identity when it is used',
  'sandbox_citizens.identity_id':
    'the made-up citizens of a sandbox, who are shared and cannot be changed: as which they were made',
  'grants.account_id':
    'what was granted to an absorbed identity speaks for nobody: the engine finds no account; separated, it does again',
  'refresh_tokens.payload *': 'as grants.account_id',
  'artefacts.payload *': 'they pass: the sessions of both end with the merge, and these with them',
  'grants.payload *': 'as grants.account_id',
  'outbox.body *':
    'whose subject its client was told when it was owed: a repeat says the same as the first try',
  'outbox.coalesce_key': 'as outbox.body',
  'approvals.params *': 'what was asked for, as it was asked',
  'audit_events.object_id': 'what happened, happened to that one',
  'audit_events.actor_id': 'what happened, was done by that one',
  'audit_events.detail *': 'what happened is not rewritten',
  'merge_moves.row_key': 'the list of what was joined is what separating goes by',
  'merge_moves.taken *': 'a row as it is put back',
  'merges.by *': 'who proved what, as it was then',
};
