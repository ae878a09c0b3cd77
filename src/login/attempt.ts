import { newChallenge } from '../credentials/challenge.ts';
import type { Proof as FactorProof, Showable } from '../credentials/show-factor.ts';
import { open, seal } from '../crypto/seal.ts';
import type { Remembered } from '../identities/authorities.ts';
import type * as identities from '../identities/identities.ts';
import type { Intervention, ReasonCode } from '../identities/interventions.ts';
import type { Proof } from '../recovery/recovery.ts';
import type { Arrival } from '../sources/contract.ts';
import type { Checking } from './checking.ts';
import type { LoginNeeds } from './needs.ts';
import type { Registering } from './registering.ts';

/** What is known of one sign-in. It holds who came, so it is sealed wherever it lies. */
export interface Attempt {
  uid: string;
  client_id: string;
  /** Milliseconds; absent where an older node began it. */
  began_at?: number;
  /** The browser that began it (http/browser.ts): no other one goes on. */
  browser: string;
  /** The person goes on with the session that lives. */
  continuing?: true;
  /** The way that the service proposes was tried: once is enough, whatever came of it. */
  hint_followed?: true;
  /** A source whose password is typed here, or `local`. */
  chosen?: string;
  came?: Came;
  /** A proof of somebody without a way in, until a password is set on it. */
  regaining?: Regaining;
  /** What somebody says of themselves until a check has said yes to it. */
  recovering?: Recovering;
  /** Somebody without an old account is on the way to one. */
  registering?: Registering;
  /** Unproved accounts that wait to be joined to what the person proves. */
  waiting: Waiting[];
  /** What the person must read once before going on. */
  to_tell: Tell[];
  /** Staff stopped the passwords that are checked here: why, until one is set or put off. */
  password_asked?: ReasonCode;
  put_off?: true;
  /** What a passkey is to answer here; another one after each answer. Absent from older nodes. */
  challenge?: string;
  /** What whoever came could show beside, as it was found when it was known who they are. */
  showable?: Showable[];
  /** What they have shown. */
  shown?: FactorProof;
  /** A check is under way, by which whoever came gets to the level. */
  checking?: Checking;
  /** The page of the second factor was left for other ways to the level. */
  other_ways?: true;
  /** The session that lives was looked at, and does not do: whoever is here signs in anew. */
  anew?: true;
  /** What sources have reached in this sign-in, where that was less than they can. */
  reached: Record<string, number>;
}

export interface Said {
  name: string;
  id_type: string;
  id_number: string;
  /** E.164. */
  phone?: string;
}

export interface Recovering {
  said: Said;
  /** Of the code that went to the telephone. */
  code_id?: string;
  /** When it was right, milliseconds: until an authority has answered, none is typed again. */
  proved_at?: number;
  /** Of the visit where a face is compared. */
  face?: Remembered;
}

export interface Regaining extends Proof {
  /** The present notice has been accepted before. */
  known: boolean;
  /** The version that was accepted here. */
  notice?: string;
}

export type Came = (CameBySource | CameByCredential | CameBySession) & {
  /** Their face was compared in this sign-in: a factor beside the others. */
  face?: true;
};

export interface CameBySource {
  by: 'source';
  arrival: Arrival;
  /** When it was proved, milliseconds: `auth_time`, however long the pages after it take. */
  at: number;
  /** One of ours, who has accepted the present notice: no identity would be made. */
  known: boolean;
  /** The version of the notice that was accepted. */
  notice?: string;
  /** The account's name, where it was typed here: support finds its owner by what a caller knows. */
  typed?: string;
  join?: 'separate';
  resolution?: identities.Resolution;
  /** What evidence, binding and ceiling allow, however many factors are shown; absent from older nodes. */
  limit?: number;
  level: number;
}

export interface Waiting {
  arrival: Arrival;
  notice?: string;
}

export interface CameByCredential {
  by: 'credential';
  identity_id: string;
  credential_id: string;
  /** When it was proved, milliseconds. */
  at: number;
  /** The identity lets nobody in: who knows its password is told why. */
  refused?: true;
  /** The secret that was typed, or the key that signed: once it is changed, this sign-in is over. */
  stands_on: string;
  /** Of a passkey; absent: a password. */
  amr?: string[];
  limit?: number;
  level: number;
  /** Of a newcomer, RFC 8176: what was proved on the way; the password was only chosen. */
  proved?: string[];
}

/** Somebody who is signed in already and needs more: what the session stands on goes on to count. */
export interface CameBySession {
  by: 'session';
  session_uid: string;
  identity_id: string;
  /** When it was proved, milliseconds: a step-up makes no sign-in younger. */
  at: number;
  source_id?: string;
  link_id?: string;
  credential_id?: string;
  stands_on?: string;
  amr: string[];
  /** What the source gave the sign-in. */
  said?: number;
  /** Reach of what was shown then; with the second factor there was, if any. */
  reach: number;
  second?: { factor_id: string; first_reach: number; first_amr: string[] };
  limit: number;
  level: number;
}

/** Who it is, as far as that is known: an arrival has to be looked up first. */
export const whose = (came: Came | undefined): string | undefined =>
  came?.by === 'source' ? came.resolution?.identity_id : came?.identity_id;

/** Somebody has come: whoever came before in this sign-in, and what they showed, is forgotten. */
export function comes(attempt: Attempt, came: Came): void {
  Object.assign(attempt, { came, chosen: undefined, to_tell: [] });
  Object.assign(attempt, { showable: undefined, shown: undefined, other_ways: undefined });
  attempt.checking = undefined;
}

export type Outcome = identities.Resolution['outcome'];

export type Tell =
  | { kind: 'conflict' | 'apart' | 'blocked' | 'number_of_another' }
  | { kind: 'suspended'; counts: NonNullable<identities.Resolution['suspended']> }
  /**
   * Since its owner was last told: what staff did to the identity, what somebody did to come into it
   * by another way, what was changed in its name.
   */
  | {
      kind: 'intervened' | 'recovered' | 'changed';
      done: Pick<Intervention, 'kind' | 'reason_code'>[];
    };

/** As long as the engine keeps an interaction, and a while more to say what it was for. */
const ttl = 2 * 3600;

const place = (uid: string) => ({ table: 'attempts', column: 'payload', row: uid });

export const begin = (
  uid: string,
  client_id: string,
  browser: string,
  began_at: number,
): Attempt => ({
  uid,
  client_id,
  browser,
  began_at,
  challenge: newChallenge(),
  waiting: [],
  to_tell: [],
  reached: {},
});

export async function read(needs: LoginNeeds, uid: string): Promise<Attempt | undefined> {
  const kept = (await needs.passing.read('Attempt', uid)) as { sealed: string } | undefined;
  return kept && (JSON.parse(open(needs.base.ring, place(uid), kept.sealed)) as Attempt);
}

export async function write(needs: LoginNeeds, attempt: Attempt): Promise<void> {
  const sealed = seal(needs.base.ring, place(attempt.uid), JSON.stringify(attempt));
  await needs.passing.put('Attempt', attempt.uid, { sealed }, ttl);
}
