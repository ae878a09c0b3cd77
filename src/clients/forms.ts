import { z } from 'zod';
import { contactsShape } from './contacts.ts';
import type { Registration } from './registration.ts';

/**
 * What is asked of whoever brings an application (DOMAIN 6): what it is, what it needs people's data
 * for, who answers for it. The addresses and protocol of it stand in registration.ts.
 */

const words = (longest: number) => {
  const text = z.string().trim().min(1).max(longest);
  return z.strictObject({ 'zh-CN': text, ko: text, en: text });
};

/** The code of a matter (事项编码): 基本编码, 实施编码 or 业务办理项编码 (DOMAIN 5.1). */
const matter = z.string().regex(/^[0-9A-Z]{6,40}$/);

/** The part of a registration that is words, by its fields. */
export const wordShapes = {
  names: words(60),
  descriptions: words(300),
  purpose: z.string().trim().min(10).max(1_000),
  matters: z.array(matter).max(500),
  contacts: contactsShape,
} as const satisfies Partial<Record<keyof Registration, z.ZodType>>;

export type WordField = keyof typeof wordShapes;

/**
 * The first field of these that cannot stand, with the part of it (`contacts.technical.mail`), or
 * nothing; a field that is not said is no fault.
 */
export function faultInWords(said: Partial<Record<WordField, unknown>>): string | undefined {
  for (const [field, shape] of Object.entries(wordShapes)) {
    const value = said[field as WordField];
    if (value === undefined || value === null) continue;
    const read = shape.safeParse(value);
    if (!read.success) return [field, ...(read.error.issues[0]?.path ?? [])].join('.');
  }
  return undefined;
}

/** What says more of a person than that somebody was there, and so is given for a matter alone. */
const forMatters = new Set(['realname', 'phone', 'idno', 'records', 'records:read']);

/** The first field without which it cannot be submitted, or nothing. */
export function missingIn(said: Partial<Registration>): keyof Registration | undefined {
  const scopes = said.scopes?.split(' ') ?? [];
  const signsIn = (said.grant_types ?? ['authorization_code']).includes('authorization_code');
  if (!said.names) return 'names';
  if (!said.descriptions) return 'descriptions';
  if (!said.purpose) return 'purpose';
  if (!said.contacts) return 'contacts';
  if (scopes.length === 0) return 'scopes';
  if (!said.matters?.length && scopes.some((scope) => forMatters.has(scope))) return 'matters';
  if (signsIn && !said.redirect_uris?.length) return 'redirect_uris';
  // Whoever signs people in is told when they are signed out (DESIGN 5).
  if (signsIn && !said.backchannel_logout_uri) return 'backchannel_logout_uri';
  return undefined;
}
