// Whole, since drawing, reading and refusing are held against the same schemas.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { draw } from '../../src/admin/form-draw.ts';
import { faultsOf } from '../../src/admin/form-faults.ts';
import { fieldsOf } from '../../src/admin/form-fields.ts';
import { readForm, type Sent } from '../../src/admin/form-read.ts';
import * as text from '../../src/admin/form-text.ts';
import type { Protocol } from '../../src/sources/contract.ts';
import { mappingShape, usual } from '../../src/sources/mapping.ts';
import { isProtocol, type ProtocolName, protocols } from '../../src/sources/register.ts';
import {
  choice,
  type Field,
  leavesOf,
  presence,
  secretInput,
} from '../../views/admin/form-shown.ts';
import { settingsSamples } from './settings-samples.ts';

/** The console's form of each protocol: what it draws is what it reads. */

const all = Object.keys(protocols).filter(isProtocol);
const schemaOf = (name: ProtocolName): z.ZodType => protocols[name].settings;

/** A form as a browser sends it that nobody wrote into. */
function sentBack(fields: readonly Field[], value: unknown): { sent: Sent; secrets: number } {
  const { values, secrets } = draw(fields, value);
  const keep = Object.fromEntries([...secrets].map((name) => [`secret-how.${name}`, 'keep']));
  return { sent: { ...values, ...keep }, secrets: secrets.size };
}

function roundTrip(schema: z.ZodType, value: unknown): void {
  const fields = fieldsOf(schema, 'settings');
  const { sent } = sentBack(fields, value);
  const read = readForm(fields, sent, { value, typed: new Map() });
  expect(read.faults).toEqual([]);
  const parsed = schema.safeParse(read.value);
  expect(parsed.error?.issues ?? []).toEqual([]);
  expect(parsed.data).toEqual(value);
}

describe.each(all)('the form of %s', (name) => {
  const schema = schemaOf(name);
  const fields = fieldsOf(schema, 'settings');
  const samples = settingsSamples(name);

  test('draws an input for every setting, each of its own name', () => {
    const names = leavesOf(fields).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(samples.map((value, at) => [at, value] as const))(
    'sent back as it was drawn, settings %i are the same',
    (_at, value) => roundTrip(schema, value),
  );

  test('whatever valid settings there are survive', () => {
    const whole = fc.constantFrom(...samples).chain((sample) => mutated(fields, sample));
    let tried = 0;
    fc.assert(
      fc.property(whole, (value) => {
        const parsed = schema.safeParse(value);
        if (!parsed.success) return;
        tried += 1;
        roundTrip(schema, parsed.data);
      }),
      { numRuns: 300 },
    );
    process.stdout.write(`form of ${name}: ${tried} of 300 changed settings were valid\n`);
    expect(tried).toBeGreaterThan(30);
  });

  test('no secret stands in what is drawn', () => {
    for (const sample of samples) {
      const { values, secrets } = draw(fields, sample);
      for (const leaf of leavesOf(fields).filter(({ secret }) => secret))
        expect(values).not.toHaveProperty([leaf.name]);
      expect(secrets.size > 0).toBe(name !== 'cas');
    }
  });

  test('an empty form names what is missing, at inputs that are there', () => {
    const { sent } = sentBack(fields, {});
    const read = readForm(fields, sent, { value: undefined, typed: new Map() });
    const parsed = schema.safeParse(read.value);
    if (parsed.success) throw new Error('nothing is needed');
    const faults = faultsOf(fields, parsed.error.issues, sent);
    expect(faults.length).toBeGreaterThan(0);
    const inputs = new Set(inputsOf(fields));
    for (const fault of faults) expect(inputs.has(fault.name), JSON.stringify(fault)).toBe(true);
  });

  test('a preset begins a form', () => {
    for (const preset of Object.values((protocols[name] as Protocol).presets ?? {}))
      expect(Object.values(draw(fields, preset.settings).values).join('')).not.toBe('');
  });
});

describe('the form of a mapping', () => {
  test.each([
    usual,
    {
      fields: {
        name: { join: ['xing', { value: ' ' }, { path: '/m/1', table: { a: 'b' } }], between: '' },
        id_type: { value: 'resident_id' },
        id_number: '/data/user/certNo',
        gender: { path: 'sex', table: { F: '2', M: '1', 'a=b': '' } },
        email: { path: 'dn', pattern: '^uid=([^,]+)', take: '$1' },
      },
      id_types: { '01': 'resident_id' },
      acr: 'authlevel',
      levels: { LOW: 1, HIGH: 3 },
    },
    { fields: {}, levels: {} },
  ])('sent back as it was drawn it is the same: %j', (mapping) =>
    roundTrip(mappingShape, mappingShape.parse(mapping)),
  );

  test('a rule that cannot be is named at its own input', () => {
    const fields = fieldsOf(mappingShape, 'mapping');
    const { values } = draw(fields, {});
    const sent = {
      ...values,
      [choice('mapping.fields.email')]: 'pattern',
      'mapping.fields.email:pattern.path': 'dn',
      'mapping.fields.email:pattern.pattern': '(a+)+',
      [choice('mapping.fields.name')]: 'path',
      'mapping.levels': 'HIGH=9',
    };
    const read = readForm(fields, sent, { value: undefined, typed: new Map() });
    const parsed = mappingShape.safeParse(read.value);
    const faults = faultsOf(fields, parsed.error?.issues ?? [], sent);
    expect(faults.map(({ name, fault }) => [name, fault])).toEqual([
      ['mapping.fields.name:path', 'short'],
      ['mapping.fields.email:pattern.pattern', 'said'],
      ['mapping.levels', 'most'],
    ]);
  });
});

describe('a secret', () => {
  const fields = fieldsOf(schemaOf('oidc'), 'settings');
  const name = 'settings.client_secret';
  const read = (sent: Sent, old: unknown, typed: [string, string][] = []) => {
    const form = readForm(fields, sent, { value: old, typed: new Map(typed) });
    return { secret: form.value['client_secret'], faults: form.faults.map(({ fault }) => fault) };
  };
  const old = { client_secret: 'the old one' };
  const how = (word: string) => ({ [`secret-how.${name}`]: word });
  const given = { [secretInput(name)]: 'the new one' };

  test.each([
    ['left alone, it stays', {}, old, 'the old one', []],
    ['kept, it stays', how('keep'), old, 'the old one', []],
    [
      'typed without being replaced, it stays and that is said',
      { ...how('keep'), ...given },
      old,
      'the old one',
      ['secret_kept'],
    ],
    ['replaced, it is the new one', { ...how('replace'), ...given }, old, 'the new one', []],
    ['replaced by nothing, that is said', how('replace'), old, undefined, ['secret_missing']],
    ['removed, it is gone', how('remove'), old, undefined, []],
    ['typed where there was none, it is that', given, undefined, 'the new one', []],
  ] as const)('%s', (_name, sent, before, secret, faults) => {
    expect(read(sent, before)).toEqual({ secret, faults });
  });

  test('typed a moment ago, it need not be typed again, and comes before the old one', () => {
    expect(read(how('keep'), old, [[name, 'a moment ago']])).toEqual({
      ...{ secret: 'a moment ago', faults: [] },
    });
  });
});

test('any text survives its line, its block and its pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      const line = text.asLine(one);
      expect(line).not.toMatch(/[\r\n]/);
      expect(text.ofLine(line)).toBe(one);
      expect(text.ofBlock(text.asBlock(one))).toBe(one);
      const pair = text.asPair(one, other);
      expect(text.ofPair(pair)).toEqual({ name: one, value: other });
    }),
  );
});

