import type { SourceSession } from '../../src/sessions/sessions.ts';
import type { Arrival, Came, Source, To } from '../../src/sources/contract.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import type { ProtocolName } from '../../src/sources/register.ts';

/** Cases that every source has (DESIGN 3.3), as a department would put them. */
const ofBoth = {
  'stable subject':
    'the same account arrives under the same subject each time, another under another',
  attributes: 'what the source knows of the person arrives by our names',
  'attribute missing': 'an account without a document arrives without one',
  'attribute repeated': 'a number that is said twice, and differently, is refused, not chosen from',
  'hostile name':
    'control and direction characters never come through, and a name too long is refused',
  'hostile subject': 'an empty, endless or forged-looking subject is refused',
  down: 'a source that is down is refused by name, and counted',
  slow: 'a source that does not answer is given up on in time',
  'our registration':
    'a source that no longer knows us is refused as broken, not blamed on the person',
  flood: 'an endless answer is given up on',
} as const;

/** The cases of each kind of source: a browser that is sent away, or a password that is typed here. */
export const casesOf = {
  redirect: {
    ...ofBoth,
    cancels: 'a person who cancels there is told so, and nothing is held against the source',
    'replayed answer': 'the same answer works once',
    'forged answer':
      'an answer that was not asked for is refused, and nothing is held against the source',
    'unreadable answer':
      'an answer to one person that nobody can read counts only once several have met it',
    'foreign signature': 'an answer signed by somebody else is refused',
    unsigned: 'an answer without the signature that is due is refused',
    wrapping: 'a true signature beside a forged statement is refused',
    entities:
      'an answer that brings a document type of its own is refused unread, and reads no file',
    'wrong audience': 'an answer made for somebody else is refused',
    unsolicited: 'an answer to a question that this visit did not ask is refused',
    'issuer mix-up': 'an answer of one source is never taken for that of another',
    'nonce missing': 'an answer that is not bound to this visit is refused',
    'foreign attributes': 'attributes of another account than the one that signed in are refused',
    'clock within': 'clocks that differ by less than five minutes do not matter',
    'clock beyond': 'clocks that differ by more are refused',
  },
  password: {
    ...ofBoth,
    'wrong password': 'a wrong password is an answer, and nothing is held against the source',
    'unknown user':
      'a name that nobody has costs the same questions and hashes as a wrong password',
    'hostile username':
      'no name, however it is written, finds anybody, breaks in or breaks the source',
    'two rows': 'a name that two accounts answer to lets nobody in',
    'locked row': 'a locked account is refused, and only who knows its password is told why',
    'missing row': 'an account that is gone is refused, whatever we keep of it',
    'table missing': 'a table or column that is gone is a fault of the source, and counted',
    'malformed hash': 'a broken row is a wrong password to its person, and no fault of the source',
    'read only': 'the session can write nothing, whatever the query calls',
    'empty password': 'an empty password is a wrong one, whatever the source makes of it',
    referral: 'an answer that points to another system is followed nowhere',
  },
} as const;

/** Of the protocols that have a sign-out. */
export const signOutCases = {
  'ended there': 'a session that ended there ends here, with its reason, and no other one',
  'all of theirs': 'where a source names only whose sessions have ended, all of theirs end',
  'sign-out forged': 'a message that is none ends nobody',
  'sign-out foreign signature': 'a message that somebody else signed, or nobody, ends nobody',
  'sign-out for another': 'a message for somebody else, or from another source, ends nobody',
  'sign-out old': 'a message of another time ends nobody',
  'sign-out twice': 'the same message ends nothing twice, and what has ended does not begin again',
  'sign-out of nobody': 'a session that nobody has here is told of once, an invented one never',
  'sign-out at once': 'of two nodes that hear it in the same moment, one ends the session',
  'sign-out under way': 'a sign-in whose session has ended there meanwhile does not begin here',
  'ended here': 'who signs out here is taken there with what it needs, and comes back',
} as const;
export type SignOutCase = keyof typeof signOutCases;

/** What a message about a sign-out can have wrong, or `all`: it names the holder only. */
export type SignOutWrong =
  | 'all'
  | 'garbage'
  | 'foreign signature'
  | 'unsigned'
  | 'wrong audience'
  | 'wrong issuer'
  | 'old'
  | 'ahead';

