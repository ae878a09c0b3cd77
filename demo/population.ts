/**
 * The people of the sample province, all made up, the same on every machine: who has an account at
 * which department system, and how that system wrote the name and number down. What the systems do
 * with their accounts is theirs (demo/sources); who is who, Songhua has to find out.
 */
import { type Document, documentOffice, fifteenDigits } from './people/documents.ts';
import * as names from './people/names.ts';
import { type Random, seeded } from './people/random.ts';
import { type SourceId, vocabularies } from './sources/vocabularies.ts';

export interface Account {
  /** The same for every account of one human. */
  person: string;
  source: SourceId;
  username: string;
  password: string;
  /** The account's own name at its system, for ever. */
  subject: string;
  name: string;
  alias?: string;
  document: Document;
  /** The number as this system wrote it down. */
  written_number: string;
  phone: string;
  kind: PersonKind;
  /** What is the matter with the account itself, where something is. */
  condition?: Condition;
}

/** `weak_password`: never changed since the counter gave it out. */
export type Condition = 'weak_password' | 'locked';

/** What is particular about somebody. */
export type PersonKind =
  | 'plain'
  | 'fifteen_digits'
  | 'rare_character'
  | 'korean'
  | 'dotted'
  | 'residence_permit'
  | 'hm_pass'
  | 'taiwan_pass'
  | 'foreign_pr'
  | 'passport'
  | 'shared_number';

export const PER_SOURCE = 200;
/** The people who have accounts at every source. */
export const IN_ALL = 60;
/** Of those whom fund or medical insurance has alone, so many are with the social insurance too. */
const ALSO_INSURED = 40;
/** The four that came later have so many besides, whom others have as well. */
export const BESIDES = 40;
export const SHARED_NUMBERS = 5;

/** How many of each kind; whoever is not counted here is `plain`. */
const particular: Record<'all' | 'one', Partial<Record<PersonKind, number>>> = {
  all: {
    fifteen_digits: 8,
    rare_character: 6,
    korean: 6,
    dotted: 2,
    residence_permit: 3,
    hm_pass: 2,
    taiwan_pass: 1,
    foreign_pr: 1,
    passport: 1,
  },
  one: {
    fifteen_digits: 12,
    rare_character: 8,
    korean: 12,
    dotted: 3,
    residence_permit: 5,
    hm_pass: 4,
    taiwan_pass: 2,
    foreign_pr: 3,
    passport: 4,
  },
};

interface Person extends names.MadeUpName {
  person: string;
  kind: PersonKind;
  document: Document;
  phone: string;
}

/** Every account: at each system the people of all first, then the others, then the shared numbers. */
export function population(seed = 220000): Account[] {
  const random = seeded(seed);
  const office = documentOffice(random);
  let people = 0;

  const someone = (kind: PersonKind): Person => {
    people += 1;
    return {
      ...nameFor(kind, random),
      person: `person-${String(people).padStart(3, '0')}`,
      kind,
      document: documentFor(kind, office),
      phone: `1990000${String(people).padStart(4, '0')}`,
    };
  };

  const all = kindsOf('all', IN_ALL).map(someone);
  const alone = PER_SOURCE - IN_ALL - SHARED_NUMBERS;
  const onlyFund = kindsOf('one', alone).map(someone);
  const onlyMedical = kindsOf('one', alone).map(someone);
  // Two people and one number: a slip at a counter, years ago. Nobody may become the other.
  const pairs = Array.from({ length: SHARED_NUMBERS }, () => {
    const [one, other] = [someone('shared_number'), someone('shared_number')];
    return { one, other: { ...other, document: one.document } };
  });

  const fund = [...all, ...onlyFund, ...pairs.map(({ one }) => one)];
  const medical = [...all, ...onlyMedical, ...pairs.map(({ other }) => other)];
  const known = [...accountsAt('gjj', fund, random), ...accountsAt('yibao', medical, random)];

  const partly = [onlyFund, onlyMedical].flatMap((people) => everyThird(people, 0, ALSO_INSURED));
  const onlySocial = kindsOf('one', PER_SOURCE - all.length - partly.length).map(someone);
  const social = accountsAt('shebao', [...all, ...partly, ...onlySocial], random);
  const besides = {
    jiaoyu: everyThird(onlyFund, 1, BESIDES),
    bdc: everyThird(onlyFund, 2, BESIDES),
    weijian: everyThird(onlyMedical, 1, BESIDES),
    shuiwu: everyThird(onlyMedical, 2, BESIDES),
  };
  const others = Object.entries(besides).flatMap(([source, also]) =>
    accountsAt(source as SourceId, [...all, ...also], random),
  );
  return [...known, ...social.map(asOldTable), ...others];
}

const everyThird = (people: readonly Person[], from: number, count: number): Person[] =>
  people.filter((_, index) => index % 3 === from).slice(0, count);

/** Ten years of neglect: every tenth never changed the password of the counter, one is locked. */
function asOldTable(account: Account, index: number): Account {
  if (index === IN_ALL / 6) return { ...account, condition: 'locked' };
  if (index % 10 !== 9 || account.kind !== 'plain') return account;
  return { ...account, password: account.written_number.slice(-6), condition: 'weak_password' };
}

function kindsOf(where: 'all' | 'one', count: number): PersonKind[] {
  const counted = Object.entries(particular[where]).flatMap(([kind, n]) =>
    Array.from({ length: n }, () => kind as PersonKind),
  );
  const plain = Array.from({ length: count - counted.length }, () => 'plain' as const);
  return [...plain, ...counted];
}

function nameFor(kind: PersonKind, random: Random): names.MadeUpName {
  if (kind === 'rare_character') return names.rareName(random);
  if (kind === 'korean') return names.koreanName(random);
  if (kind === 'dotted') return names.dottedName(random);
  if (kind === 'foreign_pr' || kind === 'passport') return names.latinName(random);
  return names.plainName(random);
}

function documentFor(kind: PersonKind, office: ReturnType<typeof documentOffice>): Document {
  if (kind === 'residence_permit') return office.residencePermit();
  if (kind === 'hm_pass') return office.hmPass();
  if (kind === 'taiwan_pass') return office.taiwanPass();
  if (kind === 'foreign_pr') return office.permanentResidence();
  if (kind === 'passport') return office.passport();
  return office.residentId();
}

const passwordWords = ['river', 'birch', 'crane', 'maple', 'snow', 'ginseng'];

function accountsAt(source: SourceId, people: readonly Person[], random: Random): Account[] {
  const { prefix, writesDot, keepsCardCount } = vocabularies[source];
  return people.map((person, index) => {
    const number = String(index + 1).padStart(4, '0');
    return {
      ...person,
      source,
      username: `${prefix}${number}`,
      password: `${random.pick(passwordWords)}-${random.between(100000, 999999)}`,
      subject: `${source}-${number}-${random.between(10 ** 7, 10 ** 8 - 1)}`,
      name: person.name.replaceAll('·', writesDot),
      written_number: writtenNumber(person, { old: source === 'gjj', keepsCardCount }),
    };
  });
}

/** The fund's files are the older ones: fifteen digits are in use there, and cards are counted. */
function writtenNumber(
  { kind, document }: Person,
  { old, keepsCardCount }: { old: boolean; keepsCardCount: boolean },
): string {
  if (kind === 'fifteen_digits' && old) return fifteenDigits(document.number);
  if (kind === 'hm_pass' && !keepsCardCount) return document.number.slice(0, 9);
  return document.number;
}
