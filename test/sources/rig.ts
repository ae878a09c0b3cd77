import type { Arrival, Source } from '../../src/sources/contract.ts';
import type { ProtocolName } from '../../src/sources/register.ts';

/** Every case of the contract of a source (DESIGN 3.3), as a department would put it. */
export const cases = {
  'stable subject':
    'the same account arrives under the same subject each time, another under another',
  attributes: 'what the source knows of the person arrives by our names',
  'attribute missing': 'an account without a document arrives without one',
  'hostile name':
    'control and direction characters never come through, and a name too long is refused',
  'hostile subject': 'an empty, endless or forged-looking subject is refused',
  cancels: 'a person who cancels there is told so, and nothing is held against the source',
  'replayed answer': 'the same answer works once',
  'forged answer':
    'an answer that was not asked for is refused, and nothing is held against the source',
  'foreign signature': 'an answer signed by somebody else is refused',
  'wrong audience': 'an answer made for somebody else is refused',
  'issuer mix-up': 'an answer of one source is never taken for that of another',
  'nonce missing': 'an answer that is not bound to this visit is refused',
  'foreign attributes': 'attributes of another account than the one that signed in are refused',
  'clock within': 'clocks that differ by less than five minutes do not matter',
  'clock beyond': 'clocks that differ by more are refused',
  down: 'a source that is down is refused by name, and counted',
  slow: 'a source that does not answer is given up on in time',
  'our registration':
    'a source that no longer knows us is refused as broken, not blamed on the person',
  flood: 'an endless answer is given up on',
} as const;

export type Case = keyof typeof cases;

export interface Person {
  subject: string;
  name?: string;
  id_type?: string;
  id_number?: string;
  phone_number?: string;
}

export type Misdeed =
  | 'foreign signature'
  | 'wrong audience'
  | 'wrong issuer'
  | 'mix-up'
  | 'nonce missing'
  | 'foreign attributes'
  | 'cancel'
  | 'down'
  | 'down later'
  | 'slow'
  | 'slow later'
  | 'forgot us'
  | 'flood';

/** What a protocol brings to the suite: its double, and how a person signs in there. */
export interface Rig {
  protocol: ProtocolName;
  /** Cases that the protocol cannot have, each with the reason. */
  without: Partial<Record<Case, string>>;
  start(clock: { now(): Date }): Promise<{
    settings: unknown;
    /** The whole way, as a browser or the password page goes it. */
    signIn(source: Source, person: Person): Promise<Arrival | 'cancelled' | undefined>;
    /** The way up to the answer; `complete` may then be called with it, and again. */
    answer(
      source: Source,
      person: Person,
    ): Promise<{ complete(source?: Source): Promise<unknown> }>;
    /** Completes with an answer that nobody gave. */
    forge(source: Source): Promise<unknown>;
    does(misdeed: Misdeed): void;
    clockOff(seconds: number): void;
    mend(): void;
    stop(): Promise<void>;
  }>;
}
