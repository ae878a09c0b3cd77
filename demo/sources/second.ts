/**
 * Every system of the sample province can be connected once more, by somebody who learns how. This is
 * what they type on the console, box by box, as its forms are labelled: no more than differs from how
 * the form begins.
 */
import { draw, part, walk, wayOf } from '../../src/admin/form-draw.ts';
import { fieldsOf } from '../../src/admin/form-fields.ts';
import { labelsOf } from '../../src/admin/source-form.ts';
import { partsOf } from '../../src/admin/source-parts.ts';
import type { Protocol } from '../../src/sources/contract.ts';
import * as editing from '../../src/sources/editing.ts';
import { type Mapping, mappingShape } from '../../src/sources/mapping.ts';
import { isProtocol, protocols } from '../../src/sources/register.ts';
import { choice, type Field, presence, secretInput } from '../../views/admin/form-shown.ts';
import { ruleWords } from '../../views/admin/source-rules.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Words } from '../words.ts';
import type { LoginSystem } from './login-system.ts';
import { mappingOf, secondIdOf } from './vocabularies.ts';
import { wordsOf } from './words.ts';

/** One box of a form; `reads` is what a choice or a box to tick says, where that is not its value. */
export interface Typed {
  label: string;
  input: string;
  value: string;
  reads?: string;
}

export interface Second {
  id: string;
  /** Where the form begins: the protocol, and the shape that was chosen. */
  begin: string;
  settings: Record<string, unknown>;
  mapping: Mapping;
  /** On the page that connects, and then on the one that changes the mapping. */
  connect: Typed[];
  map: Typed[];
}

const lang = 'zh-CN';
const { connecting, approvals } = sentences(lang).console;

export function secondOf({ id, protocol, second }: LoginSystem): Second {
  if (!isProtocol(protocol)) throw new Error(`no protocol ${protocol}`);
  const { settings, preset } = second;
  const { presets = {}, mapping: usual }: Protocol = protocols[protocol];
  const begun = preset === undefined ? undefined : presets[preset];
  const { who, details, settings: own } = partsOf(protocol);
  const names = words(wordsOf[id].names);
  const account_words = words(wordsOf[id].account);
  const mapping = mappingOf(id);
  const connect = [
    ...typed(who.fields, protocol, {}, { id: secondIdOf(id), department_code: id }),
    ...typed(details.fields, protocol, {}, { names, account_words }),
    ...typed(own.fields, protocol, begun?.settings ?? {}, own.shape.parse(settings)),
    ...rules({ ceiling: 2, registration: 'issued' }),
  ];
  const shape = editing.shapeOf(protocol, 'mapping');
  const map = typed(
    fieldsOf(shape, 'mapping'),
    'mapping',
    mappingShape.parse(begun?.mapping ?? usual),
    mappingShape.parse(mapping),
  );
  const query = new URLSearchParams({ protocol, ...(preset !== undefined && { preset }) });
  const begin = `/admin/sources/new?${query}`;
  return { id: secondIdOf(id), begin, settings, mapping, connect, map };
}

/** Called so that the picker tells it from the first. */
const words = (of: Words) =>
  Object.fromEntries(Object.entries(of).map(([lang, text]) => [lang, `${text} 2`]));

const rules = (said: { ceiling: number; registration: string }): Typed[] =>
  (['ceiling', 'registration'] as const).map((rule) => ({
    ...{ label: approvals.labels[rule], input: rule, value: String(said[rule]) },
    reads: ruleWords(rule, said[rule], lang),
  }));

function typed(
  fields: readonly Field[],
  vocabulary: string,
  begun: unknown,
  wanted: unknown,
): Typed[] {
  const before = draw(fields, begun).values;
  const { values } = draw(fields, wanted);
  const secrets = new Map<string, string>();
  walk(fields, wanted, (leaf, inner) => {
    if (leaf.secret && inner !== undefined) secrets.set(leaf.name, String(inner));
  });
  const labelOf = labelsOf(vocabulary, fields, lang);
  const box = (name: string, reads?: string): Typed[] => {
    const value = values[name] ?? '';
    if (value === (before[name] ?? '')) return [];
    return [{ label: labelOf(name), input: name, value, ...(reads !== undefined && { reads }) }];
  };
  const boxes = (field: Field, value: unknown): Typed[] => {
    const inner = part(value, field.key);
    if (field.kind === 'group')
      return field.optional && inner === undefined
        ? box(presence(field.name))
        : [
            ...(field.optional ? box(presence(field.name), connecting.on) : []),
            ...field.fields.flatMap((one) => boxes(one, inner)),
          ];
    if (field.kind === 'ways') {
      const way = wayOf(field, inner ?? field.default);
      const name = way ? (connecting.ways[way.id] ?? way.id) : connecting.none;
      return [
        ...box(choice(field.name), name),
        ...(way?.fields ?? []).flatMap((one) => boxes(one, inner)),
      ];
    }
    const secret = secrets.get(field.name);
    if (field.secret)
      return secret === undefined
        ? []
        : [{ label: labelOf(field.name), input: secretInput(field.name), value: secret }];
    const says = { yes: connecting.yes, no: connecting.no }[values[field.name] ?? ''];
    return box(field.name, field.kind === 'yes' ? says : undefined);
  };
  return fields.flatMap((field) => boxes(field, wanted));
}
