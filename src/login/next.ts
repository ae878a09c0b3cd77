import type { Outcome } from './attempt.ts';
import type { KnownChecking } from './checking.ts';
import type { KnownRegistering } from './registering.ts';

/** What is known of one sign-in, as far as it decides what comes next. */
export interface Known {
  /** The level that the request and the client's floor ask for together. */
  needed_level: number;
  /** The engine stopped for a consent: somebody is signed in, and nobody signs in. */
  consent_asked: boolean;
  /** A session lives in this browser and the request lets it go on if the person says so. */
  may_continue: boolean;
  /** The person said so. */
  continuing: boolean;
  /** A session lives in this browser that lacks nothing but the level, and was not found too old. */
  may_rise: boolean;
  /** A way was chosen whose password is typed here. */
  password_chosen: boolean;
  /** The service proposes a way, and it has not been tried in this sign-in. */
  hint_waits: boolean;
  /** Accounts that came, were not proved, and wait for the person to prove an older way in. */
  waiting: boolean;
  /** Somebody without a way in has proved who they are, and sets a password on that. */
  regaining?: { notice_accepted: boolean };
  /** Somebody without an old account is registering. */
  registering?: KnownRegistering;
  came?: {
    /** One of ours already: no identity would be made. */
    known: boolean;
    notice_accepted: boolean;
    /** What identities made of the arrival; absent until asked. */
    outcome?: Outcome;
    /** What this sign-in reaches, once there is an outcome. */
    level: number;
    /** Something that the person must read once: a conflict, or ways in that were suspended. */
    to_tell: boolean;
    /** The password was right and may not stay: another must be set before anybody is let in. */
    must_renew: boolean;
    /** Staff stopped the passwords that are checked here, and no other has been set. */
    password_asked: boolean;
    /** A new one was put off: there is another way in. */
    put_off: boolean;
    /** A second factor of theirs that is asked for at every sign-in, and was not shown. */
    factor_owed: boolean;
    /** What showing one would reach; 0 where they have none, or have shown one. */
    with_factor: number;
    /** They looked for another way than the factor. */
    other_ways: boolean;
    /** A check was chosen as the way up. */
    checking?: KnownChecking;
  };
}

/** A page for the person, or (`act`) something that login does at once before it asks again. */
export type Step =
  | {
      page:
        | 'consent'
        | 'continue_as'
        | 'picker'
        | 'password'
        | 'notice'
        | 'prove'
        | 'told'
        | 'second_factor'
        | 'step_up'
        | 'new_password'
        | 'regain'
        | RegisterPage
        | CheckPage
        | 'asked_password';
    }
  | {
      act: 'rise' | 'resolve' | 'join' | 'turn_away' | 'carry_on' | 'follow_hint' | 'finish';
    };

export type RegisterPage =
  | 'register_phone'
  | 'register_code'
  | 'register_check'
  | 'register_face'
  | 'register_known'
  | 'register_password';

export type CheckPage = 'check_said' | 'check_phone' | 'check_code' | 'check_face';

/** Identities that a waiting account may be joined to: each was reached by a proof of its own. */
const proved: readonly Outcome[] = ['known_link', 'linked', 'created'];

/**
 * The only place that decides the next step of a sign-in. Pure: every step changes what is known
 * and comes back here. Nobody reaches `finish` but through an outcome, above the needed level.
 */
export function next(known: Known): Step {
  const { came } = known;
  if (known.consent_asked) return { page: 'consent' };
  if (!came) {
    if (known.regaining) return { page: known.regaining.notice_accepted ? 'regain' : 'notice' };
    if (known.registering) return registering(known.registering);
    if (known.may_continue && known.continuing) return { act: 'carry_on' };
    if (known.password_chosen) return { page: 'password' };
    if (known.may_rise) return { act: 'rise' };
    if (known.may_continue) return { page: 'continue_as' };
    return known.hint_waits ? { act: 'follow_hint' } : { page: 'picker' };
  }
  if (!came.outcome) {
    return came.known || came.notice_accepted ? { act: 'resolve' } : { page: 'notice' };
  }
  if (came.outcome === 'refused') return { act: 'turn_away' };
  if (came.outcome === 'asked_to_prove') return { page: 'prove' };
  // Before anything is joined, told or changed: one factor alone is not whoever asks for two.
  if (came.factor_owed) return { page: 'second_factor' };
  const lifted = came.level < known.needed_level && came.with_factor >= known.needed_level;
  if (lifted && !came.other_ways) return { page: 'second_factor' };
  if (known.waiting && proved.includes(came.outcome)) return { act: 'join' };
  if (came.to_tell) return { page: 'told' };
  if (came.level < known.needed_level)
    return { page: came.checking ? checking(came.checking) : 'step_up' };
  // A department's weak password may be the very one that was stopped: it sets no other.
  if (came.must_renew) return came.password_asked ? { act: 'turn_away' } : { page: 'new_password' };
  if (came.password_asked && !came.put_off) return { page: 'asked_password' };
  return { act: 'finish' };
}

/** Telephone, code, notice, check, an older account, password; `came` is there only after the last. */
function registering(known: KnownRegistering): Step {
  if (!known.code_sent) return { page: 'register_phone' };
  if (!known.proved) return { page: 'register_code' };
  if (!known.notice_accepted) return { page: 'notice' };
  if (known.face_chosen) return { page: 'register_face' };
  if (!known.check_done) return { page: 'register_check' };
  return { page: known.asks ? 'register_known' : 'register_password' };
}

/** What is said, a telephone where operators are asked, or the consent for a face; then it is asked. */
function checking({ method, said, code_sent, proved }: KnownChecking): CheckPage {
  if (!said) return 'check_said';
  if (method === 'face') return 'check_face';
  // Said and proved, and nobody answered: it is sent once more from here.
  if (method === 'name_and_number' || proved) return 'check_said';
  return code_sent ? 'check_code' : 'check_phone';
}
