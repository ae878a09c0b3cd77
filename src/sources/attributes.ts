import { Refusal } from '../errors.ts';
import type { Attributes, Caller } from './contract.ts';
import { type Mapping, mapped } from './mapping.ts';

/** A claim longer than this (UTF-8 bytes) is an attack or a broken system, not a person. */
const CLAIM_LIMIT = 10_000;

/** DOMAIN 2.10: names are 1 to 100 code points. */
const limits = {
  name: 100,
  alias: 100,
  id_type: 50,
  id_number: 64,
  phone_number: 32,
  email: 254,
} as const;

/**
 * What can never be part of a name or number and makes a page or a comparison lie: control
 * characters (NUL among them: PostgreSQL cannot hold it), direction marks, overrides and isolates,
 * line separators, the byte-order mark, noncharacters and lone surrogates. Zero-width joiners and
 * variation selectors stay: the raw string is kept, the name key leaves them out.
 */
const hostile =
  /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uFFF9-\uFFFB\u{FDD0}-\u{FDEF}\uFFFE\uFFFF]/gu;

const genders = new Map<string, 0 | 1 | 2 | 9>([
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['9', 9],
  ['male', 1],
  ['female', 2],
  ['男', 1],
  ['女', 2],
  ['남', 1],
  ['여', 2],
]);

/**
 * Reads what a source said into our attributes, by its mapping: hostile characters are taken out,
 * document types are mapped, what is missing or not readable is absent. A value that is too long is refused with
 * `sources.bad_answer`, never cut: half a name is another name.
 */
export function readAttributes(mapping: Mapping, caller: Pick<Caller, 'attributes'>): Attributes {
  const claims = mapped(mapping, caller.attributes);
  const { id_types = {} } = mapping;
  const attributes: Attributes = {};
  for (const field of Object.keys(limits) as (keyof typeof limits)[]) {
    const value = text(claims[field], field);
    if (value) attributes[field] = value;
  }
  const type = attributes.id_type;
  if (type !== undefined && Object.hasOwn(id_types, type)) attributes.id_type = id_types[type];
  if (attributes.email && !/^[^@\s]+@[^@\s]+$/.test(attributes.email)) delete attributes.email;
  const gender = genders.get(plain(claims.gender).toLowerCase());
  if (gender !== undefined) attributes.gender = gender;
  const birthdate = calendarDate(plain(claims.birthdate));
  if (birthdate) attributes.birthdate = birthdate;
  return attributes;
}

/** OpenID Connect Core §2: a subject has at most 255 characters. It is compared as it is, so never cleaned. */
export function readSubject(subject: unknown): string {
  if (typeof subject !== 'string' || subject === '' || subject.length > 255) throw bad('subject');
  if (subject.search(hostile) !== -1) throw bad('subject');
  return subject;
}

/** RFC 8176 values: short words of letters, digits and marks; others are left out. */
export const readAmr = (amr: unknown[]): string[] =>
  amr
    .filter((value): value is string => typeof value === 'string' && /^[\w:.-]{1,40}$/.test(value))
    .slice(0, 10);

function text(value: unknown, field: keyof typeof limits): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const raw = String(value);
  if (Buffer.byteLength(raw) > CLAIM_LIMIT) throw bad(field);
  const clean = raw.replace(hostile, '').trim();
  if ([...clean].length > limits[field]) throw bad(field);
  return clean === '' ? undefined : clean;
}

const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 20).trim() : '';

/** YYYY-MM-DD or YYYYMMDD of a day that exists. */
function calendarDate(value: string): string | undefined {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(value);
  if (!match) return undefined;
  const iso = `${match[1]}-${match[2]}-${match[3]}`;
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : undefined;
}

const bad = (field: string) =>
  new Refusal('sources.bad_answer', { words: { fault: `${field} refused` } });
