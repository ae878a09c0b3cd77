import { z } from 'zod';
import type { Field, Group, Leaf, Way } from '../../views/admin/form-shown.ts';

/**
 * The fields that a form has, out of a zod schema. A schema of another shape than these is a fault of
 * ours, found when its form is first drawn (test/admin/form.test.ts draws all of them).
 */

type Common = Omit<Group, 'kind' | 'fields'>;

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: string[];
  const?: string;
  default?: unknown;
  format?: string;
  maxLength?: number;
  secret?: boolean;
}

/** Longer texts have a box of several lines. */
const ONE_LINE = 1_024;

/** The fields of an object's schema; every name begins with `prefix`. */
export function fieldsOf(schema: z.ZodType, prefix: string): Field[] {
  const read = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return inside(read, prefix, '');
}

function inside(schema: Schema, name: string, label: string, but?: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    if (key === but) return [];
    const optional = !schema.required?.includes(key) && inner.default === undefined;
    const labelled = label === '' ? key : `${label}.${key}`;
    return [field(inner, { key, optional, name: `${name}.${key}`, label: labelled })];
  });
}

function field(schema: Schema, at: Omit<Common, 'default'>): Field {
  const common = { ...at, ...(schema.default !== undefined && { default: schema.default }) };
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return { ...common, kind: 'ways', ways: several.flatMap((one) => ways(one, at)) };
  if (schema.properties)
    return { ...common, kind: 'group', fields: inside(schema, at.name, at.label) };
  return leaf(schema, common);
}

/** A union within a union is more of the same; a word that must be is a way of its own. */
function ways(schema: Schema, { name, label }: Pick<Common, 'name' | 'label'>): Way[] {
  const within = schema.oneOf ?? schema.anyOf;
  if (within) return within.flatMap((one) => ways(one, { name, label }));
  if (schema.enum) return schema.enum.map((id) => ({ id, is: 'constant', fields: [] }));
  if (schema.properties) {
    const tag = Object.keys(schema.properties).find((key) => schema.properties?.[key]?.const);
    const id = tag ? schema.properties[tag]?.const : schema.required?.at(-1);
    if (!id) throw new Error(`${label}: nothing tells this way from others`);
    const fields = inside(schema, `${name}:${id}`, label, tag);
    return [{ id, is: 'object', ...(tag && { tag }), fields }];
  }
  const at = { name: `${name}:path`, label: `${label}.path`, key: undefined, optional: false };
  return [{ id: 'path', is: 'text', fields: [leaf(schema, at)] }];
}

function leaf(schema: Schema, common: Common): Leaf {
  const it = { ...common, secret: schema.secret === true };
  if (schema.enum) return { ...it, kind: 'choice', choices: schema.enum };
  if (schema.type === 'boolean') return { ...it, kind: 'yes' };
  if (schema.type === 'integer' || schema.type === 'number') return { ...it, kind: 'number' };
  if (schema.type === 'array')
    return { ...it, kind: 'lines', of: schema.items?.anyOf ? 'json' : 'texts' };
  if (schema.type === 'object' && schema.additionalProperties) {
    const of = { array: 'lists', integer: 'numbers', string: 'texts' } as const;
    const { type = '' } = schema.additionalProperties;
    if (!Object.hasOwn(of, type)) throw new Error(`${common.label}: pairs of ${type}`);
    return { ...it, kind: 'pairs', of: of[type as keyof typeof of] };
  }
  if (schema.type !== 'string') throw new Error(`${common.label}: no input for ${schema.type}`);
  if (schema.format === 'date') return { ...it, kind: 'date' };
  return { ...it, kind: (schema.maxLength ?? 0) > ONE_LINE ? 'long' : 'text' };
}
