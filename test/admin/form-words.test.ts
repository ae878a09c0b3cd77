import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { fieldsOf } from '../../src/admin/form-fields.ts';
import { whoShape } from '../../src/admin/source-parts.ts';
import type { Protocol } from '../../src/sources/contract.ts';
import { mappingShape } from '../../src/sources/mapping.ts';
import { isProtocol, protocols } from '../../src/sources/register.ts';
import { detailsShape } from '../../src/sources/registration.ts';
import type { Field } from '../../views/admin/form-shown.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { settingWords, wordsKey } from '../../views/locales/sources/words.ts';
import { zhCN } from '../../views/locales/sources/zh-CN.ts';

/** Every setting has a label in three languages; a missing one is found here, a missing language by the compiler. */

const names = Object.keys(protocols).filter(isProtocol);
const forms: Record<string, z.ZodType> = {
  ...Object.fromEntries(names.map((name) => [name, protocols[name].settings])),
  mapping: mappingShape,
  details: detailsShape,
  source: whoShape,
};

const labels = (fields: readonly Field[]): string[] =>
  fields.flatMap((one) => {
    if (one.kind === 'group') return [one.label, ...labels(one.fields)];
    if (one.kind === 'ways') return [one.label, ...one.ways.flatMap((way) => labels(way.fields))];
    return [one.label];
  });

const ways = (fields: readonly Field[]): string[] =>
  fields.flatMap((one) => {
    if (one.kind === 'group') return ways(one.fields);
    if (one.kind !== 'ways') return [];
    return one.ways.flatMap((way) => [way.id, ...ways(way.fields)]);
  });

describe.each(Object.entries(forms))('the words of %s', (name, shape) => {
  const fields = fieldsOf(shape, name);

  test('every setting has some', () => {
    expect(labels(fields).filter((label) => !wordsKey(name, label))).toEqual([]);
  });

  test.each(langs)('in %s they are words, and each way has some', (lang) => {
    for (const label of labels(fields))
      expect(settingWords(name, label, lang).label, label).not.toBe('');
    const t = sentences(lang).console.connecting;
    expect(ways(fields).filter((way) => !t.ways[way])).toEqual([]);
  });
});

test('no words are there that nothing uses', () => {
  const used = new Set(
    Object.entries(forms).flatMap(([name, shape]) =>
      labels(fieldsOf(shape, name)).map((label) => wordsKey(name, label)),
    ),
  );
  expect(Object.keys(zhCN).filter((key) => !used.has(key as keyof typeof zhCN))).toEqual([]);
});

test.each(langs)('in %s protocols, presets, outcomes and reasons are named', (lang) => {
  const t = sentences(lang).console.connecting;
  for (const name of names) {
    expect(t.protocols[name], name).toBeDefined();
    for (const preset of Object.keys((protocols[name] as Protocol).presets ?? {}))
      expect(t.presets[preset], preset).toBeDefined();
  }
  const zh = sentences('zh-CN').console.connecting.look;
  expect(Object.keys(t.look.reasons)).toEqual(Object.keys(zh.reasons));
  expect(Object.keys(t.look.refused)).toEqual(Object.keys(zh.refused));
});
