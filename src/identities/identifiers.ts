import { birthdateOf } from './birthdates.ts';
import { mod112, orgCodeCheck, usccCheck } from './check-digits.ts';
import {
  type IdentifierType,
  identifierTypes,
  typeOf,
  type WrittenType,
} from './identifier-types.ts';

/**
 * The numbers on legal documents (DOMAIN 2): read, checked, and brought into the one form that is
 * compared. An area code never decides: old ones stay in numbers for ever. Nothing is corrected by
 * guessing (an I is not a 1); what does not check is told with its reason.
 */
export interface Identifier {
  /** What it is looked up and owned as. */
  type: IdentifierType;
  /** Normalised; a 15-digit number is already widened. */
  value: string;
  /** What is compared within the type. Absent: the number alone does not say whose it is. */
  key?: string;
  /** False for a form that is no longer valid as a document and only leads to an account. */
  current: boolean;
  birthdate?: string;
  /** GB/T 2261.1. */
  gender?: 1 | 2;
  warnings: IdentifierWarning[];
}

export type IdentifierWarning = 'fifteen_digits' | 'country_missing' | 'inner_check';
export type IdentifierFault =
  | 'empty'
  | 'type'
  | 'form'
  | 'prefix'
  | 'checksum'
  | 'date'
  | 'placeholder';
export type Reading = { ok: true; identifier: Identifier } | { ok: false; fault: IdentifierFault };

const INVISIBLE = /\s|\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
const DASHES = /[-\u2010-\u2015\u2212]/gu;

/**
 * Reads a number as somebody wrote it.
 * `type` is one of ours, or a source's text for it; absent, only forms that cannot be mistaken are
 * read. A passport is written `KOR:M00000001`, or its type `passport:KOR`: ISO 3166-1 alpha-3 of the
 * issuing country. `now` decides which birth dates lie ahead.
 */
export function readIdentifier(type: string | undefined, raw: string, now: Date): Reading {
  const text = halfWidth(raw).replace(INVISIBLE, '').toUpperCase();
  if (!text) return { ok: false, fault: 'empty' };
  const [typeText, country] = splitCountry(type);
  if (!typeText) return guess(text, now);
  const written = typeOf(typeText);
  if (!written) return { ok: false, fault: 'type' };
  return readers[written](country ? `${country}:${text}` : text, now);
}

/** Every reading of a text of unknown type that checks: what a person types as user name. */
export function possibleReadings(raw: string, now: Date): Identifier[] {
  return identifierTypes.flatMap((type) => {
    const reading = readIdentifier(type, raw, now);
    return reading.ok && reading.identifier.type === type ? [reading.identifier] : [];
  });
}

function guess(text: string, now: Date): Reading {
  const compact = text.replace(DASHES, '');
  if (/^\d{15}$/.test(compact) || /^\d{17}[\dX]$/.test(compact)) {
    const person = readResidentId(compact, now);
    if (person.ok) return person;
  }
  if (compact.length === 18) return readUscc(compact);
  if (/^[HM]\d{8}(\d\d)?$/.test(compact)) return readHmPass(compact);
  return { ok: false, fault: 'type' };
}

const readers: Record<WrittenType, (text: string, now: Date) => Reading> = {
  resident_id: readResidentId,
  resident_id_15: readResidentId,
  gat_residence_permit: (text, now) => {
    const number = text.replace(DASHES, '');
    if (!/^\d{17}[\dX]$/.test(number)) return { ok: false, fault: 'form' };
    if (!GAT.test(number)) return { ok: false, fault: 'prefix' };
    return readEighteen('gat_residence_permit', number, now);
  },
  hm_pass: readHmPass,
  taiwan_pass: (text) => {
    const number = text.replace(DASHES, '').replace(/\([A-Z0-9]{1,2}\)$/, '');
    return /^\d{8}(\d{2})?$/.test(number)
      ? plain('taiwan_pass', number)
      : { ok: false, fault: 'form' };
  },
  foreign_pr: (text, now) => {
    const number = text.replace(DASHES, '');
    if (OLD_PR.test(number)) return plain('foreign_pr_old', number);
    if (!/^\d{17}[\dX]$/.test(number)) return { ok: false, fault: 'form' };
    if (!number.startsWith('9')) return { ok: false, fault: 'prefix' };
    return readEighteen('foreign_pr', number, now);
  },
  foreign_pr_old: (text) => {
    const number = text.replace(DASHES, '');
    return OLD_PR.test(number) ? plain('foreign_pr_old', number) : { ok: false, fault: 'form' };
  },
  passport: readPassport,
  uscc: readUscc,
  org_code: (text) => {
    const code = text.replace(DASHES, '');
    if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return { ok: false, fault: 'form' };
    if (/^0+$/.test(code)) return { ok: false, fault: 'placeholder' };
    if (orgCodeCheck(code) !== code.charAt(8)) return { ok: false, fault: 'checksum' };
    return plain('org_code', code);
  },
};

