import { z } from 'zod';
import * as sources from '../sources/sources.ts';

/** The form of a source's rules: what it says, and what of it is other than it stands. */

const yes = z.enum(['yes', 'no']).optional();
const ticked = z.literal('yes').optional();

export const ruleFields = {
  ceiling: z.coerce.number().int().min(0).max(4),
  registration: z.enum(['issued', 'self_registered']),
  matching: z.enum(['identifier', 'national_hash', 'bound_only']).optional(),
  may_link: yes,
  may_create: yes,
  links_alone: yes,
  updates_alone: yes,
  regions: z
    .string()
    .max(2_000)
    .regex(/^[a-z0-9\s-]*$/)
    .optional(),
  // A box that is not ticked is not sent: this says that the boxes were there.
  policy: ticked,
  kinds_person: ticked,
  kinds_organisation: ticked,
  corrects_phone_number: ticked,
  corrects_email: ticked,
  corrects_alias: ticked,
  corrects_gender: ticked,
};

type Said = z.infer<z.ZodObject<typeof ruleFields>>;

/** The rules that the form says otherwise than they stand; a field that it does not have stays. */
export function changedRules(was: sources.Rules, said: Said): Partial<sources.Rules> {
  const { ceiling, registration, matching = was.matching } = said;
  const on = (rule: 'may_link' | 'may_create' | 'links_alone' | 'updates_alone') =>
    said[rule] === undefined ? was[rule] : said[rule] === 'yes';
  const boxes = said.policy === 'yes';
  const codes = said.regions?.split(/\s+/).filter(Boolean).sort();
  const wanted: sources.Rules = {
    ...{ ceiling, registration, matching },
    may_link: on('may_link'),
    may_create: on('may_create'),
    links_alone: on('links_alone'),
    updates_alone: on('updates_alone'),
    kinds: boxes
      ? (['person', 'organisation'] as const).filter((one) => said[`kinds_${one}`])
      : was.kinds,
    regions: codes === undefined ? was.regions : codes.length > 0 ? codes : null,
    corrects: boxes
      ? sources.correctable.filter((field) => said[`corrects_${field}`])
      : was.corrects,
  };
  const same = (rule: (typeof sources.ruleFields)[number]) =>
    JSON.stringify(sorted(was[rule])) === JSON.stringify(sorted(wanted[rule]));
  const changed = sources.ruleFields.filter((rule) => !same(rule));
  return Object.fromEntries(changed.map((rule) => [rule, wanted[rule]]));
}

const sorted = (value: unknown) => (Array.isArray(value) ? [...value].sort() : value);