export interface SignOutDouble {
  callback: string;
  /** Its word that this session has ended there. */
  says(session: SourceSession, wrong?: SignOutWrong): Came | Promise<Came>;
  /** A session that nobody has. */
  unknown: SourceSession;
  /** Goes there as a browser does; what comes back. Checks that what it was given is of this session. */
  visits(to: To, session: SourceSession): Promise<Came>;
}

export type Kind = keyof typeof casesOf;
export type Case<K extends Kind> = keyof (typeof casesOf)[K];

/** The list of cases with how each went; those of the other kind say so. */
export function report<K extends Kind>(title: string, kind: K, held: Map<string, string>): void {
  const other = kind === 'redirect' ? 'password' : 'redirect';
  const all = { ...casesOf[kind], ...casesOf[other], ...signOutCases };
  const lines = Object.keys(all).map((name) => {
    const ours =
      Object.hasOwn(casesOf[kind], name) || (kind === 'redirect' && name in signOutCases);
    return `  ${name.padEnd(26)} ${ours ? (held.get(name) ?? 'FAILED') : `only for ${other} sources`}`;
  });
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
}

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
  | 'attribute repeated'
  | 'unsigned'
  | 'wrapping'
  | 'entities'
  | 'unsolicited'
  | 'cancel'
  | 'down'
  | 'down later'
  | 'slow'
  | 'slow later'
  | 'page later'
  | 'stumble later'
  | 'flood later'
  | 'forgot us'
  | 'flood';

/** What a redirect protocol brings to the suite: its double, and how a person signs in there. */
export interface Rig {
  protocol: ProtocolName;
  /** What the table is headed with, where one protocol has several ways; its name. */
  title?: string;
  /** Cases that the protocol cannot have, each with the reason. */
  without: Partial<Record<Case<'redirect'> | SignOutCase, string>>;
  /** Whether the protocol has a sign-out; then the double has one. */
  signsOut?: boolean;
  start(clock: { now(): Date }): Promise<{
    settings: unknown;
    mapping?: Mapping;
    /** The whole way, as a browser or the password page goes it. */
    signIn(source: Source, person: Person): Promise<Arrival | 'cancelled' | undefined>;
    /** The way up to the answer; `complete` may then be called with it, and again. */
    answer(
      source: Source,
      person: Person,
    ): Promise<{ complete(source?: Source): Promise<unknown> }>;
    signOut?: SignOutDouble;
    /** Completes with an answer that nobody gave. */
    forge(source: Source): Promise<unknown>;
    does(misdeed: Misdeed): void;
    clockOff(seconds: number): void;
    mend(): void;
    stop(): Promise<void>;
  }>;
}

/** A row of a department's table, as a test says it. */
export interface Row {
  username: string;
  /** Hashed as the table does it, unless `hash` says what stands there. */
  password: string;
  hash?: string;
  locked?: boolean;
}

export type PasswordMisdeed =
  | 'down'
  | 'slow'
  | 'table missing'
  | 'forgot us'
  | 'flood'
  | 'attribute repeated'
  | 'referral';

/** What a protocol with typed passwords brings: a real table, and what can be wrong with it. */
export interface PasswordRig {
  protocol: ProtocolName;
  title: string;
  /** Cases that the protocol cannot have, each with the reason. */
  without: Partial<Record<Case<'password'>, string>>;
  /** How often a password was checked so far: a hash of our own, or a bind there. */
  hashes(): number | Promise<number>;
  start(clock: { now(): Date }): Promise<{
    settings: Record<string, unknown>;
    mapping: Mapping;
    /** The account of this subject is so from now on, or there is one more. */
    put(person: Person, row: Row): Promise<void>;
    remove(subject: string): Promise<void>;
    does(what: PasswordMisdeed): Promise<void>;
    /** Settings whose query calls a function that writes; and how often it has written. */
    writing: Record<string, unknown>;
    written(): Promise<number>;
    rows(): Promise<number>;
    mend(): Promise<void>;
    stop(): Promise<void>;
  }>;
}