const GAT = /^8[123]0000/;
const OLD_PR = /^[A-Z]{3}\d{12}$/;

function plain(type: IdentifierType, value: string, key = value): Reading {
  return { ok: true, identifier: { type, value, key, current: true, warnings: [] } };
}

/**
 * A number that a source calls a resident ID. Its first digits say what it truly is: departments
 * file the permits of Hong Kong, Macao and Taiwan (81 to 83) and of foreigners (9) under one type.
 */
function readResidentId(text: string, now: Date): Reading {
  const number = text.replace(DASHES, '');
  if (/^\d{15}$/.test(number)) return readFifteen(number, now);
  if (!/^\d{17}[\dX]$/.test(number)) return { ok: false, fault: 'form' };
  if (number.startsWith('0')) return { ok: false, fault: 'prefix' };
  if (number.startsWith('9')) return readEighteen('foreign_pr', number, now);
  return readEighteen(GAT.test(number) ? 'gat_residence_permit' : 'resident_id', number, now);
}

function readEighteen(type: IdentifierType, number: string, now: Date): Reading {
  if (mod112(number.slice(0, 17)) !== number.charAt(17)) return { ok: false, fault: 'checksum' };
  const birthdate = birthdateOf(number.slice(6, 14), now);
  // A foreigner's card has the country where others have the area: 9 + 2 + 3, then the birth date.
  if (!birthdate) return { ok: false, fault: 'date' };
  const gender = Number(number.charAt(16)) % 2 === 1 ? 1 : 2;
  const identifier = {
    type,
    value: number,
    key: number,
    current: true,
    birthdate,
    gender,
  } as const;
  return { ok: true, identifier: { ...identifier, warnings: [] } };
}

/** A first-generation number, void as a document: the key to the same person's 18 digits. */
function readFifteen(number: string, now: Date): Reading {
  if (!/^[1-8]/.test(number)) return { ok: false, fault: 'prefix' };
  const seventeen = `${number.slice(0, 6)}19${number.slice(6)}`;
  const reading = readEighteen('resident_id', seventeen + mod112(seventeen), now);
  if (!reading.ok) return reading;
  return {
    ok: true,
    identifier: { ...reading.identifier, current: false, warnings: ['fifteen_digits'] },
  };
}

/** Eight digits last for life; the two that may follow count the cards. */
function readHmPass(text: string): Reading {
  const number = text.replace(DASHES, '');
  if (!/^[HM]\d{8}(\d\d)?$/.test(number)) return { ok: false, fault: 'form' };
  return plain('hm_pass', number, number.slice(0, 9));
}

function readPassport(text: string): Reading {
  const [, country, number] =
    /^(?:([A-Z]{3})[:/])?([A-Z0-9]{4,12})$/.exec(text.replace(DASHES, '')) ?? [];
  if (!number) return { ok: false, fault: 'form' };
  if (/^0+$/.test(number)) return { ok: false, fault: 'placeholder' };
  const value = country ? `${country}:${number}` : number;
  if (country) return plain('passport', value);
  // Countries number their passports as they like: without one, a number is nobody's in particular.
  return {
    ok: true,
    identifier: { type: 'passport', value, current: true, warnings: ['country_missing'] },
  };
}

function readUscc(text: string): Reading {
  const code = text.replace(DASHES, '');
  if (!/^[0-9A-Z]{18}$/.test(code)) return { ok: false, fault: 'form' };
  const check = usccCheck(code.slice(0, 17));
  if (!check) return { ok: false, fault: 'form' };
  if (check !== code.charAt(17)) return { ok: false, fault: 'checksum' };
  const inner = orgCodeCheck(code.slice(8, 16)) === code.charAt(16);
  // Registries did issue codes whose inner organisation code does not check.
  const warnings: IdentifierWarning[] = inner ? [] : ['inner_check'];
  return {
    ok: true,
    identifier: { type: 'uscc', value: code, key: code, current: true, warnings },
  };
}

function splitCountry(type: string | undefined): [string | undefined, string | undefined] {
  const [, country] = /^passport:([A-Za-z]{3})$/.exec(type?.trim() ?? '') ?? [];
  return country ? ['passport', country.toUpperCase()] : [type?.trim() || undefined, undefined];
}

/** Full-width ASCII and the ideographic blank to their half-width forms; everything else as it is. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
}
