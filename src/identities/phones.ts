import { halfWidth } from './identifiers.ts';

const ABROAD: [string, RegExp][] = [
  ['852', /^\d{8}$/],
  ['853', /^\d{8}$/],
  ['886', /^\d{9}$/],
  ['82', /^\d{9,10}$/],
];

/**
 * A mobile number in E.164 (DOMAIN 2.9), or undefined when it cannot be one. The mainland's, and
 * those of the neighbours that people here use. No list of operators' segments: numbers move.
 */
export function readPhone(raw: string): string | undefined {
  const text = halfWidth(raw).replace(/[\s\-().\u2010-\u2015]/g, '');
  const international = /^(?:\+|00)(\d+)$/.exec(text)?.[1];
  const digits = international ?? text;
  if (!/^\d+$/.test(digits)) return undefined;
  const mainland = /^(?:86)?(1[3-9]\d{9})$/.exec(digits)?.[1];
  if (mainland && (!international || digits.startsWith('86'))) return `+86${mainland}`;
  if (!international) return undefined;
  for (const [code, form] of ABROAD) {
    // Some write the trunk zero of their own country behind the code: +82 010 ...
    const local = digits.slice(code.length).replace(/^0/, '');
    if (digits.startsWith(code) && form.test(local)) return `+${code}${local}`;
  }
  return undefined;
}

/** An e-mail address as compared: trimmed, lower case; undefined when it is none. */
export function readEmail(raw: string): string | undefined {
  const text = halfWidth(raw).trim().toLowerCase();
  return /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,190}$/u.test(text) ? text : undefined;
}
