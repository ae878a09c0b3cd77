import { z } from 'zod';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import type { State } from './life.ts';

/** What of a person a source may ever correct. Name, number and date of birth never: staff settle those. */
export const correctable = ['phone_number', 'email', 'alias', 'gender'] as const;

/** What an arrival through a source may bring about. What it decides is in identities (matching). */
export interface Policy {
  /**
   * How an account that is new here finds its identity: by its number, by the national hash of it,
   * or only by having been linked before.
   */
  matching: 'identifier' | 'national_hash' | 'bound_only';
  /** A new account may be joined to an identity that is there. */
  may_link: boolean;
  /** A new account may become an identity. */
  may_create: boolean;
  /** It may be joined by name and number alone; otherwise whoever comes proves the identity first. */
  links_alone: boolean;
  /** What comes may be written at an identity that is there. */
  updates_alone: boolean;
  /** Who may come through it. */
  kinds: ('person' | 'organisation')[];
  /** Codes of the departments at whose services, theirs and below, it may be used; null: everywhere. */
  regions: string[] | null;
  /** What it may write over; what is missing any source may add. */
  corrects: (typeof correctable)[number][];
}

const each = <T extends z.ZodType>(one: T) =>
  z
    .array(one)
    .max(50)
    .refine((all) => new Set(all).size === all.length, 'said twice');

export const policyShape = z.strictObject({
  matching: z.enum(['identifier', 'national_hash', 'bound_only']),
  may_link: z.boolean(),
  may_create: z.boolean(),
  links_alone: z.boolean(),
  updates_alone: z.boolean(),
  kinds: each(z.enum(['person', 'organisation'])).min(1),
  regions: each(z.string().min(1).max(60)).min(1).nullable(),
  corrects: each(z.enum(correctable)),
});

/** What a source may that nothing was said about. */
export const openPolicy: Policy = {
  matching: 'identifier',
  may_link: true,
  may_create: true,
  links_alone: true,
  updates_alone: true,
  kinds: ['person'],
  regions: null,
  corrects: ['phone_number', 'email'],
};

export const policyFields = Object.keys(openPolicy) as (keyof Policy)[];

/** The policy of a source out of its row. */
export function policyOf(row: Policy): Policy {
  const { matching, may_link, may_create, links_alone, updates_alone } = row;
  const { kinds, regions, corrects } = row;
  const switches = { may_link, may_create, links_alone, updates_alone };
  return { matching, ...switches, kinds, regions, corrects };
}

/**
 * What an arrival may bring about as the source stands now. While it is tried, what it says of
 * whoever comes joins nobody and proves nothing (ADR 25); whoever proves an older way in besides is
 * joined to that.
 */
export const rulesOf = (row: Policy & { state: State }): Policy =>
  row.state === 'test'
    ? { ...policyOf(row), matching: 'bound_only', links_alone: false, updates_alone: false }
    : policyOf(row);

/**
 * Throws `sources.no_national_hash` while there is none to match by, and `sources.bad_settings` when
 * a region is no department, or one that is closed.
 */
export async function tenable(base: Base, { matching, regions }: Partial<Policy>): Promise<void> {
  if (matching === 'national_hash')
    throw new Refusal('sources.no_national_hash', { field: 'matching' });
  for (const code of regions ?? [])
    if ((await departments.hold(base, code)) === undefined)
      throw new Refusal('sources.bad_settings', { field: 'regions' });
}

/**
 * Whether a source may be used at a service of this department. The account pages are of none: they
 * are everybody's.
 */
export async function servesAt(
  base: Base,
  policy: Pick<Policy, 'regions'>,
  department_id: string | undefined,
): Promise<boolean> {
  if (policy.regions === null || department_id === undefined) return true;
  return serves(policy, await departments.path(base, department_id));
}

/** The same for whoever has the departments above the service already. */
export const serves = (
  { regions }: Pick<Policy, 'regions'>,
  above: readonly { code: string }[] | undefined,
): boolean =>
  regions === null || above === undefined || above.some(({ code }) => regions.includes(code));
