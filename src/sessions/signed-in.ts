import type { SourceSession } from './at-source.ts';
import type { Beginning } from './rows.ts';

/** Who has signed in, and how: login hands it to the engine, which begins the session with it. */
export interface SignedIn extends Omit<Beginning, 'uid' | 'kind' | 'browser'> {
  /** Of the credential: the secret that was typed (credentials.holdAsChecked). */
  stands_on?: string;
  /** Where it happened (http/browser.ts): the session begins there and nowhere else. */
  browser: string;
  /** The session at the source, where that can be ended there or end there. */
  source_session?: SourceSession | undefined;
  /** A step-up of the session of this uid, and of no other. */
  only_in?: string;
  /** When the account or password was proved; becomes `auth_time`. */
  at: Date;
}
