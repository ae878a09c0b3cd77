import {
  choice,
  type Field,
  type FormFault,
  type Leaf,
  presence,
  secretChoice,
  secretInput,
} from '../../views/admin/form-shown.ts';
import { part, wayOf } from './form-draw.ts';
import { LineFault, linesOf, ofBlock, ofLine, ofPair } from './form-text.ts';

/** What was sent, by the names of the inputs. Names that the form does not have are never looked at. */
export type Sent = Readonly<Record<string, string>>;

/** What stood there before: secrets that are kept come from here. */
export interface Before {
  value: unknown;
  /** Secrets that were typed into this form a moment ago, by their names. */
  typed: ReadonlyMap<string, string>;
}

export interface ReadForm {
  /** What the schema reads next; undefined parts are absent. */
  value: Record<string, unknown>;
  /** Inputs that cannot be read at all. */
  faults: FormFault[];
  /** Every secret that was typed, here or a moment ago, and is still wanted. */
  typed: Map<string, string>;
}

export function readForm(fields: readonly Field[], sent: Sent, before: Before): ReadForm {
  const found: ReadForm = { value: {}, faults: [], typed: new Map() };
  found.value = inside(fields, before.value, { sent, before, found });
  return found;
}

interface Reading {
  sent: Sent;
  before: Before;
  found: ReadForm;
}

function inside(fields: readonly Field[], old: unknown, reading: Reading) {
  const value: Record<string, unknown> = {};
  for (const field of fields) {
    const inner = one(field, part(old, field.key), reading);
    if (field.key !== undefined && inner !== undefined) value[field.key] = inner;
  }
  return value;
}

function one(field: Field, old: unknown, reading: Reading): unknown {
  const { sent, found } = reading;
  if (field.kind === 'group') {
    if (field.optional && sent[presence(field.name)] !== 'yes') return undefined;
    return inside(field.fields, old, reading);
  }
  if (field.kind === 'ways') {
    const way = field.ways.find(({ id }) => id === sent[choice(field.name)]);
    if (!way) return undefined;
    if (way.is === 'constant') return way.id;
    // A secret of another way is not this one's.
    const same = wayOf(field, old) === way ? old : undefined;
    const [text] = way.fields;
    if (way.is === 'text') return text && (one(text, undefined, reading) ?? '');
    return { ...(way.tag && { [way.tag]: way.id }), ...inside(way.fields, same, reading) };
  }
  if (field.secret) return secret(field, old, reading);
  try {
    return typed(field, sent[field.name] ?? '');
  } catch (fault) {
    if (!(fault instanceof LineFault)) throw fault;
    found.faults.push({ name: field.name, fault: 'line' });
    return undefined;
  }
}

/** Left alone it stays; to replace or remove it is said so. What was typed by the way replaces nothing. */
function secret(field: Leaf, old: unknown, { sent, before, found }: Reading): unknown {
  const { name } = field;
  const given = (sent[secretInput(name)] ?? '').replaceAll('\r\n', '\n');
  const here = before.typed.get(name) ?? old;
  const how = sent[secretChoice(name)] ?? (here === undefined || given !== '' ? 'replace' : 'keep');
  if (how === 'remove' && field.optional) return undefined;
  if (how === 'replace' || here === undefined) {
    if (given !== '') {
      found.typed.set(name, given);
      return given;
    }
    // The old one does not come back by being forgotten.
    if (here !== undefined) found.faults.push({ name: secretInput(name), fault: 'secret_missing' });
    return undefined;
  }
  if (given !== '') found.faults.push({ name: secretInput(name), fault: 'secret_kept' });
  const again = before.typed.get(name);
  if (again !== undefined) found.typed.set(name, again);
  return here;
}

function typed(field: Leaf, text: string): unknown {
  const plain = text.trim();
  switch (field.kind) {
    case 'yes':
      return plain === '' ? undefined : plain === 'yes' ? true : plain === 'no' ? false : plain;
    case 'number':
      return plain === '' ? undefined : /^-?\d{1,15}$/.test(plain) ? Number(plain) : plain;
    case 'choice':
      return plain === '' ? undefined : plain;
    case 'long':
      return ofBlock(text);
    case 'lines':
      if (plain === '[]') return [];
      return plain === '' && field.optional ? undefined : linesOf(text).map(listed(field));
    case 'pairs':
      if (plain === '{}') return {};
      return plain === '' && field.optional ? undefined : pairs(field, linesOf(text));
    default:
      return ofLine(text);
  }
}

/** A line that begins with a brace says a rule, where rules may stand. */
const listed = ({ of }: Leaf) => {
  return (line: string): unknown => {
    if (of !== 'json' || !line.startsWith('{')) return ofLine(line);
    try {
      return JSON.parse(line);
    } catch {
      throw new LineFault();
    }
  };
};

function pairs({ of }: Leaf, lines: readonly string[]): Record<string, unknown> {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const { name, value } = ofPair(line);
    const before = found.get(name);
    // Said twice, one of them would be lost unseen.
    if (name === '' || (of !== 'lists' && (before || value === undefined))) throw new LineFault();
    found.set(name, [...(before ?? []), ...(value === undefined ? [] : [value])]);
  }
  const as = ([value = '']: string[]) =>
    of === 'numbers' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, of === 'lists' ? values : as(values)]),
  );
}
