import {
  choice,
  type Drawn,
  type Field,
  type Leaf,
  presence,
  type Way,
  type Ways,
} from '../../views/admin/form-shown.ts';
import { asBlock, asLine, asPair } from './form-text.ts';

/** Draws a value, or as much of it as there is; what is absent and has a default shows that. */
export function draw(fields: readonly Field[], value: unknown): Drawn {
  const values: Record<string, string> = {};
  const secrets = new Set<string>();
  walk(fields, value, (leaf, inner) => {
    if (leaf.secret) {
      if (inner !== undefined) secrets.add(leaf.name);
    } else values[leaf.name] = written(leaf, inner ?? leaf.default);
  });
  const note = (name: string, word: string) => {
    values[name] = word;
  };
  shapes(fields, value, note);
  return { values, secrets };
}

export const part = (value: unknown, key: string | undefined): unknown =>
  key === undefined
    ? value
    : typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;

/** Which way a value takes; undefined where there is none. */
export function wayOf({ ways }: Ways, value: unknown): Way | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object')
    return (
      ways.find(({ id, is }) => is === 'constant' && id === value) ??
      ways.find(({ is }) => is === 'text')
    );
  return ways.find(({ id, is, tag }) =>
    tag ? part(value, tag) === id : is === 'object' && part(value, id) !== undefined,
  );
}

/** Each input with the part of the value that stands in it; of ways not taken, nothing. */
export function walk(
  fields: readonly Field[],
  value: unknown,
  visit: (leaf: Leaf, inner: unknown) => void,
): void {
  for (const field of fields) {
    const inner = part(value, field.key);
    if (field.kind === 'group') walk(field.fields, inner, visit);
    else if (field.kind === 'ways') {
      const taken = wayOf(field, inner ?? field.default);
      for (const way of field.ways)
        walk(way.fields, way === taken ? (inner ?? field.default) : undefined, visit);
    } else visit(field, inner);
  }
}

function shapes(
  fields: readonly Field[],
  value: unknown,
  note: (name: string, word: string) => void,
): void {
  for (const field of fields) {
    const inner = part(value, field.key);
    if (field.kind === 'group') {
      if (field.optional) note(presence(field.name), inner === undefined ? '' : 'yes');
      shapes(field.fields, inner, note);
    } else if (field.kind === 'ways') {
      const said = inner ?? field.default;
      const taken = wayOf(field, said);
      note(choice(field.name), taken?.id ?? '');
      for (const way of field.ways) shapes(way.fields, way === taken ? said : undefined, note);
    }
  }
}

function written(leaf: Leaf, value: unknown): string {
  if (value === undefined) return '';
  if (leaf.kind === 'yes') return value ? 'yes' : 'no';
  if (leaf.kind === 'number' || leaf.kind === 'choice') return String(value);
  if (leaf.kind === 'long') return asBlock(String(value));
  if (leaf.kind === 'lines') {
    const all = value as unknown[];
    const line = (one: unknown) => (typeof one === 'string' ? asListed(one) : JSON.stringify(one));
    return all.length === 0 && leaf.optional ? '[]' : all.map(line).join('\n');
  }
  if (leaf.kind === 'pairs') {
    const all = Object.entries(value as Record<string, unknown>);
    const lines = all.flatMap(([name, one]) =>
      Array.isArray(one)
        ? one.length === 0
          ? [asPair(name)]
          : one.map((each) => asPair(name, String(each)))
        : [asPair(name, String(one))],
    );
    return all.length === 0 && leaf.optional ? '{}' : lines.join('\n');
  }
  return asLine(String(value));
}

/** One of several texts: what would read as something else stands in quotes. */
const asListed = (text: string): string =>
  /^(\[\]|\{.*)$/s.test(text) ? JSON.stringify(text) : asLine(text);
