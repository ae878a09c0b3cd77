import { z } from 'zod';
import { type Fault, faultsIn, type Rule } from '../faults.ts';
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
const matter = z.string().regex(/^[0-9A-Z]{6,40}$/, 'matter' satisfies Rule);

/** The part of a registration that is words, by its fields. */
export const wordShapes = {
  names: words(60),
  descriptions: words(300),
  purpose: z.string().trim().min(10).max(1_000),
  matters: z.array(matter).max(500),
  contacts: contactsShape,
} as const satisfies Partial<Record<keyof Registration, z.ZodType>>;

export type WordField = keyof typeof wordShapes;

/** What is wrong with these, each with its part (`contacts.technical.mail`); what is not said is no fault. */
export function faultsInWords(said: Partial<Record<WordField, unknown>>): Fault[] {
  return Object.entries(wordShapes).flatMap(([field, shape]) => {
    const value = said[field as WordField];
    if (value === undefined || value === null) return [];
    const read = z.object({ [field]: shape }).safeParse({ [field]: value });
    return read.success ? [] : faultsIn(read.error.issues, { [field]: value });
  });
}

/** What says more of a person than that somebody was there, and so is given for a matter alone. */
const forMatters = new Set(['realname', 'phone', 'idno', 'records', 'records:read']);

/** The fields without which it cannot be submitted, as far as they are not there. */
export function missingIn(said: Partial<Registration>): (keyof Registration)[] {
  const scopes = said.scopes?.split(' ') ?? [];
  const signsIn = (said.grant_types ?? ['authorization_code']).includes('authorization_code');
  const forPeople = scopes.some((scope) => forMatters.has(scope));
  const wanted = {
    names: said.names,
    descriptions: said.descriptions,
    purpose: said.purpose,
    contacts: said.contacts,
    scopes: scopes.length > 0,
    matters: !forPeople || said.matters?.length,
    redirect_uris: !signsIn || said.redirect_uris?.length,
    // Whoever signs people in is told when they are signed out (DESIGN 5).
    backchannel_logout_uri: !signsIn || said.backchannel_logout_uri,
  };
  return (Object.keys(wanted) as (keyof typeof wanted)[]).filter((field) => !wanted[field]);
}
