import type { z } from 'zod';
import {
  choice,
  type FaultWord,
  type Field,
  type FormFault,
  presence,
  secretInput,
} from '../../views/admin/form-shown.ts';
import type { Sent } from './form-read.ts';

type Issue = z.core.$ZodIssue;

/** Each refusal of a schema at its input; the first of several at one. */
export function faultsOf(
  fields: readonly Field[],
  issues: readonly Issue[],
  sent: Sent,
): FormFault[] {
  const found = new Map<string, FormFault>();
  for (const issue of issues.flatMap((one) => unfolded(one, fields, sent))) {
    const name = inputAt(fields, issue.path, sent) ?? '';
    if (!found.has(name)) found.set(name, { name, ...wordOf(issue) });
  }
  return [...found.values()];
}

/** Of a union only what the way that was chosen says is of use. */
function unfolded(issue: Issue, fields: readonly Field[], sent: Sent): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const whole = inputAt(fields, issue.path, sent);
  const inner = issue.errors
    .flat()
    .map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as Issue)
    .flatMap((one) => unfolded(one, fields, sent));
  const deeper = inner.filter(
    (one) => one.code !== 'unrecognized_keys' && inputAt(fields, one.path, sent) !== whole,
  );
  const shallow = inner.filter((one) => !['unrecognized_keys', 'invalid_type'].includes(one.code));
  const [best = issue] = deeper.length > 0 ? deeper : shallow;
  return [best];
}

/** The input that a path of the value leads to, as far as it does. */
function inputAt(
  fields: readonly Field[],
  path: readonly PropertyKey[],
  sent: Sent,
): string | undefined {
  const [key, ...rest] = path;
  const field = fields.find((one) => one.key === key);
  if (!field) return undefined;
  if (field.kind === 'group') {
    const deeper = rest.length > 0 ? inputAt(field.fields, rest, sent) : undefined;
    if (deeper !== undefined) return deeper;
    return field.optional ? presence(field.name) : firstOf(field.fields);
  }
  if (field.kind === 'ways') {
    const way = field.ways.find(({ id }) => id === sent[choice(field.name)]);
    if (way?.is === 'text') return way.fields[0]?.name;
    return (
      (way && rest.length > 0 ? inputAt(way.fields, rest, sent) : undefined) ?? choice(field.name)
    );
  }
  return field.secret ? secretInput(field.name) : field.name;
}

function firstOf([first]: readonly Field[]): string | undefined {
  if (!first) return undefined;
  if (first.kind === 'group') return firstOf(first.fields);
  return first.kind === 'ways' ? choice(first.name) : first.name;
}

function wordOf(issue: Issue): Omit<FormFault, 'name'> {
  switch (issue.code) {
    case 'invalid_type':
      return { fault: issue.input === undefined ? 'missing' : typeWord(issue.expected) };
    case 'too_small':
      return {
        fault: sizes[issue.origin as keyof typeof sizes]?.[0] ?? 'least',
        limit: Number(issue.minimum),
      };
    case 'too_big':
      return {
        fault: sizes[issue.origin as keyof typeof sizes]?.[1] ?? 'most',
        limit: Number(issue.maximum),
      };
    case 'invalid_value':
      return { fault: issue.input === undefined ? 'missing' : 'choice' };
    case 'invalid_format':
      if (issue.format === 'url') return { fault: 'address' };
      return /^(must|is) /.test(issue.message)
        ? { fault: 'said', said: issue.message }
        : { fault: 'shape' };
    case 'custom':
      return { fault: 'said', said: issue.message };
    default:
      return { fault: 'shape' };
  }
}

const sizes = { string: ['short', 'long'], array: ['few', 'many'] } as const;

const typeWord = (expected: string): FaultWord =>
  expected === 'int' || expected === 'number' ? 'number' : 'shape';
