import type { z } from 'zod';

/**
 * What is wrong with what somebody said, field by field, each as a word that the catalogue has a
 * sentence for (views/locales/faults). Never the value itself, which may be a secret.
 */

export const rules = [
  'missing',
  'text',
  'number',
  'list',
  'object',
  'truth',
  'shape',
  'unknown',
  'one_of',
  'short',
  'long',
  'few',
  'many',
  'least',
  'most',
  'json',
  'id',
  'id_kept',
  'sector',
  'sector_listed',
  'department',
  'phone',
  'mail',
  'matter',
  'not_whole',
  'fragment',
  'wildcard',
  'login',
  'http',
  'loopback',
  'scheme',
  'port',
  'return_missing',
  'return_idle',
  'notices_pair',
  'notices_scope',
  'resource',
  'max_age',
  'network',
  'network_needed',
  'network_within',
  'network_public',
  'scope',
  'openid_missing',
  'openid_idle',
  'claim',
  'basis',
  'optional',
  'months',
  'fixed',
  'none_machine',
  'none_pkce',
  'keys',
  'keys_both',
  'key_private',
  'key_kid',
  'key_kid_twice',
  'key_kind',
  'key_use',
  'key_needed',
  'key_for',
  'enc_idle',
  'signed_needed',
  'strict_method',
  'strict_alg',
  'strict_id_token',
  'strict_pkce',
  'strict_https',
  'answers',
  'not_strict',
  'strict_refused',
  'beyond',
  'other_id',
  'not_sent_back',
  'not_its',
  'registered',
  'origin',
] as const;

export type Rule = (typeof rules)[number];

/** One field that cannot stand, as its form or the document it came in calls it: `contacts.duty.mail`. */
export interface Fault {
  field: string;
  rule: Rule;
  /** Of a list, which one, from 0. */
  at?: number;
  /** What the sentence needs: limits and choices of ours, never anything that was said. */
  words?: Readonly<Record<string, string | number>>;
}

/** Each fault once: of several at one place the first, since mending it may mend the rest. */
export function firstOfEach(faults: readonly Fault[]): Fault[] {
  const found = new Map<string, Fault>();
  for (const fault of faults) {
    const key = `${fault.field} ${fault.at ?? ''}`;
    if (!found.has(key)) found.set(key, fault);
  }
  return [...found.values()];
}

/** What a schema finds wrong with a value; a rule may stand as the message of a refinement. */
export const faultsIn = (issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] =>
  firstOfEach(issues.flatMap((issue) => faultsOf(issue, value)));

function faultsOf(issue: z.core.$ZodIssue, value: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      ...placeOf([...issue.path, key]),
      rule: 'unknown' as const,
    }));
  return [{ ...placeOf(issue.path), ...ruleOf(issue, at(value, issue.path)) }];
}

/** `['redirect_uris', 1]` is the second of the field `redirect_uris`. */
function placeOf(path: readonly PropertyKey[]): Pick<Fault, 'field' | 'at'> {
  const field = path.filter((part) => typeof part === 'string').join('.');
  const index = path.find((part) => typeof part === 'number');
  return { field: shown(field), ...(index !== undefined && { at: index }) };
}

/** A name from outside is said back: only what can be one of ours. */
const shown = (field: string) => (/^[\w.#:-]{1,80}$/.test(field) ? field : '');

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((within, part) => (within as Record<PropertyKey, unknown>)?.[part], value);

function ruleOf(issue: z.core.$ZodIssue, value: unknown): Pick<Fault, 'rule' | 'words'> {
  if (value === undefined || value === null) return { rule: 'missing' };
  const own = rules.find((rule) => rule === issue.message);
  if (own) return { rule: own };
  switch (issue.code) {
    case 'invalid_type':
      return { rule: types[issue.expected] ?? 'shape' };
    case 'too_small':
      if (typeof value === 'string' && value.trim() === '') return { rule: 'missing' };
      return { rule: sizes[issue.origin]?.[0] ?? 'least', words: { least: Number(issue.minimum) } };
    case 'too_big':
      return { rule: sizes[issue.origin]?.[1] ?? 'most', words: { most: Number(issue.maximum) } };
    case 'invalid_value':
      return { rule: 'one_of', words: { allowed: issue.values.map(String).join(', ') } };
    default:
      return { rule: 'shape' };
  }
}

const types: Partial<Record<string, Rule>> = {
  ...{ string: 'text', number: 'number', int: 'number', array: 'list' },
  ...{ object: 'object', boolean: 'truth' },
};

const sizes: Partial<Record<string, readonly [Rule, Rule]>> = {
  string: ['short', 'long'],
  array: ['few', 'many'],
};
