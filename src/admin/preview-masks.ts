import { maskName, maskNumber, maskPhone } from '../identities/masks.ts';
import type { Arrival, Caller } from '../sources/contract.ts';

/** What a sign-in gave, so that whoever made it recognises it and a glance over the shoulder does not help. */

const MOST = 60;

export interface Masked {
  rows: { name: string; value: string }[];
  /** How many more there are. */
  more: number;
}

/** What a source said, by its own names, a line each; parts of parts as JSON pointers lead to them. */
export function maskedSaid({ attributes }: Pick<Caller, 'attributes'>): Masked {
  const rows = Object.entries(attributes).flatMap(([name, value]) => linesOf(name, value, 0));
  return { rows: rows.slice(0, MOST), more: Math.max(0, rows.length - MOST) };
}

function linesOf(name: string, value: unknown, depth: number): Masked['rows'] {
  if (typeof value !== 'object' || value === null)
    return [{ name: name.slice(0, 100), value: maskWord(value) }];
  if (depth > 5) return [{ name: name.slice(0, 100), value: '…' }];
  const within = depth === 0 ? `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : name;
  const inner = Object.entries(value).slice(0, MOST);
  return inner.flatMap(([key, one]) =>
    linesOf(`${within}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, one, depth + 1),
  );
}

/** A word of two signs is a code: whoever writes a table needs it. Anything else shows where it begins and ends. */
function maskWord(value: unknown): string {
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value);
  const text = [...String(value)];
  if (text.length <= 2 && /^[\w-]*$/.test(text.join(''))) return text.join('');
  if (text.length <= 4) return `${text.length > 2 ? text[0] : ''}${'*'.repeat(3)}`;
  return `${text[0]}${'*'.repeat(Math.min(text.length - 2, 12))}${text.at(-1)}`;
}

/** What it became, by our names. */
export function maskedAttributes({
  attributes,
}: Pick<Arrival, 'attributes'>): Record<string, string> {
  const { name, alias, id_type, id_number, phone_number, email, gender, birthdate } = attributes;
  const masked = {
    name: name && maskName(name),
    alias: alias && maskName(alias),
    id_type,
    id_number: id_number && maskNumber(id_number),
    phone_number: phone_number && maskPhone(phone_number),
    email: email && `${[...email][0]}***@${email.split('@').at(-1)}`,
    gender: gender === undefined ? undefined : String(gender),
    birthdate: birthdate && `${birthdate.slice(0, 4)}-**-**`,
  };
  return Object.fromEntries(
    Object.entries(masked).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );
}

export const maskedSubject = maskWord;