const inputsOf = (fields: readonly Field[]): string[] =>
  fields.flatMap((one) => {
    if (one.kind === 'group') return [presence(one.name), ...inputsOf(one.fields)];
    if (one.kind === 'ways')
      return [choice(one.name), ...one.ways.flatMap(({ fields }) => inputsOf(fields))];
    return [one.secret ? secretInput(one.name) : one.name];
  });

/** Other settings of the same shape: a few of its inputs hold something else. */
function mutated(fields: readonly Field[], sample: unknown): fc.Arbitrary<unknown> {
  const words = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      '',
      ' ',
      '"',
      '""',
      '[]',
      '{}',
      'a=b',
      '"a"=b',
      '/data/id',
      'https://a.example/x',
    ),
    fc.constantFrom('{callback}', '{code}', 'openid', '10.0.0.0/8', 'x\ny', '\u0000'),
  );
  return fc
    .array(fc.tuple(fc.nat(), words, fc.nat(50_000), fc.dictionary(words, words, { maxKeys: 4 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => {
      const value = structuredClone(sample) as Record<string, unknown>;
      for (const change of changes) apply(fields, value, change);
      return value;
    });
}

type Change = [at: number, word: string, count: number, pairs: Record<string, string>];

function apply(fields: readonly Field[], value: Record<string, unknown>, change: Change): void {
  const [at, word, count, pairs] = change;
  const field = fields[at % Math.max(fields.length, 1)];
  if (!field?.key) return;
  const next: Change = [Math.floor(at / 7), word, count, pairs];
  const inner = value[field.key];
  if (field.kind === 'group') {
    if (field.optional && count % 5 === 0) delete value[field.key];
    else if (typeof inner === 'object' && inner) apply(field.fields, inner as never, next);
    return;
  }
  if (field.kind === 'ways') {
    const way = field.ways[count % field.ways.length];
    if (typeof inner === 'object' && inner && way) apply(way.fields, inner as never, next);
    return;
  }
  const of = {
    texts: pairs,
    lists: Object.fromEntries(Object.entries(pairs).map(([name, one]) => [name, [one, word]])),
    numbers: Object.fromEntries(Object.keys(pairs).map((name) => [name, count % 5])),
    json: pairs,
  };
  if (field.optional && count % 3 === 0) delete value[field.key];
  else if (field.kind === 'number') value[field.key] = count;
  else if (field.kind === 'yes') value[field.key] = count % 2 === 0;
  else if (field.kind === 'choice')
    value[field.key] = field.choices?.[count % field.choices.length];
  else if (field.kind === 'lines') value[field.key] = Object.keys(pairs);
  else if (field.kind === 'pairs') value[field.key] = of[field.of ?? 'texts'];
  else if (field.secret || count % 2 === 0) value[field.key] = word;
}
