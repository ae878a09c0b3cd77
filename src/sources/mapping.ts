import { z } from 'zod';
import { Refusal } from '../errors.ts';

/**
 * From what a source says, by its own names, to our attributes: a small declarative mapping that an
 * administrator writes. A text names an attribute, or is a JSON pointer (RFC 6901) when it begins
 * with a slash. What is not said is absent; what is said several times is refused, since nobody can
 * know which of two numbers is the person's, unless the pointer says which.
 */
const path = z.string().min(1).max(300);

/** Longer texts are matched by no pattern: a pattern must not be made slow by whoever comes. */
const MATCHED = 200;

const pattern = z
  .string()
  .min(1)
  .max(200)
  .refine(
    isPattern,
    'must be a regular expression without back references, repeats of a group, or more than two open repeats',
  );

const simple = z.union([
  path,
  z.strictObject({ value: z.string().max(300) }),
  z.strictObject({ path, table: z.record(z.string().max(100), z.string().max(300)) }),
  z.strictObject({ path, pattern, take: z.string().max(100).default('$1') }),
]);

const rule = z.union([
  simple,
  z.strictObject({ join: z.array(simple).min(1).max(10), between: z.string().max(10).default('') }),
]);

export const mappingShape = z
  .strictObject({
    fields: z.strictObject({
      name: rule.optional(),
      alias: rule.optional(),
      id_type: rule.optional(),
      id_number: rule.optional(),
      phone_number: rule.optional(),
      email: rule.optional(),
      gender: rule.optional(),
      birthdate: rule.optional(),
    }),
    id_types: z
      .record(z.string().max(50), z.string().max(50))
      .default({})
      .describe('The document-type texts of the source in our identifier types.'),
    acr: path.optional().describe('Where the level stands when the protocol itself says none.'),
    levels: z
      .record(z.string().max(200), z.int().min(0).max(4))
      .optional()
      .describe('Its words for levels in ours; a word that is not here then counts as 0.'),
  })
  .describe('Which of its attributes become which of ours.');

export type Mapping = z.input<typeof mappingShape>;
type Rule = z.input<typeof rule>;
/** An attribute of ours. */
type Field = keyof Mapping['fields'];

/** The mapping of a source that gives our attributes by these names, and says no levels. */
export const byName = (names: Partial<Record<Field, string>>): Mapping => ({
  fields: names,
});

/** The mapping of systems that write attributes as OpenID Connect and we do. */
export const usual: Mapping = byName({
  name: 'name',
  alias: 'alias',
  id_type: 'id_type',
  id_number: 'id_number',
  phone_number: 'phone_number',
  email: 'email',
  gender: 'gender',
  birthdate: 'birthdate',
});

/**
 * Our attributes by our names, as they came (attributes.ts cleans them). Throws Refusal
 * `sources.bad_answer` with the field when one is said several times.
 */
export function mapped(
  { fields }: Mapping,
  said: Record<string, unknown>,
): Partial<Record<Field, unknown>> {
  const ours: Partial<Record<Field, unknown>> = {};
  for (const [field, rule] of Object.entries(fields) as [Field, Rule | undefined][]) {
    const value = rule === undefined ? undefined : evaluate(rule, said, field);
    if (value !== undefined) ours[field] = value;
  }
  return ours;
}

/**
 * The level that the source asserts; undefined when its mapping has no table of levels, so that
 * every sign-in there has the ceiling. A word that is not in the table asserts nothing: 0.
 */
export function assertedLevel(
  { levels, acr: at }: Mapping,
  { acr, attributes }: { acr?: string; attributes: Record<string, unknown> },
): number | undefined {
  if (!levels) return undefined;
  const word = at === undefined ? acr : evaluate(at, attributes, 'acr');
  if (typeof word !== 'string' && typeof word !== 'number') return 0;
  return Object.hasOwn(levels, String(word)) ? (levels[String(word)] ?? 0) : 0;
}

/** Whether any attribute of ours is read out of this one of the source's. */
export const reads = ({ fields }: Mapping, name: string): boolean =>
  Object.values(fields).some((rule) => rule !== undefined && pathsOf(rule).includes(name));

/** The names at which a rule begins to read. */
function pathsOf(rule: Rule): string[] {
  if (typeof rule === 'string') return [stepsOf(rule)[0] ?? ''];
  if ('value' in rule) return [];
  if ('join' in rule) return rule.join.flatMap(pathsOf);
  return pathsOf(rule.path);
}

/** The source's words for this level and above, the lowest first: what is asked for there. */
export const wordsFor = ({ levels = {} }: Mapping, level: number): string[] =>
  Object.entries(levels)
    .filter(([, ours]) => ours >= level)
    .sort(([, a], [, b]) => a - b)
    .map(([word]) => word);

function evaluate(rule: Rule, said: Record<string, unknown>, field: string): unknown {
  if (typeof rule === 'string') return single(at(said, rule), field);
  if ('value' in rule) return rule.value;
  if ('join' in rule) {
    const parts = rule.join.map((part) => text(evaluate(part, said, field)));
    return parts.every((part) => part !== undefined) ? parts.join(rule.between ?? '') : undefined;
  }
  const word = text(single(at(said, rule.path), field));
  if (word === undefined) return undefined;
  if ('table' in rule) return Object.hasOwn(rule.table, word) ? rule.table[word] : undefined;
  if (word.length > MATCHED) return undefined;
  const match = new RegExp(rule.pattern, 'u').exec(word);
  return match
    ? (rule.take ?? '$1').replace(/\$(\d)/g, (_, group) => match[Number(group)] ?? '')
    : undefined;
}

/** By name, or step by step along a pointer; never into what an object inherits. */
function at(said: unknown, path: string): unknown {
  let here: unknown = said;
  for (const step of stepsOf(path)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here ?? undefined;
}

const stepsOf = (path: string): string[] =>
  path.startsWith('/')
    ? path
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : [path];

function single(value: unknown, field: string): unknown {
  if (!Array.isArray(value)) return value;
  const different = [...new Set(value)];
  if (different.length < 2) return different[0];
  throw new Refusal('sources.bad_answer', { words: { fault: `${field} repeated` } });
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** Without what makes matching slow: back references, repeats of a group, many open repeats. */
function isPattern(source: string): boolean {
  if (/\\[1-9k]/.test(source)) return false;
  const plain = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)[*+{]/.test(plain) || (plain.match(/[*+]|\{\d+,\}/g) ?? []).length > 2) return false;
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
